"""Rules of transactions: where they are cancelled, and that there is a way on then (BPMN 2.0.2, 10.3.5 and 10.5.6)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import LOOPS, Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn


def misplaced_cancels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A cancel end event stands right inside a transaction, a cancel boundary event on one (table 10.93)."""
    for node in diagram.executed("endEvent", "boundaryEvent"):
        host = diagram.node(node.element.get("attachedToRef"))
        where = node.scope.element if node.tag == "endEvent" else None if host is None else host.element
        if is_cancel(node) and (where is None or tag_of(where) != "transaction"):
            place = "right inside a transaction" if node.tag == "endEvent" else "on a transaction's boundary"
            message = f"Expected a cancel event {place}, but this one is somewhere else"
            yield Problem(node.element, message, "Choose another trigger, such as an error, or draw a transaction")


def uncaught_cancels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Who cancels a transaction leaves it by one event; what is repeated has no one place to go on from."""
    for scope in diagram.executable_scopes:
        transaction = diagram.node(scope.element.get("id"))
        if transaction is None or transaction.tag != "transaction" or not any(map(_cancels, scope.nodes)):
            continue
        catching = [event for event in transaction.attached if is_cancel(event)]
        if len(catching) != 1:
            message = f"Expected one cancel event on the boundary of what is cancelled, but there are {len(catching)}"
            yield Problem(scope.element, message, "Draw the way that is taken when the transaction is cancelled")
        if any(scope.element.find(bpmn(loop)) is not None for loop in LOOPS):
            message = "Expected a transaction that is done once, since it can be cancelled, but it is repeated"
            yield Problem(scope.element, message, "Put it into a subprocess, and repeat that")


def is_cancel(node: Node) -> bool:
    """Whether an event cancels a transaction or catches that."""
    return node.element.find(bpmn("cancelEventDefinition")) is not None


def _cancels(node: Node) -> bool:
    return node.tag == "endEvent" and is_cancel(node)
