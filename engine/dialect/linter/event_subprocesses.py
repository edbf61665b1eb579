"""Rules of event subprocesses: an event starts them, no flow does (BPMN 2.0.2, 10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import LOOPS, Diagram, Node, Scope
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn


def wrong_starts(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """It begins at one start event, which says what has to happen."""
    for scope in _event_subprocesses(diagram):
        starts = [node for node in scope.nodes if node.tag == "startEvent"]
        if len(starts) != 1 or not starts[0].event_definitions:
            without = "" if len(starts) != 1 else " and nothing that starts it"
            message = f"Expected one start event with a trigger, but there are {len(starts)}{without}"
            yield Problem(scope.element, message, "Draw one start event and choose its trigger")


def in_the_flow(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """It stands beside the flow: nothing leads to it or on from it, it is not repeated and has no boundary events."""
    for scope in _event_subprocesses(diagram):
        node = diagram.node(scope.element.get("id"))
        if node is not None and (reason := _why_in_the_flow(node)):
            message = f"Expected a subprocess that only its event starts, but {reason}"
            yield Problem(scope.element, message, "Delete it, or draw an ordinary subprocess")


def _why_in_the_flow(node: Node) -> str | None:
    if node.incoming or node.outgoing:
        return "a sequence flow is connected to it"
    if node.attached:
        return "there is an event on its boundary"
    if node.element.get("isForCompensation") == "true" or node.element.get("startQuantity", "1") != "1":
        return "it says isForCompensation or startQuantity"
    return "it is repeated" if any(node.element.find(bpmn(loop)) is not None for loop in LOOPS) else None


def _event_subprocesses(diagram: Diagram) -> Iterator[Scope]:
    return (scope for scope in diagram.executable_scopes if scope.is_event_subprocess)
