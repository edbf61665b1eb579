"""What a multi-instance activity throws as its iterations are completed (BPMN 2.0.2, table 10.31, "behavior")."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import SignalSent
from engine.testing import ProcessRun
from tests.diagrams import boundary, element, end, extended, many, passed, process, signal, start, task, user

Run = Callable[..., ProcessRun]

EXTRA = [
    element("signal", "news", name="item.done"), element("escalation", "late", escalationCode="late"),
    element("error", "bad", errorCode="bad"),
    element("signalEventDefinition", "told", extended(passed(item="${item}")), signalRef="news"),
    element("errorEventDefinition", "failed", errorRef="bad"),
    element("escalationEventDefinition", "raised", escalationRef="late"),
]  # fmt: skip
CAUGHT = {
    "told": signal("news"),
    "failed": element("errorEventDefinition", errorRef="bad"),
    "raised": element("escalationEventDefinition", escalationRef="late"),
}


def working(*content: str, **attributes: str) -> str:
    """A user task for each of ``items``, one after the other."""
    loop = many("${items}", "item", *content, sequential=True)
    for name, value in attributes.items():
        loop = loop.replace(" camunda:collection", f' {name}="{value}" camunda:collection')
    return task("work", loop, tag="userTask")


def diagram(host: str, event: str = "told", interrupts: bool = False) -> bytes:
    caught = boundary("on", "work", CAUGHT[event], cancelActivity=str(interrupts).lower())
    return process(
        start(), host, caught, user("see", "next"), end(), flows="start work next end; on see end", extra=EXTRA
    )


def complex_behavior(condition: str, definition: str) -> str:
    formal = f'<condition xsi:type="tFormalExpression">{condition}</condition>'
    return element("complexBehaviorDefinition", "", formal, element("event", "thrown", definition))


def begun(run: Run, xml: bytes, done: int) -> ProcessRun:
    instance = run(xml, {"items": ["a", "b", "c"]})
    for _ in range(done):
        instance.complete("work")
    return instance


def told(instance: ProcessRun) -> list[object]:
    return [sent.payload["item"] for sent in instance.sent if isinstance(sent, SignalSent)]


def test_with_the_behavior_none_every_completed_iteration_throws(
    run: Run,
) -> None:
    instance = begun(run, diagram(working(behavior="None", noneBehaviorEventRef="told")), 3)
    assert (told(instance), instance.tasks) == (["a", "b", "c"], ["next", "see", "see", "see"])


def test_with_the_behavior_one_only_the_first_completed_iteration_throws(run: Run) -> None:
    instance = begun(run, diagram(working(behavior="One", oneBehaviorEventRef="told")), 3)
    assert (told(instance), instance.tasks) == (["a"], ["next", "see"])


def test_with_the_behavior_all_nothing_is_thrown_whatever_is_referred_to(run: Run) -> None:
    instance = begun(run, diagram(working(behavior="All", noneBehaviorEventRef="told")), 3)
    assert (told(instance), instance.tasks) == ([], ["next"])


def test_with_the_behavior_complex_those_throw_for_which_a_condition_holds(run: Run) -> None:
    """Conditions see the attributes of table 10.31 and the iteration's variables."""
    half = "${nrOfCompletedInstances == 2 and nrOfTerminatedInstances == 0}"
    definition = element("signalEventDefinition", "", extended(passed(item="${item}")), signalRef="news")
    raised = element("eventDefinitionRef").replace("><", ">raised<")
    host = working(complex_behavior(half, definition), complex_behavior("${item == 'c'}", raised), behavior="Complex")
    instance = begun(run, diagram(host, "raised"), 3)
    assert (told(instance), instance.tasks) == (["b"], ["next", "see"])


@pytest.mark.parametrize("event", ["told", "failed", "raised"])
def test_what_is_caught_by_an_interrupting_event_ends_the_activity(run: Run, event: str) -> None:
    instance = begun(run, diagram(working(behavior="One", oneBehaviorEventRef=event), event, interrupts=True), 1)
    assert instance.tasks == ["see"]
    instance.complete("see")
    assert instance.ended


def test_an_error_that_nobody_catches_is_an_incident_that_can_be_left_behind(run: Run) -> None:
    instance = begun(run, diagram(working(behavior="One", oneBehaviorEventRef="failed"), "told"), 1)
    assert [incident.element_id for incident in instance.incidents] == ["work"]
    instance.skip("work")
    assert (instance.incidents, instance.tasks) == ([], ["work"])


def test_a_retry_throws_nothing_twice(run: Run) -> None:
    broken = element(
        "signalEventDefinition", "", extended(passed(item="${item}", missing="${missing}")), signalRef="news"
    )
    fine = element("signalEventDefinition", "", extended(passed(item="${item}")), signalRef="news")
    host = working(complex_behavior("${item == 'a'}", fine + broken), behavior="Complex")
    instance = begun(run, diagram(host), 1)
    assert told(instance) == ["a"]
    instance.retry("work", missing=1)
    assert (told(instance), instance.tasks) == (["a", "a"], ["see", "see", "work"])
