"""Event subprocesses (BPMN 2.0.2, 10.3.5, 10.5.6 and 13.5.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.errors import BpmnError
from engine.runtime import Fail, Raise
from engine.semantics.outcome import MessageAwaited
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    element,
    end,
    event_subprocess,
    extended,
    gateway,
    many,
    mapping,
    message,
    process,
    properties,
    script,
    start,
    subprocess,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]

EXTRA = (
    element("message", "gone", name="order.cancelled"),
    element("error", "sold_out_error", name="Sold out", errorCode="sold_out"),
    element("error", "late_error", name="Late", errorCode="late"),
)


def caught(code: str = "") -> str:
    return element("errorEventDefinition", **({"errorRef": f"{code}_error"} if code else {}))


def thrown(code: str = "sold_out", element_id: str = "thrown") -> str:
    return end(element_id, caught(code))


def handler(name: str, trigger: str, *content: str, interrupts: bool = True) -> str:
    """An event subprocess with one user task, ``<name>_task``."""
    flows = f"{name}_begins {name}_task {name}_end"
    inside = (user(f"{name}_task"), end(f"{name}_end"), *content)
    return event_subprocess(name, trigger, *inside, flows=flows, interrupts=interrupts)


def watched(*handlers: str, work: str = "", flows: str = "start work next end", beside: str = "") -> bytes:
    """A process of two tasks with event subprocesses beside them."""
    return process(start(), work or user("work"), beside, user("next"), end(), *handlers, flows=flows, extra=EXTRA)


def inside(*handlers: str, work: str = "", flows: str = "inside work done", beside: str = "") -> bytes:
    """The same in a subprocess ``sub``, with a task ``next`` behind it."""
    sub = subprocess("sub", start("inside"), work or user("work"), end("done"), *handlers, flows=flows)
    return process(start(), sub, beside, user("next", "aside"), end(), flows="start sub next end; aside end",
                   extra=EXTRA)  # fmt: skip


def awaited(instance: ProcessRun) -> list[MessageAwaited]:
    return [what for what in instance.open.values() if isinstance(what, MessageAwaited)]


@pytest.mark.parametrize("around", [watched, inside])
def test_an_interrupting_timer_takes_over_the_scope(run: Run, around: Callable[..., bytes]) -> None:
    instance = run(around(handler("late", timer("P2D"))))
    assert (instance.tasks, [t.element_id for t in instance.timers]) == (["work"], ["late_begins"])
    instance.forward(days=2)
    assert (instance.tasks, instance.timers, instance.passed("cancelled")) == (["late_task"], [], ["work"])
    instance.complete("late_task")
    assert (instance.ended, instance.tasks) == ((True, []) if around is watched else (False, ["next"]))


@pytest.mark.parametrize("around", [watched, inside])
def test_a_scope_that_ends_withdraws_what_listens_in_it(run: Run, around: Callable[..., bytes]) -> None:
    instance = run(around(handler("late", timer("P2D")), handler("gone", message("gone"))))
    instance.complete("work")
    assert instance.tasks == ["next"]
    assert len(instance.open) == (3 if around is watched else 1)
    instance.complete("next")
    assert (instance.ended, instance.open) == (True, {})


def test_an_instance_that_waits_for_nothing_ends_at_once(run: Run) -> None:
    instance = run(watched(handler("late", timer("P2D")), flows="start end", work=script("work", "x = 1")))
    assert (instance.ended, instance.open) == (True, {})


def test_a_non_interrupting_timer_runs_beside_the_rest_and_keeps_the_scope_open(run: Run) -> None:
    instance = run(inside(handler("late", timer("P2D"), interrupts=False)))
    instance.forward(days=9)
    assert (instance.tasks, instance.timers) == (["late_task", "work"], [])
    instance.complete("work")
    assert instance.tasks == ["late_task"]
    instance.complete("late_task")
    assert instance.tasks == ["next"]


def test_a_non_interrupting_cycle_starts_it_as_often_as_it_says(run: Run) -> None:
    instance = run(watched(handler("late", timer("R3/P1D", "Cycle"), interrupts=False)))
    instance.forward(days=9)
    assert (instance.tasks, instance.timers) == (["late_task"] * 3 + ["work"], [])


def test_a_message_brings_variables(run: Run) -> None:
    instance = run(inside(handler("gone", message("gone"))))
    instance.receive("order.cancelled", reason="too late")
    assert (instance.tasks, instance.data) == (["gone_task"], {"reason": "too late"})


def test_a_non_interrupting_message_can_come_again_with_the_same_key(run: Run) -> None:
    keyed = extended(properties(correlationKey="${order}"))
    instance = run(watched(handler("gone", keyed + message("gone"), interrupts=False)), {"order": 7})
    instance.receive("order.cancelled", order=8)
    instance.receive("order.cancelled")
    assert instance.tasks == ["gone_task", "gone_task", "work"]
    assert [(m.name, m.correlation_key) for m in awaited(instance)] == [("order.cancelled", "7")]


def test_with_input_parameters_the_payload_stays_inside(run: Run) -> None:
    sealed = extended(mapping({"reason": "unknown"}, {"why": "${reason}"}))
    instance = run(inside(handler("gone", message("gone"), sealed)))
    instance.receive("order.cancelled", reason="too late")
    instance.complete("gone_task")
    assert (instance.tasks, instance.data) == (["next"], {"why": "too late"})


def test_input_parameters_that_fail_are_mended_by_a_retry_and_keep_the_payload(run: Run) -> None:
    mapped = extended(mapping({"total": "${amount * quantity}"}))
    instance = run(watched(handler("gone", message("gone"), mapped)))
    instance.receive("order.cancelled", reason="too late")
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["gone"], [])
    instance.retry("gone", amount=2, quantity=3)
    assert (instance.tasks, instance.data["reason"]) == (["gone_task"], "too late")


def test_a_timer_that_cannot_be_understood_is_an_incident_and_nothing_else_stops(run: Run) -> None:
    instance = run(inside(handler("late", timer("${patience}"))), {"patience": "for ever"})
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["late_begins"], ["work"])
    instance.retry("late_begins", patience="P1D")
    instance.forward(days=1)
    assert instance.tasks == ["late_task"]


def test_such_an_incident_goes_with_its_scope(run: Run) -> None:
    instance = run(inside(handler("late", timer("${patience}"))), {"patience": "for ever"})
    instance.complete("work")
    assert (instance.tasks, instance.incidents) == (["next"], [])


def test_an_interrupting_event_withdraws_the_others(run: Run) -> None:
    instance = run(watched(handler("late", timer("P2D")), handler("gone", message("gone"))))
    instance.receive("order.cancelled")
    assert (instance.tasks, instance.open.keys()) == (["gone_task"], {max(instance.open)})


def test_an_interrupting_event_ends_what_non_interrupting_ones_have_started(run: Run) -> None:
    instance = run(watched(handler("soon", timer("P1D"), interrupts=False), handler("late", timer("P2D"))))
    instance.forward(days=3)
    assert (instance.tasks, instance.passed("cancelled")) == (["late_task"], ["work", "soon_task", "soon"])


@pytest.mark.parametrize(("code", "task_id"), [("sold_out", "out_task"), ("strange", "any_task")])
def test_an_error_of_a_task_is_caught_in_its_scope_coded_before_catch_all(run: Run, code: str, task_id: str) -> None:
    work = task("work", tag="serviceTask", camunda__topic="reserve")
    diagram = inside(handler("any", caught()), handler("out", caught("sold_out")), work=work)
    instance = run(diagram, results={"reserve": BpmnError(code, "No bolts")})
    assert (instance.tasks, instance.incidents) == ([task_id], [])
    assert instance.data == {"error_code": code, "error_message": "No bolts"}
    instance.complete(task_id)
    assert instance.tasks == ["next"]


def test_a_timer_that_could_not_be_fired_is_fired_by_a_retry(run: Run) -> None:
    instance = run(inside(handler("late", timer("P2D"))))
    token = instance.timers[0].token
    instance.do(Fail(token, "no attempt is left", "job"))
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["late_begins"], ["work"])
    instance.retry("late_begins")
    assert (instance.tasks, instance.incidents) == (["late_task"], [])


def test_an_error_end_is_caught_in_its_own_scope(run: Run) -> None:
    instance = run(watched(handler("out", caught("sold_out")), beside=thrown(), flows="start work thrown"))
    instance.complete("work")
    assert (instance.tasks, instance.incidents) == (["out_task"], [])
    instance.complete("out_task")
    assert instance.ended


def test_the_boundary_of_the_activity_goes_before_the_event_subprocess_around_it(run: Run) -> None:
    work = task("work", tag="serviceTask", camunda__topic="reserve")
    on_task = boundary("out", "work", caught())
    diagram = watched(handler("other", caught("sold_out")), work=work, beside=on_task, flows="start work; out next end")
    instance = run(diagram, results={"reserve": BpmnError("sold_out")})
    assert instance.tasks == ["next"]


def test_the_event_subprocess_goes_before_the_boundary_of_its_subprocess(run: Run) -> None:
    on_sub = boundary("out", "sub", caught("sold_out"))
    diagram = inside(handler("any", caught()), thrown(), flows="inside work thrown", beside=on_sub)
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["any_task"]


def test_what_no_event_subprocess_catches_goes_on_to_the_boundary(run: Run) -> None:
    on_sub = boundary("out", "sub", caught("sold_out")) + element(
        "sequenceFlow", "out_aside", sourceRef="out", targetRef="aside"
    )
    diagram = inside(handler("late", caught("late")), thrown(), flows="inside work thrown", beside=on_sub)
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["aside"]


def test_an_error_of_the_event_subprocess_itself_leaves_the_scope(run: Run) -> None:
    """The scope is over: neither the same nor another event subprocess of it catches anything."""
    again = event_subprocess("again", caught("sold_out"), thrown(element_id="anew"), flows="again_begins anew")
    on_sub = boundary("out", "sub", caught()) + element("sequenceFlow", "out_aside", sourceRef="out", targetRef="aside")
    diagram = inside(again, handler("any", caught()), thrown(), flows="inside work thrown", beside=on_sub)
    instance = run(diagram)
    instance.complete("work")
    assert (instance.tasks, instance.incidents) == (["aside"], [])


def test_an_error_of_a_non_interrupting_event_subprocess_is_caught_beside_it(run: Run) -> None:
    soon = event_subprocess("soon", timer("P1D"), thrown(), flows="soon_begins thrown", interrupts=False)
    instance = run(inside(soon, handler("out", caught("sold_out"))))
    instance.forward(days=1)
    assert (instance.tasks, instance.incidents) == (["out_task"], [])


def test_an_error_nobody_catches_is_an_incident(run: Run) -> None:
    instance = run(watched(handler("late", caught("late")), beside=thrown(), flows="start work thrown"))
    instance.complete("work")
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["thrown"], [])


def test_an_error_of_a_called_process_is_caught_by_an_event_subprocess(run: Run) -> None:
    instance = run(inside(handler("any", caught()), work=element("callActivity", "work", calledElement="other")))
    instance.do(Raise(instance.calls[0].token, "sold_out", "No bolts"))
    assert (instance.tasks, instance.data["error_code"]) == (["any_task"], "sold_out")


def test_event_subprocesses_are_nested(run: Run) -> None:
    inner = handler("inner", timer("P1D"))
    outer = event_subprocess(
        "outer", message("gone"), user("look"), end("looked"), inner, flows="outer_begins look looked"
    )
    instance = run(inside(outer))
    instance.receive("order.cancelled")
    assert (instance.tasks, [t.element_id for t in instance.timers]) == (["look"], ["inner_begins"])
    instance.forward(days=1)
    assert instance.tasks == ["inner_task"]
    instance.complete("inner_task")
    assert instance.tasks == ["next"]


def test_every_scope_listens_for_itself(run: Run) -> None:
    """The iterations of a subprocess have each a timer of their own."""
    several = many("${[1, 2]}", "each")
    instance = run(inside(handler("late", timer("P${each}D")), several))
    assert [t.due for t in instance.timers] == [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (3, 4)]
    instance.forward(days=1)
    assert instance.tasks == ["late_task", "work"]
    instance.complete("late_task")
    instance.complete("work")
    assert (instance.tasks, instance.timers) == (["next"], [])


def test_a_subprocess_that_is_interrupted_withdraws_what_listens_in_it(run: Run) -> None:
    on_sub = boundary("late", "sub", timer("P1D")) + element(
        "sequenceFlow", "late_aside", sourceRef="late", targetRef="aside"
    )
    instance = run(inside(handler("gone", message("gone")), beside=on_sub))
    instance.forward(days=1)
    assert (instance.tasks, awaited(instance)) == (["aside"], [])


def test_a_terminate_end_takes_the_listeners_along(run: Run) -> None:
    stop = end("stop", "<terminateEventDefinition/>")
    instance = run(watched(handler("late", timer("P2D")), beside=stop, flows="start work stop"))
    instance.complete("work")
    assert (instance.ended, instance.open) == (True, {})


def test_a_terminate_end_inside_ends_only_the_event_subprocess(run: Run) -> None:
    stop = end("stop", "<terminateEventDefinition/>")
    soon = event_subprocess("soon", timer("P1D"), stop, flows="soon_begins stop", interrupts=False)
    instance = run(watched(soon))
    instance.forward(days=1)
    assert (instance.tasks, instance.passed()[-3:]) == (["work"], ["soon_begins", "stop", "soon"])


def test_a_join_nothing_can_come_to_is_an_incident_though_something_listens(run: Run) -> None:
    parts = gateway("parallel", "join"), user("other"), handler("late", timer("P2D"))
    instance = run(watched(*parts, flows="start work join next end; other join"))
    instance.complete("work")
    assert ([i.element_id for i in instance.incidents], len(instance.timers)) == (["join"], 1)
    instance.forward(days=2)
    assert (instance.tasks, instance.incidents) == (["late_task"], [])


def test_an_inclusive_join_does_not_wait_for_what_only_listens(run: Run) -> None:
    parts = gateway("inclusive", "fork", default="fork_work"), gateway("inclusive", "join")
    diagram = watched(*parts, handler("late", timer("P2D")), beside=user("other"),
                      flows="start fork work join next end; fork other join")  # fmt: skip
    instance = run(diagram)
    for open_task in instance.tasks:
        instance.complete(open_task)
    assert instance.tasks == ["next"]


def test_two_instances_of_one_version_do_not_share_what_listens() -> None:
    diagram = watched(handler("late", timer("P2D")))
    one, other = ProcessRun(diagram), ProcessRun(diagram)
    one.forward(days=2)
    assert (one.tasks, other.tasks) == (["late_task"], ["work"])
    assert ProcessRun(diagram).tasks == ["work"]
