"""What begins an instance: start events, receive tasks and event-based gateways (BPMN 2.0.2, 10.5.2, 10.6.6, 13.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import MessageAwaited
from engine.testing import ProcessRun
from tests.diagrams import (
    catch,
    element,
    end,
    extended,
    gateway,
    mapping,
    message,
    process,
    properties,
    signal,
    start,
    task,
    user,
)

Run = Callable[..., ProcessRun]

EXTRA = (
    element("message", "order", name="order.placed"), element("message", "payment", name="invoice.paid"),
    element("signal", "news", name="price.changed"),
)  # fmt: skip
KEY = extended(properties(correlationKey="${number}"))


def drawn(*content: str, flows: str) -> bytes:
    return process(*content, user("a", "b"), end(), flows=f"{flows}; a end; b end", extra=EXTRA)


def awaited(instance: ProcessRun) -> list[tuple[str, str | None]]:
    return [(m.name, m.correlation_key) for m in instance.open.values() if isinstance(m, MessageAwaited)]


@pytest.mark.parametrize("by", ["order.placed", "price.changed"])
def test_a_start_event_of_several_definitions_begins_by_any_10_5_2(run: Run, by: str) -> None:
    diagram = drawn(start("begin", message("order"), signal("news")), flows="begin a")
    instance = run(diagram, {"number": 7}, start="begin", by=by)
    assert (instance.tasks, instance.awaited, instance.data) == (["a"], [], {"number": 7})


def test_a_parallel_multiple_start_event_begins_when_all_have_come_10_5_2(run: Run) -> None:
    both = start("begin", KEY, message("order"), message("payment"), parallelMultiple="true")
    instance = run(drawn(both, flows="begin a"), {"number": 7}, start="begin", by="invoice.paid")
    assert (instance.tasks, awaited(instance)) == ([], [("order.placed", "7")])
    instance.receive("order.placed", goods="chairs")
    assert (instance.tasks, instance.data) == (["a"], {"number": 7, "goods": "chairs"})


def test_an_instantiating_receive_task_begins_with_its_message_13_3_3(run: Run) -> None:
    receive = task("get", extended(mapping(outputs={"of": "no ${number}"})), tag="receiveTask", messageRef="order",
                   instantiate="true")  # fmt: skip
    instance = run(drawn(receive, flows="get a"), {"number": 7}, start="get", by="order.placed")
    assert (instance.tasks, instance.data) == (["a"], {"of": "no 7"})
    assert instance.passed() == ["get"]


def race(kind: str) -> bytes:
    begin = gateway("eventBased", "begin", instantiate="true", eventGatewayType=kind)
    ordered = element("intermediateCatchEvent", "ordered", KEY, message("order"))
    paid = task("paid", KEY, tag="receiveTask", messageRef="payment")
    return drawn(begin, ordered, paid, flows="begin ordered a; begin paid b")


@pytest.mark.parametrize(("at", "tasks"), [("ordered", ["a"]), ("paid", ["b"])])
def test_at_an_exclusive_instantiating_gateway_what_comes_first_begins_the_instance_10_6_6(
    run: Run, at: str, tasks: list[str]
) -> None:
    instance = run(race("Exclusive"), {"number": 7}, start=at)
    assert (instance.tasks, instance.awaited, instance.passed()) == (tasks, [], ["begin", at])


@pytest.mark.parametrize(("at", "other"), [("ordered", "invoice.paid"), ("paid", "order.placed")])
def test_at_a_parallel_instantiating_gateway_an_instance_needs_all_of_them_10_6_6(
    run: Run, at: str, other: str
) -> None:
    instance = run(race("Parallel"), {"number": 7}, start=at)
    assert awaited(instance) == [(other, "7")]
    instance.complete(instance.tasks[0])
    assert not instance.ended
    instance.receive(other)
    instance.complete(instance.tasks[0])
    assert instance.ended


def test_a_gateway_that_begins_no_instance_is_not_where_one_can_begin(run: Run) -> None:
    with pytest.raises(KeyError, match="wait"):
        run(drawn(start(), catch("wait", message("order")), flows="start wait a"), start="wait")
