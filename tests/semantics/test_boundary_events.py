"""Boundary events (BPMN 2.0.2, 10.5.4, 10.5.6 and 13.5.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.errors import BpmnError
from engine.testing import MONDAY_NOON, ProcessRun
from tests.diagrams import (
    boundary,
    element,
    end,
    extended,
    gateway,
    many,
    process,
    properties,
    start,
    subprocess,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]

ERRORS = (
    element("error", "sold_out_error", name="Sold out", errorCode="sold_out"),
    element("error", "late_error", name="Late", errorCode="late"),
    element("message", "cancelled", name="order.cancelled"),
)


def watched(*events: str, flows: str, work: str = "", also: str = "") -> bytes:
    """``work`` with events on its boundary."""
    return process(
        start(), work or user("work"), *events, user("next", *also.split()), end(),
        flows=f"start work next end; {flows}", extra=ERRORS,
    )  # fmt: skip


def caught(code: str = "") -> str:
    return element("errorEventDefinition", **({"errorRef": f"{code}_error"} if code else {}))


def test_an_interrupting_timer_takes_over_from_the_activity(run: Run) -> None:
    instance = run(watched(boundary("late", "work", timer("P4D")), flows="late remind end", also="remind"))
    instance.forward(days=3)
    assert instance.tasks == ["work"]
    instance.forward(days=1)
    assert (instance.tasks, instance.timers, instance.passed("cancelled")) == (["remind"], [], ["work"])


def test_an_activity_that_is_done_withdraws_its_events(run: Run) -> None:
    instance = run(watched(boundary("late", "work", timer("P4D")), flows="late remind end", also="remind"))
    instance.complete("work")
    assert (instance.tasks, instance.timers) == (["next"], [])


def test_a_non_interrupting_timer_goes_on_beside_the_activity_and_fires_once(run: Run) -> None:
    late = boundary("late", "work", timer("P1D"), cancelActivity="false")
    instance = run(watched(late, flows="late remind end", also="remind"))
    instance.forward(days=10)
    assert (instance.tasks, instance.timers) == (["remind", "work"], [])
    instance.complete("work")
    instance.complete("next")
    assert not instance.ended
    instance.complete("remind")
    assert instance.ended


def test_a_non_interrupting_cycle_fires_as_often_as_it_says_in_its_rhythm(run: Run) -> None:
    late = boundary("late", "work", timer("R3/P1D", "Cycle"), cancelActivity="false")
    instance = run(watched(late, flows="late remind end", also="remind"))
    seen = []
    for _ in range(4):
        seen += [t.due - MONDAY_NOON for t in instance.timers]
        instance.forward(days=1, hours=1)
    assert seen == [timedelta(days=1), timedelta(days=2), timedelta(days=3)]
    assert instance.tasks == ["remind"] * 3 + ["work"]


def test_a_cycle_that_computes_its_text_keeps_what_it_was_when_the_activity_began(run: Run) -> None:
    late = boundary("late", "work", timer("R/${every}", "Cycle"), cancelActivity="false")
    instance = run(watched(late, flows="late remind end", also="remind"), {"every": "P1D"})
    instance.forward(days=1)
    instance.complete("remind", every="P9D")
    assert [t.due for t in instance.timers] == [datetime(2026, 3, 4, 9, 0, tzinfo=UTC)]


def test_several_timers_watch_independently(run: Run) -> None:
    events = boundary("soon", "work", timer("P1D"), cancelActivity="false"), boundary("late", "work", timer("P2D"))
    instance = run(watched(*events, flows="soon remind end; late escalate end", also="remind escalate"))
    instance.forward(days=5)
    assert instance.tasks == ["escalate", "remind"]


def test_a_message_takes_over_and_brings_its_payload(run: Run) -> None:
    cancelled = boundary("gone", "work", '<messageEventDefinition messageRef="cancelled"/>')
    instance = run(watched(cancelled, flows="gone tell end", also="tell"))
    instance.receive("order.cancelled", reason="too late")
    assert (instance.tasks, instance.data) == (["tell"], {"reason": "too late"})


def test_a_non_interrupting_message_can_come_again_with_the_same_key(run: Run) -> None:
    named = extended(properties(correlationKey="${order}"))
    cancelled = boundary(
        "gone", "work", named + '<messageEventDefinition messageRef="cancelled"/>', cancelActivity="false"
    )
    instance = run(watched(cancelled, flows="gone tell end", also="tell"), {"order": 7})
    instance.receive("order.cancelled", order=8)
    instance.receive("order.cancelled")
    assert instance.tasks == ["tell", "tell", "work"]
    assert [m.correlation_key for m in instance.open.values() if hasattr(m, "correlation_key")] == ["7"]


def service(*content: str) -> str:
    return task("work", *content, tag="serviceTask", camunda__topic="reserve")


@pytest.mark.parametrize(("code", "task_id"), [("sold_out", "buy"), ("late", "wait"), ("strange", "ask")])
def test_an_error_with_a_code_goes_before_the_one_that_catches_all(run: Run, code: str, task_id: str) -> None:
    events = (
        boundary("any", "work", caught()), boundary("sold_out", "work", caught("sold_out")),
        boundary("late", "work", caught("late")),
    )  # fmt: skip
    diagram = watched(
        *events, work=service(), flows="any ask end; sold_out buy end; late wait end", also="ask buy wait"
    )
    instance = run(diagram, results={"reserve": BpmnError(code, "No bolts")})
    assert (instance.tasks, instance.incidents) == ([task_id], [])
    assert instance.data == {"error_code": code, "error_message": "No bolts"}


def test_an_error_nobody_catches_is_an_incident(run: Run) -> None:
    diagram = watched(boundary("late", "work", caught("late")), work=service(), flows="late wait end", also="wait")
    instance = run(diagram, results={"reserve": BpmnError("sold_out", "No bolts")})
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("work", "error")]
    assert "sold_out" in instance.incidents[0].message


def test_an_error_of_one_iteration_interrupts_all_of_them(run: Run) -> None:
    def reserve(position: str) -> None:
        if position == "nut":
            raise BpmnError("sold_out")

    mapped = extended(
        element("camunda:inputOutput", "", element("camunda:inputParameter", "", "${position}", name="position"))
    )
    work = service(mapped, many('${["bolt", "nut", "washer"]}', "position"))
    diagram = watched(boundary("out", "work", caught("sold_out")), work=work, flows="out buy end", also="buy")
    instance = run(diagram, results={"reserve": reserve})
    assert (instance.tasks, instance.incidents) == (["buy"], [])
    assert [arguments["position"] for _, arguments in instance.effects.performed] == ["bolt", "nut"]


def throwing(code: str = "sold_out") -> str:
    return end("thrown", f'<errorEventDefinition errorRef="{code}_error"/>')


def test_an_error_end_is_caught_on_the_boundary_of_its_subprocess(run: Run) -> None:
    sub = subprocess("work", start("inside"), user("look"), throwing(), flows="inside look thrown")
    instance = run(watched(boundary("out", "work", caught("sold_out")), work=sub, flows="out buy end", also="buy"))
    instance.complete("look")
    assert (instance.tasks, instance.passed("cancelled")) == (["buy"], ["thrown", "work"])


def test_an_error_passes_the_boundaries_that_do_not_catch_it(run: Run) -> None:
    inner = subprocess("inner", start("begin"), throwing(), flows="begin thrown")
    sub = subprocess(
        "work", start("inside"), inner, boundary("other", "inner", caught("late")), end("fine"), end("other_end"),
        flows="inside inner fine; other other_end",
    )  # fmt: skip
    instance = run(watched(boundary("out", "work", caught()), work=sub, flows="out buy end", also="buy"))
    assert (instance.tasks, instance.data["error_code"]) == (["buy"], "sold_out")


def test_an_error_leaves_a_neighbour_that_catches_the_same_code_alone(run: Run) -> None:
    def part(name: str, *inside: str, flows: str) -> str:
        return subprocess(name, start(f"{name}_begins"), *inside, flows=flows)

    diagram = process(
        start(), gateway("parallel", "fork"),
        part("a", throwing(), flows="a_begins thrown"), boundary("a_out", "a", caught("sold_out")),
        part("b", user("look"), end("b_done"), flows="b_begins look b_done"),
        boundary("b_out", "b", caught("sold_out")),
        user("buy_a", "buy_b"), end(), flows="start fork a end; fork b end; a_out buy_a end; b_out buy_b end",
        extra=ERRORS,
    )  # fmt: skip
    assert run(diagram).tasks == ["buy_a", "look"]


def test_events_of_a_subprocess_watch_everything_in_it(run: Run) -> None:
    sub = subprocess("work", start("inside"), user("look", "write"), end("done"), flows="inside look write done")
    instance = run(watched(boundary("late", "work", timer("P2D")), work=sub, flows="late remind end", also="remind"))
    instance.complete("look")
    instance.forward(days=2)
    assert (instance.tasks, instance.timers) == (["remind"], [])


def test_an_incident_of_an_activity_is_overtaken_by_its_interrupting_timer(run: Run) -> None:
    work = task("work", tag="userTask", camunda__assignee="${nobody_knows}")
    instance = run(watched(boundary("late", "work", timer("P2D")), work=work, flows="late remind end", also="remind"))
    assert [i.element_id for i in instance.incidents] == ["work"]
    instance.forward(days=2)
    assert (instance.incidents, instance.tasks) == ([], ["remind"])


def test_an_event_whose_timer_cannot_be_understood_is_an_incident_of_its_activity(run: Run) -> None:
    instance = run(
        watched(
            boundary("late", "work", timer("P1D"), cancelActivity="false"),
            boundary("later", "work", timer("${patience}")),
            flows="late remind end; later remind",
            also="remind",
        ),
        {"patience": "for ever"},
    )
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["work"], [])
    instance.retry("work", patience="P9D")
    assert (instance.tasks, len(instance.timers)) == (["work"], 2)


def test_a_boundary_event_of_iterations_watches_all_of_them_together(run: Run) -> None:
    work = user("work").replace("></userTask>", f">{many('${[1, 2]}', 'each')}</userTask>")
    late: Any = boundary("late", "work", timer("P2D"))
    instance = run(watched(late, work=work, flows="late remind end", also="remind"))
    assert len(instance.timers) == 1
    instance.complete("work")
    assert len(instance.timers) == 1
    instance.forward(days=2)
    assert (instance.tasks, instance.timers) == (["remind"], [])
