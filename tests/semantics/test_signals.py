"""Signals within one instance (BPMN 2.0.2, 10.5.1, 10.5.5 and 13.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import SignalSent
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    extended,
    gateway,
    many,
    mapping,
    passed,
    process,
    script,
    signal,
    start,
    subprocess,
    throw,
    timer,
    user,
)

Run = Callable[..., ProcessRun]

SIGNALS = (element("signal", "price", name="price.changed"), element("signal", "of_order", name="order.${number}"))


def drawn(*content: str, flows: str) -> bytes:
    return process(start(), *content, end(), flows=flows, extra=SIGNALS)


def beside(*content: str, flows: str) -> bytes:
    """A user task ``work`` leads to a throw; on the other branch is what the test is about."""
    return drawn(
        gateway("parallel", "fork"), user("work"), throw("tell", signal("price")), user("told"), *content,
        flows=f"start fork work tell told end; {flows}",
    )  # fmt: skip


def test_a_catch_event_waits_for_a_signal_and_takes_its_payload(run: Run) -> None:
    instance = run(drawn(catch("wait", signal("price")), user("next"), flows="start wait next end"))
    assert (instance.awaited, instance.tasks) == (["price.changed"], [])
    instance.signal("price.changed", price=7)
    assert (instance.awaited, instance.tasks, instance.data) == ([], ["next"], {"price": 7})
    assert ("signal_received", "wait") in instance.history


@pytest.mark.parametrize("event", [throw("tell", signal("price")), end("tell", signal("price"))])
def test_a_throw_reaches_everybody_who_waits_in_its_own_instance_and_goes_out_to_others(run: Run, event: str) -> None:
    flows = "start fork work tell; fork one a end; fork two b end"
    flows += "; tell end" if "Throw" in event else ""
    waiting = catch("one", signal("price")), catch("two", signal("price"))
    instance = run(drawn(gateway("parallel", "fork"), user("work", "a", "b"), event, *waiting, flows=flows))
    instance.complete("work")
    assert (instance.tasks, instance.awaited) == (["a", "b"], [])
    assert instance.sent == [SignalSent("price.changed", {})]


def test_a_throw_without_a_receiver_goes_on_and_leaves_nothing_behind(run: Run) -> None:
    instance = run(drawn(throw("tell", signal("price")), catch("wait", signal("price")), flows="start tell wait end"))
    assert (instance.awaited, instance.passed()) == (["price.changed"], ["start", "tell"])


@pytest.mark.parametrize("order", ["fork tell end; fork think wait a end", "fork think wait a end; fork tell end"])
def test_of_what_happens_side_by_side_in_one_step_a_throw_comes_last(run: Run, order: str) -> None:
    """Whichever branch is drawn first: whoever can begin to wait without the throw waits when it comes."""
    content = gateway("parallel", "fork"), throw("tell", signal("price")), script("think", "x = 1")
    instance = run(drawn(*content, catch("wait", signal("price")), user("a"), flows=f"start fork; {order}"))
    assert (instance.tasks, instance.awaited) == (["a"], [])


def test_a_payload_is_what_the_definition_or_the_event_passes_on(run: Run) -> None:
    by_definition = throw("one", signal("price", extended(passed(price="${amount * 2}"))))
    by_event = throw("two", extended(mapping({"note": "new: ${amount}"})), signal("price"))
    instance = run(drawn(by_definition, by_event, flows="start one two end"), {"amount": 4})
    assert [sent.payload for sent in instance.sent] == [{"price": 8}, {"note": "new: 4"}]
    assert instance.data == {"amount": 4}


def test_all_variables_can_be_passed_on(run: Run) -> None:
    every = signal("price", extended(element("camunda:in", variables="all"), passed(amount="${amount + 1}")))
    instance = run(drawn(throw("tell", every), flows="start tell end"), {"amount": 4, "of": "x"})
    assert instance.sent == [SignalSent("price.changed", {"amount": 5, "of": "x"})]


def test_a_name_is_computed_once_where_it_is_thrown_and_where_it_is_awaited(run: Run) -> None:
    content = gateway("parallel", "fork"), catch("wait", signal("of_order")), user("a", "b")
    flows = "start fork wait a end; fork b tell end"
    instance = run(drawn(*content, throw("tell", signal("of_order")), flows=flows), {"number": 17})
    assert instance.awaited == ["order.17"]
    instance.complete("b", number=18)
    assert (instance.awaited, instance.sent[0].name) == (["order.17"], "order.18")


def test_a_reference_may_be_a_qualified_name_15_3_2(run: Run) -> None:
    diagram = drawn(catch("wait", signal("our:price")), flows="start wait end")
    instance = run(diagram.replace(b"<definitions", b'<definitions xmlns:our="urn:test"'))
    assert instance.awaited == ["price.changed"]


def test_a_name_that_cannot_be_computed_is_mended_by_a_retry_which_throws_once(run: Run) -> None:
    instance = run(drawn(throw("tell", signal("of_order")), user("next"), flows="start tell next end"))
    assert ([i.element_id for i in instance.incidents], instance.sent) == (["tell"], [])
    instance.retry("tell", number=5)
    assert (instance.tasks, instance.sent) == (["next"], [SignalSent("order.5", {})])


@pytest.mark.parametrize(("interrupts", "tasks"), [("true", ["a"]), ("false", ["a", "host"])])
def test_a_boundary_event_interrupts_its_activity_or_not(run: Run, interrupts: str, tasks: list[str]) -> None:
    event = boundary("on", "host", signal("price"), cancelActivity=interrupts)
    instance = run(beside(user("host", "a"), event, flows="fork host end; on a end"))
    instance.complete("work")
    assert instance.tasks == [*tasks, "told"]


def test_a_non_interrupting_boundary_event_catches_every_signal_until_its_activity_ends(run: Run) -> None:
    event = boundary("on", "host", signal("price"), cancelActivity="false")
    instance = run(drawn(user("host", "a"), event, flows="start host end; on a end"))
    instance.signal("price.changed")
    instance.signal("price.changed")
    assert (instance.tasks, instance.awaited) == (["a", "a", "host"], ["price.changed"])
    instance.complete("host")
    assert (instance.tasks, instance.awaited) == (["a", "a"], [])


@pytest.mark.parametrize(("interrupts", "tasks"), [(True, ["a"]), (False, ["a", "told"])])
def test_an_event_subprocess_starts_by_a_signal_of_its_own_instance(
    run: Run, interrupts: bool, tasks: list[str]
) -> None:
    handler = event_subprocess(
        "sub", signal("price"), user("a"), end("sub_end"), flows="sub_begins a sub_end", interrupts=interrupts
    )
    instance = run(beside(handler, flows="fork end"))
    instance.complete("work")
    assert instance.tasks == tasks


def test_a_signal_wins_behind_an_event_based_gateway(run: Run) -> None:
    rivals = gateway("eventBased", "race"), catch("news", signal("price")), catch("late", timer("P1D"))
    instance = run(beside(*rivals, user("a", "b"), flows="fork race news a end; race late b end"))
    instance.complete("work")
    assert (instance.tasks, instance.timers, instance.awaited) == (["a", "told"], [], [])


def test_a_throw_that_interrupts_its_own_subprocess_does_not_go_on(run: Run) -> None:
    sub = subprocess(
        "sub", start("in"), throw("tell", signal("price")), user("never"), end("out"), flows="in tell never out"
    )
    instance = run(drawn(sub, boundary("on", "sub", signal("price")), user("a"), flows="start sub end; on a end"))
    assert (instance.tasks, instance.passed("cancelled")) == (["a"], ["tell", "sub"])


def test_every_iteration_that_waits_gets_the_signal(run: Run) -> None:
    sub = subprocess(
        "sub", many("${[1, 2, 3]}", "n"), start("in"), catch("wait", signal("price")), end("out"), flows="in wait out"
    )
    instance = run(beside(sub, user("a"), flows="fork sub a end"))
    instance.complete("work")
    assert (instance.tasks, instance.awaited) == (["a", "told"], [])
