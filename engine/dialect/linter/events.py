"""Rules of events: each says what it waits for or throws, in a way that can be understood (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dialect.diagram import LOOPS, THROWING, Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda
from engine.timers import TimerKind, check_timer

RACING = frozenset(["intermediateCatchEvent", "receiveTask"])
PROPERTIES = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}"
NAME_SIGNAL = "Choose a signal and name it, such as price.changed"
TIMERS: dict[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def invalid_timers(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A timer names one date, duration or cycle; what is computed by ${…} is seen only when it is."""
    for node in diagram.executable_nodes:
        for definition in node.element.iterchildren(bpmn("timerEventDefinition")):
            times = [child for child in definition.iterchildren(*map(bpmn, TIMERS)) if (child.text or "").strip()]
            if len(times) != 1:
                message = f"Expected one date, duration or cycle, but there are {len(times)}"
                yield Problem(node.element, message, "Write when the timer fires, such as P4D")
            for time in times:
                yield from _check(node, TIMERS[tag_of(time)], time.text or "")


def invalid_due_dates(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A due date is an instant or a duration from the task's creation."""
    for node in diagram.executed("userTask", "manualTask"):
        for name in ("dueDate", "followUpDate"):
            if text := node.element.get(camunda(name)):
                yield from _check(node, "duration" if text.lstrip("-").startswith("P") else "date", text)


def nameless_messages(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Messages from outside come by name, the id of the element is nobody's business."""
    tasks = [(node, node.element) for node in diagram.executed("receiveTask")]
    tasks += [(node, node.element) for node in diagram.executed("sendTask") if node.element.get("messageRef")]
    for node, definition in (*_definitions(diagram, "messageEventDefinition"), *tasks):
        message = diagram.document.elements.get(definition.get("messageRef", ""))
        if message is None or not message.get("name"):
            problem = "Expected a message with a name, but it refers to none"
            yield Problem(node.element, problem, "Choose a message and name it, such as lead.received")


def nameless_signals(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The same for signals; one that starts a process cannot have a computed name, there is nothing to compute from."""
    for node, definition in _definitions(diagram, "signalEventDefinition"):
        signal = diagram.document.elements.get(definition.get("signalRef", ""))
        name = "" if signal is None else signal.get("name", "").strip()
        if not name:
            yield Problem(node.element, "Expected a signal with a name, but it refers to none", NAME_SIGNAL)
        elif node.tag == "startEvent" and node.scope.parent is None and "{" in name:
            message = f"Expected a signal whose name is known before the process starts, but it is “{name}”"
            yield Problem(node.element, message, NAME_SIGNAL)


def invalid_lifetimes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """How long a message is kept is a duration, said where it is thrown (10.5.5 leaves it to the engine)."""
    for node in diagram.executable_nodes:
        for item in node.element.iterfind(PROPERTIES):
            if item.get("name") != "messageTimeToLive":
                continue
            if not throws_message(node):
                message = f"Expected messageTimeToLive where a message is thrown, but <{node.tag}> throws none"
                yield Problem(node.element, message, "Delete the property here")
            else:
                yield from _check(node, "duration", item.get("value", ""))


def throws_message(node: Node) -> bool:
    """Whether a message of the engine's own leaves here, and not what an operation sends."""
    throws = node.tag in THROWING and node.element.find(bpmn("messageEventDefinition")) is not None
    return throws or (node.tag == "sendTask" and bool(node.element.get("messageRef")))


def nameless_errors(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An error that is thrown has a code to be caught by; a boundary event without one catches every error."""
    for node, definition in _definitions(diagram, "errorEventDefinition"):
        error = diagram.document.elements.get(definition.get("errorRef", ""))
        if (node.tag == "endEvent" or error is not None) and (error is None or not error.get("errorCode")):
            message = "Expected an error with a code, but the event refers to none"
            yield Problem(node.element, message, "Choose an error and give it a code")


def wrong_interruptions(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Errors and cancelling end what they happen in, so an event that catches them always interrupts (10.5.6)."""
    ending = [*_definitions(diagram, "errorEventDefinition"), *_definitions(diagram, "cancelEventDefinition")]
    for node, definition in ending:
        if "false" in (node.element.get("cancelActivity"), node.element.get("isInterrupting")):
            what = "an error" if tag_of(definition) == "errorEventDefinition" else "cancelling"
            message = f"Expected an event that interrupts, since {what} does, but this one does not"
            yield Problem(node.element, message, "Let it interrupt, or choose another trigger")


def wrong_races(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Behind an event-based gateway nothing but waiting begins, and one way only leads to each wait (10.6.6)."""
    for gateway in diagram.executed("eventBasedGateway"):
        if len(gateway.outgoing) < 2:
            message = f"Expected at least two ways that wait for something, but there are {len(gateway.outgoing)}"
            yield Problem(gateway.element, message, "Draw an event for each way, or delete the gateway")
        for node in filter(None, (flow.target for flow in gateway.outgoing)):
            if reason := _why_no_racer(node):
                message = f"Expected an event or a receive task that only waits behind the gateway, but {reason}"
                yield Problem(node.element, message, "Draw an intermediate message or timer event right behind it")


def _why_no_racer(node: Node) -> str | None:
    """Why a node cannot stand behind an event-based gateway; None if it can."""
    if node.tag not in RACING or node.element.find(bpmn("linkEventDefinition")) is not None:
        return f"this is <{node.tag}>"
    if len(node.incoming) > 1:
        return f"{len(node.incoming)} flows lead to it"
    if node.attached:
        return "it has events on its boundary"
    return "it is repeated" if any(node.element.find(bpmn(loop)) is not None for loop in LOOPS) else None


def nameless_escalations(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """As with errors: what is thrown has a code; what catches without one catches every escalation."""
    for node, definition in _definitions(diagram, "escalationEventDefinition"):
        escalation = diagram.document.elements.get(definition.get("escalationRef", ""))
        if (node.tag in THROWING or escalation is not None) and (
            escalation is None or not escalation.get("escalationCode")
        ):
            message = "Expected an escalation with a code, but the event refers to none"
            yield Problem(node.element, message, "Choose an escalation and give it a code")


def missing_event_conditions(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A conditional event says what it waits for."""
    for node, definition in _definitions(diagram, "conditionalEventDefinition"):
        if not (definition.findtext(bpmn("condition")) or "").strip():
            message = "Expected a condition to wait for, but there is none"
            yield Problem(node.element, message, "Write it, such as ${amount > 100000}")


def triggers_inside(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A subprocess begins when its turn comes, so its start event waits for nothing (10.5.2)."""
    for scope in diagram.executable_scopes:
        for node in scope.nodes if scope.parent and not scope.is_event_subprocess else ():
            if node.tag == "startEvent" and node.event_definitions:
                message = "Expected a start event without a trigger in a subprocess, but this one has a trigger"
                yield Problem(node.element, message, "Delete the trigger, or wait for it in an event behind the start")


def _definitions(diagram: Diagram, tag: str) -> Iterator[tuple[Node, etree._Element]]:
    for node in diagram.executable_nodes:
        for definition in node.element.iterchildren(bpmn(tag)):
            yield node, definition


def _check(node: Node, kind: TimerKind, text: str) -> Iterator[Problem]:
    if reason := check_timer(kind, text.strip()):
        yield Problem(node.element, reason, "Correct it, or compute it by ${…}")
