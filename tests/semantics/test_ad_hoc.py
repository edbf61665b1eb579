"""Ad hoc subprocesses (BPMN 2.0.2, 10.3.5 and 13.3.5): people choose what is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import runtime
from engine.errors import StepUnavailable
from engine.semantics import ad_hoc
from engine.testing import ProcessRun
from tests.diagrams import (
    arrows,
    boundary,
    element,
    end,
    extended,
    process,
    properties,
    start,
    throw,
    timer,
    undoing,
    user,
)

Run = Callable[..., ProcessRun]


def diagram(*content: str, flows: str = "", until: str = "", **attributes: str) -> bytes:
    """An ad hoc subprocess ``any`` with the user tasks ``call``, ``visit`` and ``write``, and a task behind it."""
    condition = element("completionCondition").replace("><", f">{until}<") if until else ""
    inside = element(
        "adHocSubProcess", "any", *content, user("call", "visit", "write"), arrows(flows), condition, **attributes
    )
    late = boundary("late", "any", timer("P9D"))
    return process(start(), inside, late, user("next", "hurry"), end(), flows="start any next end; late hurry end")


def host(instance: ProcessRun) -> int:
    ((token, _, _),) = ad_hoc.open_ones(instance.workflow)
    return token.id


def offered(instance: ProcessRun) -> list[str]:
    return [name for _, node, scope in ad_hoc.open_ones(instance.workflow) for name in node.offered(scope)]


def begin(instance: ProcessRun, *element_ids: str) -> None:
    for element_id in element_ids:
        instance.do(runtime.StartStep(host(instance), element_id))


def test_what_no_flow_leads_to_can_be_started_and_nothing_starts_by_itself(run: Run) -> None:
    instance = run(diagram(flows="call write"))
    assert (offered(instance), instance.tasks, instance.ended) == (["call", "visit"], [], False)


def test_steps_are_started_in_any_order_side_by_side_and_more_than_once(run: Run) -> None:
    instance = run(diagram())
    begin(instance, "visit", "call", "visit")
    assert instance.tasks == ["call", "visit", "visit"]


def test_flows_inside_lead_on_as_anywhere(run: Run) -> None:
    instance = run(diagram(flows="call write"))
    begin(instance, "call")
    instance.complete("call")
    assert instance.tasks == ["write"]


def test_without_a_condition_it_goes_on_until_somebody_ends_it(run: Run) -> None:
    instance = run(diagram())
    begin(instance, "call")
    instance.complete("call")
    assert offered(instance) == ["call", "visit", "write"]
    begin(instance, "visit")
    instance.do(runtime.EndAdHoc(host(instance)))
    assert (instance.tasks, instance.timers) == (["next"], [])
    assert instance.passed("cancelled") == ["visit"]


def test_the_condition_is_asked_after_every_activity_and_the_rest_is_interrupted(run: Run) -> None:
    instance = run(diagram(flows="call write", until="${agreed}"), {"agreed": False})
    begin(instance, "call", "visit")
    instance.complete("call", agreed=False)
    assert instance.tasks == ["visit", "write"]
    instance.complete("visit", agreed=True)
    assert (instance.tasks, instance.passed("cancelled")) == (["next"], ["write"])


def test_what_still_runs_can_be_waited_for_while_nothing_else_begins(run: Run) -> None:
    instance = run(diagram(flows="call write", until="${agreed}", cancelRemainingInstances="false"), {"agreed": False})
    begin(instance, "call", "visit")
    instance.complete("visit", agreed=True)
    assert (instance.tasks, offered(instance)) == (["call"], [])
    instance.complete("call")
    assert instance.tasks == ["next"]


def test_a_condition_that_cannot_be_evaluated_is_an_incident_at_the_completed_activity(run: Run) -> None:
    instance = run(diagram(until="${agreed}"))
    begin(instance, "call")
    instance.complete("call")
    assert [incident.element_id for incident in instance.incidents] == ["call"]
    instance.retry("call", agreed=True)
    assert (instance.tasks, instance.passed().count("call")) == (["next"], 1)


def test_a_condition_ends_it_and_nobody_by_hand(run: Run) -> None:
    instance = run(diagram(until="${agreed}"))
    with pytest.raises(StepUnavailable, match="completion condition"):
        instance.do(runtime.EndAdHoc(host(instance)))


def test_a_sequential_one_does_one_thing_at_a_time(run: Run) -> None:
    instance = run(diagram(ordering="Sequential"))
    begin(instance, "call")
    assert offered(instance) == []
    with pytest.raises(StepUnavailable, match="one at a time"):
        begin(instance, "visit")
    instance.complete("call")
    begin(instance, "visit")
    assert instance.tasks == ["visit"]


def active(value: str, **attributes: str) -> bytes:
    return diagram(extended(properties(activeElements=value)), **attributes)


@pytest.mark.parametrize("value", ["call, visit", "${steps}"])
def test_active_elements_are_started_at_once(run: Run, value: str) -> None:
    assert run(active(value), {"steps": ["call", "visit"]}).tasks == ["call", "visit"]


def test_in_a_sequential_one_active_elements_are_started_one_after_another(run: Run) -> None:
    instance = run(active("visit, call", ordering="Sequential"))
    assert instance.tasks == ["visit"]
    instance.complete("visit")
    assert (instance.tasks, offered(instance)) == (["call"], [])
    instance.complete("call")
    assert offered(instance) == ["call", "visit", "write"]


def test_active_elements_that_are_not_there_are_an_incident_that_can_be_mended(run: Run) -> None:
    instance = run(active("${steps}"), {"steps": ["none"]})
    assert [incident.element_id for incident in instance.incidents] == ["any"]
    instance.retry("any", steps=["call"])
    assert instance.tasks == ["call"]


def test_what_is_not_offered_is_not_started(run: Run) -> None:
    instance = run(diagram(flows="call write"))
    with pytest.raises(StepUnavailable, match="no such step"):
        begin(instance, "write")


def test_nothing_is_started_in_one_that_is_over(run: Run) -> None:
    instance = run(diagram())
    token = host(instance)
    instance.forward(days=9)
    assert instance.tasks == ["hurry"]
    with pytest.raises(StepUnavailable):
        instance.do(runtime.StartStep(token, "call"))


def test_a_join_inside_waits_for_what_people_may_still_start(run: Run) -> None:
    join = element("parallelGateway", "join")
    instance = run(diagram(join, flows="call join write; visit join"))
    begin(instance, "call")
    instance.complete("call")
    assert instance.incidents == []
    begin(instance, "visit")
    instance.complete("visit")
    assert instance.tasks == ["write"]


def test_what_was_done_in_it_can_be_undone_when_it_is_over(run: Run) -> None:
    inside = element("adHocSubProcess", "any", user("call"), undoing("call"))
    undo = throw("undo", "<compensateEventDefinition/>")
    instance = run(process(start(), inside, undo, end(), flows="start any undo end"))
    begin(instance, "call")
    instance.complete("call")
    instance.do(runtime.EndAdHoc(host(instance)))
    assert (instance.tasks, offered(instance)) == (["undo_call"], [])
    instance.complete("undo_call")
    assert instance.ended
