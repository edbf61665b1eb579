"""Event definitions → triggers (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from engine.dialect.extension_readers import formula, read_inputs, read_passed_in
from engine.dialect.namespaces import bpmn, camunda
from engine.scripting import compile_text
from engine.semantics.triggers import (
    CancelTrigger,
    CompensationTrigger,
    ConditionalTrigger,
    ErrorTrigger,
    EscalationTrigger,
    LinkTrigger,
    MessageTrigger,
    Payload,
    SignalTrigger,
    TerminateTrigger,
    TimerTrigger,
    Trigger,
)
from engine.timers import TimerKind

Element = etree._Element


TIMERS: tuple[tuple[TimerKind, str], ...] = (
    ("date", "timeDate"),
    ("duration", "timeDuration"),
    ("cycle", "timeCycle"),
)


def read_triggers(event: Element, parser: Any) -> tuple[Trigger, ...]:
    """The event's triggers in the order of the file; ``parser`` knows messages, signals and errors by their ids."""
    return read_definitions(event.iterchildren(*READERS), parser)


def read_definitions(definitions: Iterable[Element], parser: Any) -> tuple[Trigger, ...]:
    """The triggers that event definitions say, wherever those stand."""
    return tuple(READERS[str(definition.tag)](definition, parser) for definition in definitions)


def _timer(definition: Element, parser: Any) -> Trigger:
    for kind, tag in TIMERS:
        text = definition.findtext(bpmn(tag))
        if text:
            return TimerTrigger(kind, compile_text(text.strip()))
    raise ValueError("Expected a timer to have a date, a duration or a cycle")


def _message(definition: Element, parser: Any) -> Trigger:
    event = definition.getparent()
    return read_message(definition, definition if event is None else event, parser)


def read_message(naming: Element, node: Element, parser: Any) -> MessageTrigger:
    """The message an element names, and what its node says about it; an event names it in its definition."""
    reference = naming.get("messageRef")
    message = parser.messages.get(reference) or reference
    key, lives = _property(node, "correlationKey"), _property(node, "messageTimeToLive")
    return MessageTrigger(
        str(message),
        compile_text(key) if key else None,
        _payload(naming, node),
        compile_text(lives) if lives else None,
    )


def _signal(definition: Element, parser: Any) -> Trigger:
    event = definition.getparent()
    name = parser.signals.get(definition.get("signalRef")) or ""
    return SignalTrigger(compile_text(name), _payload(definition, definition if event is None else event))


def _payload(definition: Element, node: Element) -> Payload:
    """``camunda:in`` of the definition, after Camunda 7; the input parameters of an event mean the same."""
    passed, everything = read_passed_in(definition)
    own = read_inputs(node) if node is not definition else ()
    return Payload(own + passed, everything)


def _property(node: Element, name: str) -> str | None:
    """A ``camunda:property`` of the node: Camunda 7 has no place for a correlation key in a diagram."""
    path = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}[@name='{name}']"
    found = node.find(path)
    return None if found is None else found.get("value")


def _error(definition: Element, parser: Any) -> Trigger:
    error = parser.errors.get(definition.get("errorRef"))
    if error is None:
        return ErrorTrigger(None)
    says = error["message"]
    return ErrorTrigger(error["error_code"], error["name"], compile_text(says) if says else None)


def _escalation(definition: Element, parser: Any) -> Trigger:
    found = parser.escalations.get(definition.get("escalationRef"))
    return EscalationTrigger(None if found is None else found["escalation_code"])


def _compensation(definition: Element, parser: Any) -> Trigger:
    waits = definition.get("waitForCompletion", "true") == "true"
    return CompensationTrigger(definition.get("activityRef"), waits)


def _cancel(definition: Element, parser: Any) -> Trigger:
    return CancelTrigger()


def _conditional(definition: Element, parser: Any) -> Trigger:
    condition = formula(definition.findtext(bpmn("condition")))
    if condition is None:
        raise ValueError("Expected a conditional event to have a condition")
    return ConditionalTrigger(condition)


def _link(definition: Element, parser: Any) -> Trigger:
    return LinkTrigger(definition.get("name", ""))


def _terminate(definition: Element, parser: Any) -> Trigger:
    return TerminateTrigger()


READERS: dict[str, Callable[[Element, Any], Trigger]] = {
    bpmn("timerEventDefinition"): _timer,
    bpmn("messageEventDefinition"): _message,
    bpmn("signalEventDefinition"): _signal,
    bpmn("errorEventDefinition"): _error,
    bpmn("escalationEventDefinition"): _escalation,
    bpmn("compensateEventDefinition"): _compensation,
    bpmn("cancelEventDefinition"): _cancel,
    bpmn("conditionalEventDefinition"): _conditional,
    bpmn("linkEventDefinition"): _link,
    bpmn("terminateEventDefinition"): _terminate,
}
