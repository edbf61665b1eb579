"""Start, intermediate and end events (BPMN 2.0.2, 10.5.2 to 10.5.4 and 13.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.semantics.outcome import MessageAwaited
from engine.testing import ProcessRun
from tests.diagrams import element, end, extended, flow, gateway, process, properties, start, timer, user

Run = Callable[..., ProcessRun]


def catching(definition: str, *before: str, **attributes: str) -> bytes:
    """Waits at ``wait``, then a person goes on."""
    event = element("intermediateCatchEvent", "wait", *before, definition, **attributes)
    return process(
        start(), event, user("next"), end(), flows="start wait next end",
        extra=[element("message", "paid", name="invoice.paid")],
    )  # fmt: skip


PAID = '<messageEventDefinition messageRef="paid"/>'


@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (timer("PT90M"), datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
        (timer("2026-03-10T09:00", "Date"), datetime(2026, 3, 10, 6, 0, tzinfo=UTC)),  # nine in Moscow
        (timer("${by}", "Date"), datetime(2026, 3, 5, 9, 0, tzinfo=UTC)),
        (timer("0 9 1 */3 *", "Cycle"), datetime(2026, 4, 1, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_timer_waits_for_its_time(run: Run, definition: str, due: datetime) -> None:
    instance = run(catching(definition), {"by": "2026-03-05T12:00:00+03:00"})
    assert ([t.due for t in instance.timers], instance.tasks) == ([due], [])
    instance.forward(days=60)
    assert (instance.timers, instance.tasks) == ([], ["next"])


def test_a_timer_of_the_past_is_due_at_once(run: Run) -> None:
    instance = run(catching(timer("2020-01-01T00:00:00Z", "Date")))
    instance.forward(seconds=0)
    assert instance.tasks == ["next"]


def test_a_timer_that_cannot_be_understood_is_mended_by_a_retry(run: Run) -> None:
    instance = run(catching(timer("${by}", "Date")), {"by": "tomorrow"})
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("wait", "expression")]
    assert "tomorrow" in instance.incidents[0].message
    instance.retry("wait", by="2026-03-05T12:00:00+03:00")
    assert (instance.incidents, len(instance.timers)) == ([], 1)
    assert instance.passed("entered") == ["wait"]


def awaited(instance: ProcessRun) -> MessageAwaited:
    (message,) = (what for what in instance.open.values() if isinstance(what, MessageAwaited))
    return message


def test_a_message_is_waited_for_by_name_and_brings_its_payload(run: Run) -> None:
    instance = run(catching(PAID))
    assert (awaited(instance).name, awaited(instance).correlation_key) == ("invoice.paid", None)
    instance.receive("invoice.paid", amount=100.5)
    assert (instance.tasks, instance.data) == (["next"], {"amount": 100.5})


def test_a_correlation_key_is_a_text_whatever_the_variable_is(run: Run) -> None:
    instance = run(catching(PAID, extended(properties(correlationKey="${invoice}"))), {"invoice": 17})
    assert awaited(instance).correlation_key == "17"


def test_an_incident_behind_a_message_does_not_wait_for_it_again(run: Run) -> None:
    diagram = process(
        start(), element("intermediateCatchEvent", "wait", PAID), gateway("exclusive", "which"), user("a", "b"), end(),
        flow("which", "a", "${amount &gt; 100}"), flow("which", "b", "${amount &lt; 50}"),
        flows="start wait which; a end; b end", extra=[element("message", "paid", name="invoice.paid")],
    )  # fmt: skip
    instance = run(diagram)
    instance.receive("invoice.paid", amount=70)
    assert [i.element_id for i in instance.open.values()] == ["which"]
    instance.retry("which", amount=40)
    assert instance.tasks == ["b"]


def test_a_none_throw_event_is_passed(run: Run) -> None:
    diagram = process(start(), element("intermediateThrowEvent", "milestone"), end(), flows="start milestone end")
    assert run(diagram).passed() == ["start", "milestone", "end"]


def test_an_instance_ends_with_its_last_token(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b"), end("a_done"), end("b_done"),
        flows="start fork a a_done; fork b b_done",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    assert not instance.ended
    instance.complete("b")
    assert instance.ended


def test_a_terminate_end_takes_everything_with_it(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b"), element("intermediateCatchEvent", "wait", timer("P1D")),
        end("stop", "<terminateEventDefinition/>"), end(), flows="start fork a stop; fork b end; fork wait end",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    assert (instance.ended, instance.open) == (True, {})
    assert sorted(instance.passed("cancelled")) == ["b", "wait"]


def test_a_terminate_end_stops_what_is_ready_in_the_same_step(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), end("stop", "<terminateEventDefinition/>"), user("b"), end(),
        flows="start fork stop; fork b end",
    )  # fmt: skip
    instance = run(diagram)
    assert (instance.ended, instance.tasks) == (True, [])


def test_an_error_end_nobody_catches_is_an_incident_and_nothing_else_stops(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a"), end("failed", '<errorEventDefinition errorRef="e"/>'), end(),
        flows="start fork failed; fork a end", extra=[element("error", "e", name="Out of stock", errorCode="sold_out")],
    )  # fmt: skip
    instance = run(diagram)
    assert ([(i.element_id, i.kind) for i in instance.incidents], instance.tasks) == ([("failed", "error")], ["a"])
    assert "sold_out" in instance.incidents[0].message
    instance.complete("a")
    assert not instance.ended


def test_an_instance_begins_at_the_start_event_it_is_told(run: Run) -> None:
    diagram = process(
        start("by_hand"), start("by_message", PAID), user("a", "b"), end(), flows="by_hand a end; by_message b end",
        extra=[element("message", "paid", name="invoice.paid")],
    )  # fmt: skip
    assert run(diagram).tasks == ["a"]
    assert run(diagram, start="by_message").tasks == ["b"]


@pytest.mark.parametrize("element_id", ["a", "nowhere"])
def test_an_instance_does_not_begin_at_what_is_no_start_event(run: Run, element_id: str) -> None:
    with pytest.raises(KeyError, match=element_id):
        run(process(start(), user("a"), end(), flows="start a end"), start=element_id)
