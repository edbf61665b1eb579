"""Conditional events (BPMN 2.0.2, 10.5.2, 10.5.4 and 10.5.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import (
    arrows,
    boundary,
    catch,
    end,
    event_subprocess,
    extended,
    gateway,
    mapping,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    when,
)

Run = Callable[..., ProcessRun]


def waiting(condition: str = "${amount > 100}") -> bytes:
    """Waits at ``wait`` while somebody works on ``work``, twice."""
    return process(
        start(), gateway("parallel", "fork"), catch("wait", when(condition)), user("work", "more", "next"), end(),
        flows="start fork wait next end; fork work more end",
    )  # fmt: skip


def test_an_event_goes_on_as_soon_as_its_condition_holds(run: Run) -> None:
    instance = run(waiting(), {"amount": 7})
    assert instance.tasks == ["work"]
    instance.complete("work", amount=70)
    assert instance.tasks == ["more"]
    instance.complete("more", amount=700)
    assert instance.tasks == ["next"]
    assert instance.passed("entered").count("wait") == 1


def test_a_condition_that_holds_already_is_not_waited_for(run: Run) -> None:
    assert run(waiting(), {"amount": 101}).tasks == ["next", "work"]


def test_a_condition_on_a_variable_that_is_not_there_yet_does_not_hold_yet(run: Run) -> None:
    instance = run(waiting())
    assert (instance.tasks, instance.incidents) == (["work"], [])
    instance.complete("work", amount=101)
    assert instance.tasks == ["more", "next"]


def test_a_condition_that_fails_is_an_incident_and_a_retry_waits_on(run: Run) -> None:
    instance = run(waiting(), {"amount": 7})
    instance.complete("work", amount="much")
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("wait", "expression")]
    assert instance.tasks == ["more"]
    instance.retry("wait", amount=70)
    assert (instance.incidents, instance.tasks, instance.passed("entered").count("wait")) == ([], ["more"], 1)
    instance.complete("more", amount=700)
    assert instance.tasks == ["next"]


def test_a_condition_that_fails_at_once_is_an_incident_too(run: Run) -> None:
    instance = run(waiting(), {"amount": "much"})
    assert [i.element_id for i in instance.incidents] == ["wait"]
    instance.retry("wait", amount=700)
    assert instance.tasks == ["next", "work"]


def test_a_script_of_a_parallel_branch_makes_it_hold_within_the_step(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), catch("wait", when("${ready}")), script("prepare", "ready = True"),
        user("next"), end(), flows="start fork wait next end; fork prepare end",
    )  # fmt: skip
    assert run(diagram, {"ready": False}).tasks == ["next"]


def watched(interrupts: bool, *content: str) -> bytes:
    """``first``, ``second`` and ``third`` in a subprocess with a conditional event on its boundary."""
    sub = subprocess("sub", *content, start("inside"), user("first", "second", "third"), end("done"),
                     flows="inside first second third done")  # fmt: skip
    event = boundary("dear", "sub", when("${amount > 100}"), cancelActivity=str(interrupts).lower())
    return process(start(), sub, event, user("ask", "next"), end(), end("asked"),
                   flows="start sub next end; dear ask asked")  # fmt: skip


def test_on_the_boundary_it_takes_over_from_the_activity(run: Run) -> None:
    instance = run(watched(True), {"amount": 7})
    instance.complete("first", amount=101)
    assert (instance.tasks, instance.passed("cancelled")) == (["ask"], ["second", "sub"])


def test_not_interrupting_it_fires_each_time_the_condition_begins_to_hold(run: Run) -> None:
    instance = run(watched(False), {"amount": 101})
    assert instance.tasks == ["ask", "first"]
    instance.complete("first", amount=102)
    assert instance.tasks == ["ask", "second"]
    instance.complete("second", amount=3)
    instance.complete("ask", amount=200)
    assert instance.tasks == ["ask", "third"]


def test_an_activity_that_is_done_is_watched_no_more(run: Run) -> None:
    instance = run(watched(True), {"amount": 7})
    for element_id in ("first", "second"):
        instance.complete(element_id)
    instance.complete("third", amount=500)
    assert instance.tasks == ["next"]


def test_it_sees_the_activitys_own_variables(run: Run) -> None:
    own = extended(mapping({"amount": "${amount * 2}"}))
    assert run(watched(True, own), {"amount": 51}).tasks == ["ask"]


def test_a_condition_on_the_boundary_that_fails_leaves_the_activity_alone(run: Run) -> None:
    instance = run(watched(True), {"amount": 7})
    instance.complete("first", amount="much")
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["dear"], ["second"])
    instance.retry("dear", amount=8)
    instance.complete("second", amount=300)
    assert (instance.tasks, instance.incidents) == (["ask"], [])


@pytest.mark.parametrize(("interrupts", "tasks"), [(True, ["ask"]), (False, ["ask", "second"])])
def test_it_starts_an_event_subprocess(run: Run, interrupts: bool, tasks: list[str]) -> None:
    handler = event_subprocess(
        "dear", when("${amount > 100}"), user("ask"), end("asked"), flows="dear_begins ask asked", interrupts=interrupts
    )
    diagram = process(start(), user("first", "second"), end(), handler, flows="start first second end")
    instance = run(diagram, {"amount": 7})
    assert instance.tasks == ["first"]
    instance.complete("first", amount=101)
    assert instance.tasks == tasks
    for element_id in tasks:
        instance.complete(element_id)
    assert (instance.ended, instance.open) == (True, {})


def test_it_can_race_a_timer(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), gateway("eventBased", "race"), catch("dear", when("${amount > 100}")),
        catch("late", timer("P1D")), user("work", "a", "b"), end(),
        arrows("race dear a end; race late b end"), flows="start fork race; fork work end",
    )  # fmt: skip
    instance = run(diagram, {"amount": 7})
    instance.complete("work", amount=101)
    assert (instance.tasks, instance.timers) == (["a"], [])


def test_a_loop_whose_condition_always_holds_stops_at_the_budget(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.moving.STEP_ELEMENTS", 50)
    diagram = process(start(), gateway("exclusive", "again"), catch("wait", when("${true}")), end(),
                      flows="start again wait again")  # fmt: skip
    assert [i.kind for i in run(diagram).incidents] == ["budget"]
