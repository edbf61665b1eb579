"""Standard loops (BPMN 2.0.2, 10.3.8 and 13.3.6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import BpmnError
from engine.testing import ProcessRun
from tests.diagrams import (
    again,
    boundary,
    element,
    end,
    extended,
    mapping,
    process,
    start,
    subprocess,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]


def looping(loop: str, *content: str, tag: str = "scriptTask", beside: str = "", flows: str = "", **told: str) -> bytes:
    """``work`` in a loop, then ``next``."""
    script = "<script>seen = seen + [loopCounter]</script>" if tag == "scriptTask" else ""
    work = task("work", *content, loop, script, tag=tag, **told)
    return process(start(), work, beside, user("next", "remind"), end(),
                   flows=f"start work next end; remind end; {flows}",
                   extra=[element("error", "sold_out", errorCode="sold_out")])  # fmt: skip


@pytest.mark.parametrize(
    ("loop", "seen"),
    [
        (again("${loopCounter < 3}"), [0, 1, 2]),
        (again("${loopCounter < 3}", testBefore="true"), [0, 1, 2]),
        (again("${false}"), [0]),
        (again("${false}", testBefore="true"), []),
        (again("len(seen) < 2"), [0, 1]),
        (again("${true}", loopMaximum="4"), [0, 1, 2, 3]),
        (again("${true}", loopMaximum="4", testBefore="true"), [0, 1, 2, 3]),
        (again("${loopCounter < 2}", loopMaximum="4"), [0, 1]),
        (again(loopMaximum="2"), [0, 1]),
    ],
)
def test_it_goes_on_while_the_condition_holds_and_the_maximum_is_not_reached(
    run: Run, loop: str, seen: list[int]
) -> None:
    instance = run(looping(loop), {"seen": []})
    assert (instance.tasks, instance.data) == (["next"], {"seen": seen})


def test_a_person_is_asked_again_until_the_answer_is_right(run: Run) -> None:
    instance = run(looping(again("${not agreed}"), tag="userTask", name="Agree?"))
    for _ in range(2):
        instance.complete("work", agreed=False)
        assert instance.tasks == ["work"]
    instance.complete("work", agreed=True, note="at last")
    assert (instance.tasks, instance.data) == (["next"], {"agreed": True, "note": "at last"})


def test_output_parameters_of_every_round_reach_the_condition_and_the_next_round(run: Run) -> None:
    outputs = extended(mapping({"sum": "${sum}"}, {"sum": "${sum + given}"}))
    instance = run(looping(again("${sum < 10}"), outputs, tag="userTask", name="Add"), {"sum": 0})
    instance.complete("work", given=4)
    instance.complete("work", given=5)
    instance.complete("work", given=6)
    assert (instance.tasks, instance.data) == (["next"], {"sum": 15})


def test_a_condition_that_fails_is_mended_by_a_retry_and_repeats_no_round(run: Run) -> None:
    instance = run(looping(again("${loopCounter < rounds}")), {"seen": []})
    assert ([i.element_id for i in instance.incidents], instance.data["seen"]) == (["work"], [0])
    instance.retry("work", rounds=2)
    assert (instance.tasks, instance.data["seen"]) == (["next"], [0, 1])


def test_a_condition_asked_first_that_fails_is_mended_by_a_retry(run: Run) -> None:
    instance = run(looping(again("${loopCounter < rounds}", testBefore="true")), {"seen": []})
    assert ([i.element_id for i in instance.incidents], instance.data["seen"]) == (["work"], [])
    instance.retry("work", rounds=2)
    assert (instance.tasks, instance.data["seen"]) == (["next"], [0, 1])


def test_a_timer_on_the_boundary_watches_all_rounds_together(run: Run) -> None:
    late = boundary("late", "work", timer("P2D"))
    instance = run(looping(again("${true}"), tag="userTask", name="Ask", beside=late, flows="late remind"))
    instance.forward(days=1)
    instance.complete("work")
    assert len(instance.timers) == 1
    instance.forward(days=1)
    assert (instance.tasks, instance.timers) == (["remind"], [])


def test_an_error_of_one_round_ends_the_loop(run: Run) -> None:
    def reserve() -> None:
        if len(instance_rounds) == 2:
            raise BpmnError("sold_out")
        instance_rounds.append(1)

    instance_rounds: list[int] = []
    caught = boundary("out", "work", '<errorEventDefinition errorRef="sold_out"/>')
    diagram = looping(again("${true}"), tag="serviceTask", camunda__topic="reserve", beside=caught, flows="out remind")
    assert run(diagram, results={"reserve": reserve}).tasks == ["remind"]


def test_a_loop_without_end_stops_at_the_budget_of_the_step(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.moving.STEP_ELEMENTS", 50)
    instance = run(looping(again("${true}"), tag="task"))
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("work", "budget")]


def test_a_subprocess_is_repeated_with_everything_in_it(run: Run) -> None:
    sub = subprocess("sub", again("${not agreed}"), start("inside"), user("draw", "check"), end("done"),
                     flows="inside draw check done")  # fmt: skip
    instance = run(process(start(), sub, user("next"), end(), flows="start sub next end"))
    for agreed in (False, True):
        instance.complete("draw")
        instance.complete("check", agreed=agreed)
    assert (instance.tasks, instance.passed().count("draw"), instance.data) == (["next"], 2, {"agreed": True})
