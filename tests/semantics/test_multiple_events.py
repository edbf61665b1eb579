"""Events with several definitions (BPMN 2.0.2, 10.5.2 to 10.5.5: "Multiple" and "Parallel Multiple")."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import MessageSent, SignalSent
from engine.testing import ProcessRun
from tests.diagrams import (
    arrows,
    definitions,
    element,
    end,
    event_subprocess,
    extended,
    gateway,
    message,
    process,
    properties,
    signal,
    start,
    subprocess,
    timer,
    user,
    when,
)

Run = Callable[..., ProcessRun]

EXTRA = (
    element("message", "paid", name="invoice.paid"), element("message", "signed", name="contract.signed"),
    element("signal", "news", name="price.changed"), element("error", "bad", errorCode="bad"),
    element("escalation", "late", escalationCode="late"),
)  # fmt: skip
BOTH = message("paid") + message("signed")
ALL = {"parallelMultiple": "true"}


def drawn(*content: str, flows: str) -> bytes:
    return process(start(), *content, end(), flows=flows, extra=EXTRA)


def waiting(*several: str, **attributes: str) -> bytes:
    event = element("intermediateCatchEvent", "wait", *several, **attributes)
    return drawn(event, user("next"), flows="start wait next end")


def attached(*several: str, **attributes: str) -> bytes:
    event = element("boundaryEvent", "on", *several, attachedToRef="host", **attributes)
    return drawn(user("host", "a"), event, flows="start host end; on a end")


def test_an_event_one_of_whose_definitions_has_failed_can_be_left_behind_as_a_whole(run: Run) -> None:
    instance = run(waiting(timer("${by}"), message("paid")))
    assert ([i.element_id for i in instance.incidents], instance.awaited) == (["wait"], ["invoice.paid"])
    instance.skip("wait")
    assert (instance.tasks, instance.awaited, len(instance.workflow.tasks)) == (["next"], [], 1)


@pytest.mark.parametrize("first", ["invoice.paid", "contract.signed", "price.changed", "timer", "condition"])
def test_any_of_several_definitions_is_enough_and_the_others_wait_no_longer(run: Run, first: str) -> None:
    held = user("change")
    event = element("intermediateCatchEvent", "wait", BOTH, signal("news"), timer("P1D"), when("${ready}"))
    instance = run(drawn(gateway("parallel", "fork"), held, event, user("next"),
                         flows="start fork change end; fork wait next end"))  # fmt: skip
    assert (instance.awaited, len(instance.timers)) == (["contract.signed", "invoice.paid", "price.changed"], 1)
    if first == "timer":
        instance.forward(days=1)
    elif first == "condition":
        instance.complete("change", ready=True)
    elif first == "price.changed":
        instance.signal(first)
    else:
        instance.receive(first)
    assert (instance.awaited, instance.timers, "next" in instance.tasks) == ([], [], True)
    assert instance.passed("entered").count("wait") == 1
    assert "wait" not in instance.passed("cancelled")


def test_all_of_several_definitions_are_needed_if_it_says_so_and_all_they_bring_is_there(run: Run) -> None:
    instance = run(waiting(BOTH, timer("P1D"), **ALL))
    instance.receive("contract.signed", by="Anna")
    instance.forward(days=1)
    assert (instance.tasks, instance.awaited, instance.data) == ([], ["invoice.paid"], {})
    instance.receive("invoice.paid", amount=5)
    assert (instance.tasks, instance.data) == (["next"], {"by": "Anna", "amount": 5})


def test_a_definition_that_cannot_be_set_is_an_incident_of_its_own(run: Run) -> None:
    instance = run(waiting(timer("${by}"), message("paid")))
    assert ([i.element_id for i in instance.incidents], instance.awaited) == (["wait"], ["invoice.paid"])
    instance.retry("wait", by="P1D")
    instance.forward(days=1)
    assert (instance.tasks, instance.awaited, instance.incidents) == (["next"], [], [])
    instance = run(waiting(timer("${by}"), message("paid")))
    instance.receive("invoice.paid")
    assert (instance.tasks, instance.incidents) == (["next"], [])


def test_several_definitions_race_others_behind_an_event_based_gateway(run: Run) -> None:
    several = element("intermediateCatchEvent", "both", BOTH)
    late = element("intermediateCatchEvent", "late", timer("P1D"))
    diagram = drawn(
        gateway("eventBased", "race"), several, late, user("a", "b"), flows="start race both a end; race late b end"
    )
    instance = run(diagram)
    instance.receive("contract.signed")
    assert (instance.tasks, instance.timers, instance.awaited) == (["a"], [], [])
    instance = run(diagram)
    instance.forward(days=1)
    assert (instance.tasks, instance.timers, instance.awaited) == (["b"], [], [])
    assert instance.passed("cancelled") == ["both"]


def test_a_boundary_event_interrupts_by_any_of_its_definitions(run: Run) -> None:
    instance = run(attached(message("paid"), timer("P2D"), signal("news")))
    instance.forward(days=2)
    assert (instance.tasks, instance.awaited, instance.timers) == (["a"], [], [])
    assert instance.passed("cancelled") == ["host"]


def test_a_boundary_event_that_needs_all_interrupts_when_the_last_has_come(run: Run) -> None:
    instance = run(attached(BOTH, **ALL))
    instance.receive("contract.signed")
    assert (instance.tasks, instance.awaited) == (["host"], ["invoice.paid"])
    instance.receive("invoice.paid")
    assert (instance.tasks, instance.awaited) == (["a"], [])
    assert instance.passed("cancelled") == ["host"]


def test_an_activity_that_ends_withdraws_all_of_them(run: Run) -> None:
    instance = run(attached(message("paid"), timer("P2D"), **ALL))
    instance.complete("host")
    assert (instance.ended, instance.open) == (True, {})


def test_a_non_interrupting_boundary_event_goes_on_waiting_for_each_in_its_own_rhythm(run: Run) -> None:
    instance = run(attached(message("paid"), timer("R/P2D", "Cycle"), cancelActivity="false"))
    instance.forward(days=1)
    instance.receive("invoice.paid")
    instance.receive("invoice.paid")
    assert instance.tasks == ["a", "a", "host"]
    instance.forward(days=1)
    assert (instance.tasks, instance.awaited) == (["a", "a", "a", "host"], ["invoice.paid"])


def test_a_non_interrupting_boundary_event_that_needs_all_begins_anew_when_all_have_come(run: Run) -> None:
    instance = run(attached(BOTH, **ALL, cancelActivity="false"))
    for _ in range(2):
        instance.receive("invoice.paid")
        assert instance.awaited == ["contract.signed"]
        instance.receive("contract.signed")
    assert (instance.tasks, len(instance.awaited)) == (["a", "a", "host"], 2)


def test_a_boundary_event_catches_an_error_or_waits_for_a_time(run: Run) -> None:
    failing = subprocess(
        "host", start("in"), user("try"), end("failed", element("errorEventDefinition", errorRef="bad")),
        flows="in try failed",
    )  # fmt: skip
    caught = element("errorEventDefinition", errorRef="bad")
    event = element("boundaryEvent", "on", timer("P1D"), caught, attachedToRef="host")
    diagram = drawn(failing, event, user("a"), flows="start host end; on a end")
    instance = run(diagram)
    instance.complete("try")
    assert (instance.tasks, instance.timers, instance.data["error_code"]) == (["a"], [], "bad")
    instance = run(diagram)
    instance.forward(days=1)
    assert instance.tasks == ["a"]


@pytest.mark.parametrize("needs_all", [False, True])
@pytest.mark.parametrize("interrupts", [False, True])
def test_an_event_subprocess_starts_by_any_or_by_all(run: Run, needs_all: bool, interrupts: bool) -> None:
    handler = event_subprocess("sub", BOTH, user("a"), end("sub_end"), flows="sub_begins a sub_end",
                               interrupts=interrupts)  # fmt: skip
    handler = handler.replace("<startEvent", '<startEvent parallelMultiple="true"') if needs_all else handler
    instance = run(drawn(user("work"), handler, flows="start work end"))
    instance.receive("invoice.paid")
    if needs_all:
        assert instance.tasks == ["work"]
        instance.receive("contract.signed")
    assert instance.tasks == (["a"] if interrupts else ["a", "work"])
    assert instance.awaited == ([] if interrupts else ["contract.signed", "invoice.paid"])


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_everything_is_thrown_in_the_order_of_the_file(run: Run, tag: str) -> None:
    escalation = element("escalationEventDefinition", escalationRef="late")
    event = element(tag, "tell", message("paid"), signal("news"), escalation)
    flows = "start tell end" if tag.startswith("inter") else "start tell"
    instance = run(process(start(), event, end(), flows=flows, extra=EXTRA))
    assert instance.sent == [MessageSent("invoice.paid", None, {}), SignalSent("price.changed", {})]
    assert instance.ended


def test_what_was_thrown_before_a_failure_is_not_thrown_again_by_the_retry(run: Run) -> None:
    key = extended(properties(correlationKey="${number}"))
    instance = run(drawn(element("intermediateThrowEvent", "tell", key, signal("news"), message("paid")),
                         flows="start tell end"))  # fmt: skip
    assert ([i.element_id for i in instance.incidents], len(instance.sent)) == (["tell"], 1)
    instance.retry("tell", number=7)
    assert instance.sent == [SignalSent("price.changed", {}), MessageSent("invoice.paid", "7", {})]
    assert instance.ended


def test_an_end_that_throws_and_terminates_takes_the_rest_with_it(run: Run) -> None:
    instance = run(drawn(gateway("parallel", "fork"), user("work"),
                         end("stop", message("paid"), "<terminateEventDefinition/>"),
                         flows="start fork work end; fork stop"))  # fmt: skip
    assert (instance.ended, instance.open, len(instance.sent)) == (True, {}, 1)


def test_a_definition_may_stand_by_itself_and_be_referred_to(run: Run) -> None:
    """10.5.5: eventDefinitionRef; several events may share a definition."""
    shared = element("timerEventDefinition", "daily", "<timeDuration>P1D</timeDuration>")
    named = message("paid").replace("<messageEventDefinition", '<messageEventDefinition id="payment"')
    wait = element("intermediateCatchEvent", "wait", "<eventDefinitionRef>our:daily</eventDefinitionRef>")
    other = element(
        "intermediateCatchEvent",
        "other",
        "<eventDefinitionRef>daily</eventDefinitionRef><eventDefinitionRef>payment</eventDefinitionRef>",
    )
    drawn_process = element("process", "p", start(), wait, other, end(), arrows("start wait other end"),
                            isExecutable="true")  # fmt: skip
    diagram = definitions(drawn_process, shared, named, *EXTRA)
    instance = run(diagram.replace(b"<definitions", b'<definitions xmlns:our="urn:test"'))
    instance.forward(days=1)
    assert (instance.awaited, len(instance.timers)) == (["invoice.paid"], 1)
    instance.receive("invoice.paid")
    assert instance.ended
