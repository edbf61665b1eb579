"""Correlation by what messages bring (BPMN 2.0.2, 8.4.2: key-based and context-based)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import MessageAwaited, MessageSent
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
    start,
    task,
    throw,
)

Run = Callable[..., ProcessRun]

MESSAGES = (element("message", "order", name="order.placed"), element("message", "reply", name="order.answered"))


def correlated(**named: tuple[str, str]) -> tuple[str, ...]:
    """A key of properties, each with its places in the order and in the reply."""
    references = "".join(f"<correlationPropertyRef>{name}</correlationPropertyRef>" for name in named)
    key = element("collaboration", "c", element("correlationKey", "key", references))
    return (key, *(retrieved(name, *places) for name, places in named.items()))


def retrieved(name: str, in_order: str, in_reply: str) -> str:
    places = {"order": in_order, "reply": in_reply}
    paths = (
        element("correlationPropertyRetrievalExpression", "", f"<messagePath>{path}</messagePath>", messageRef=each)
        for each, path in places.items()
    )
    return element("correlationProperty", name, *paths)


BY_NUMBER = correlated(number=("order.number", "${of}"))


def subscribed(**bound: str) -> str:
    """Binds the key to the instance's own variables."""
    bindings = (
        element("correlationPropertyBinding", "", f"<dataPath>{path}</dataPath>", correlationPropertyRef=name)
        for name, path in bound.items()
    )
    return element("correlationSubscription", "sub", *bindings, correlationKeyRef="key")


def awaited(instance: ProcessRun) -> list[tuple[str, str | None]]:
    return sorted((m.name, m.correlation_key) for m in instance.open.values() if isinstance(m, MessageAwaited))


def test_what_was_sent_says_which_answer_is_waited_for(run: Run) -> None:
    send = throw("ask", extended(mapping({"order": "${order}"})), message("order"))
    diagram = process(start(), send, catch("wait", message("reply")), end(), flows="start ask wait end",
                      extra=[*MESSAGES, *BY_NUMBER])  # fmt: skip
    instance = run(diagram, {"order": {"number": 17}})
    assert instance.sent == [MessageSent("order.placed", "17", {"order": {"number": 17}})]
    assert awaited(instance) == [("order.answered", "17")]


def test_what_began_the_instance_says_which_message_comes_next(run: Run) -> None:
    diagram = process(start("begin", message("order")), catch("wait", message("reply")), end(), flows="begin wait end",
                      extra=[*MESSAGES, *BY_NUMBER])  # fmt: skip
    assert awaited(run(diagram, {"order": {"number": 17}}, start="begin", by="order.placed")) == [
        ("order.answered", "17")
    ]


def test_the_first_message_that_comes_says_it_for_all_who_wait_already(run: Run) -> None:
    receive = task("two", tag="receiveTask", messageRef="reply")
    diagram = process(
        start(), gateway("parallel", "fork"), catch("one", message("order")), receive, end(),
        flows="start fork one end; fork two end", extra=[*MESSAGES, *BY_NUMBER],
    )  # fmt: skip
    instance = run(diagram)
    assert awaited(instance) == [("order.answered", None), ("order.placed", None)]
    instance.receive("order.placed", order={"number": 17})
    assert awaited(instance) == [("order.answered", "17")]


def test_a_message_without_the_value_says_nothing(run: Run) -> None:
    diagram = process(start("begin", message("order")), catch("wait", message("reply")), end(), flows="begin wait end",
                      extra=[*MESSAGES, *BY_NUMBER])  # fmt: skip
    instance = run(diagram, {"order": {}}, start="begin", by="order.placed")
    assert awaited(instance) == [("order.answered", None)]


@pytest.mark.parametrize("year", [2026, "2026"])
def test_a_subscription_takes_the_values_from_the_instances_variables(run: Run, year: object) -> None:
    keys = correlated(number=("order.number", "of"), year=("order.year", "year"))
    diagram = process(
        subscribed(number="deal.number", year="${year}"), start(), catch("wait", message("reply")), end(),
        flows="start wait end", extra=[*MESSAGES, *keys],
    )  # fmt: skip
    instance = run(diagram, {"deal": {"number": 17}, "year": year})
    assert awaited(instance) == [("order.answered", '["17","2026"]')]


@pytest.mark.parametrize("variables", [{}, {"deal": None}])
def test_a_binding_that_cannot_be_computed_or_is_empty_is_mended_by_a_retry(
    run: Run, variables: dict[str, object]
) -> None:
    diagram = process(
        subscribed(number="deal"), start(), catch("wait", message("reply")), end(), flows="start wait end",
        extra=[*MESSAGES, *BY_NUMBER],
    )  # fmt: skip
    instance = run(diagram, variables)
    assert [i.element_id for i in instance.incidents] == ["wait"]
    instance.retry("wait", deal=3)
    assert awaited(instance) == [("order.answered", "3")]


def test_a_key_at_the_event_itself_goes_before(run: Run) -> None:
    wait = element("intermediateCatchEvent", "wait", extended(properties(correlationKey="own")), message("reply"))
    diagram = process(start("begin", message("order")), wait, end(), flows="begin wait end",
                      extra=[*MESSAGES, *BY_NUMBER])  # fmt: skip
    instance = run(diagram, {"order": {"number": 17}}, start="begin", by="order.placed")
    assert awaited(instance) == [("order.answered", "own")]
