"""Rules of reminders, overdue notices and escalations: what they say can be understood, and something comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.dialect.diagram import Diagram, Node
from engine.dialect.extension_readers import listed
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem, remedy_for
from engine.dialect.namespaces import bpmn, camunda
from engine.semantics.alarms import MANAGER, NEVER
from engine.timers import check_timer

PROPERTIES = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}"
DURATIONS = ("remindAfter", "remindBefore", "overdueAfter", "escalateAfter")
BY_DUE = ("remindBefore", "overdueAfter", "escalateAfter", "escalateTo")
SEVERAL = ("remindAfter", "remindBefore")


def invalid_alarms(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A reminder, an overdue notice and an escalation come after or before something by a duration."""
    for node, given in _alarms(diagram):
        for name in DURATIONS:
            text = given.get(name, "")
            for part in listed(text) if name in SEVERAL else [text.strip()] if text.strip() else []:
                reason = None if part == NEVER and name == "overdueAfter" else check_timer("duration", part)
                if reason:
                    yield Problem(node.element, f"{reason} as {name}", "Write P4D, or compute it: ${workdays(2)}")


def alarms_without_due_date(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What goes by the due date never comes without one."""
    for node, given in _alarms(diagram):
        used = [name for name in BY_DUE if given.get(name, "").strip() not in ("", NEVER)]
        if used and not node.element.get(camunda("dueDate")):
            message = f"Expected a due date for {', '.join(used)}, but there is none"
            yield Problem(node.element, message, "Set camunda:dueDate, such as ${workdays(1)}")


def unknown_escalation(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """An escalation to a group that is not there reaches nobody; what is computed is seen only when it is."""
    for node, given in _alarms(diagram):
        text, known = given.get("escalateTo", ""), {MANAGER, *(context.groups or ())}
        for name in [] if "${" in text or context.groups is None else listed(text):
            if not name.isdecimal() and name not in known:
                message = f"Expected escalateTo to name groups or “{MANAGER}”, but “{name}” is neither"
                yield Problem(node.element, message, remedy_for(name, known, "Correct its name"))


def _alarms(diagram: Diagram) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """Every user task with its properties."""
    for node in diagram.executed("userTask"):
        yield node, {item.get("name", ""): item.get("value", "") for item in node.element.iterfind(PROPERTIES)}
