"""Rules of compensation: what is to be undone can be, by something that is drawn for it (BPMN 2.0.2, 10.7)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import SUBPROCESSES, THROWING, Diagram, Node, Scope
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn

DEFINITION = bpmn("compensateEventDefinition")


def unreachable_compensation(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What is undone by name has been done in the same process or subprocess, or in one around it, and can be."""
    for node in diagram.executed(*THROWING):
        named = diagram.node(_named(node))
        if named is None:
            continue
        if named.scope not in _around(node.scope):
            message = f"Expected to undo what was done here or around here, but “{named.id}” is somewhere else"
            yield Problem(node.element, message, "Draw the event in the same subprocess as the activity")
        elif named.tag not in SUBPROCESSES and not any(map(_compensates, named.attached)):
            message = f"Expected to undo what can be undone, but nothing undoes “{named.id}”"
            yield Problem(node.element, message, "Draw a compensation event on its boundary, with what undoes it")


def missing_handlers(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A compensation event on a boundary leads to one activity that is there for nothing else (10.7.1)."""
    for node in diagram.executed("boundaryEvent"):
        if _compensates(node):
            handlers = [handler for handler in _associated(diagram, node) if _is_handler(node, handler)]
            if len(handlers) != 1:
                message = f"Expected one activity that undoes “{node.element.get('attachedToRef')}”, but there are "
                yield Problem(
                    node.element,
                    f"{message}{len(handlers)}",
                    "Connect the event to an activity marked as compensation by an association",
                )


def wrong_compensation_starts(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """One event subprocess undoes the subprocess it is in, unless something on its boundary does (10.7.2)."""
    for scope in diagram.executable_scopes:
        undoing = [inner for inner in diagram.scopes if inner.parent is scope and _undoes(inner)]
        if undoing and (reason := _why_not_undone_inside(diagram, scope, undoing)):
            message = f"Expected an event subprocess that undoes the subprocess around it, but {reason}"
            yield Problem(undoing[-1].element, message, "Delete one of them, or draw it in a subprocess")


def _why_not_undone_inside(diagram: Diagram, scope: Scope, undoing: list[Scope]) -> str | None:
    if scope.parent is None or scope.is_event_subprocess:
        return "nothing undoes what is around it"
    if len(undoing) > 1:
        return f"there are {len(undoing)} of them"
    host = diagram.node(scope.element.get("id"))
    return "an event on its boundary does so, too" if host and any(map(_compensates, host.attached)) else None


def _named(node: Node) -> str | None:
    definition = node.element.find(DEFINITION)
    return None if definition is None else definition.get("activityRef")


def _around(scope: Scope) -> Iterator[Scope]:
    at: Scope | None = scope
    while at is not None:
        yield at
        at = at.parent


def _compensates(node: Node) -> bool:
    return node.tag == "boundaryEvent" and node.element.find(DEFINITION) is not None


def _associated(diagram: Diagram, event: Node) -> Iterator[Node]:
    for association in event.scope.element.iterchildren(bpmn("association")):
        target = diagram.node(association.get("targetRef"))
        if association.get("sourceRef") == event.id and target is not None:
            yield target


def _is_handler(event: Node, handler: Node) -> bool:
    return handler.scope is event.scope and handler.element.get("isForCompensation") == "true"


def _undoes(scope: Scope) -> bool:
    return scope.is_event_subprocess and scope.element.find(f"{bpmn('startEvent')}/{DEFINITION}") is not None
