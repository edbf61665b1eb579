"""Rules of link events: each pair jumps from one place of a scope to another (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import Diagram, Node, Scope
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn


def unpaired_links(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A name is caught once in its process or subprocess, by an event of its own; several events may throw it."""
    for scope in diagram.executable_scopes:
        throwing, catching = _named(scope, "intermediateThrowEvent"), _named(scope, "intermediateCatchEvent")
        for name, node in throwing:
            targets = [other for caught, other in catching if caught == name]
            if not name or len(targets) != 1:
                message = f"Expected one event that catches the link “{name}” here, but there are {len(targets)}"
                yield Problem(node.element, message, "Give both link events the same name, in the same subprocess")
        for name, node in catching:
            if name not in [thrown for thrown, _node in throwing]:
                message = f"Expected an event that throws the link “{name}” here, but there is none"
                yield Problem(node.element, message, "Give both link events the same name, in the same subprocess")


def links_with_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The link takes the place of a flow: none leaves where it is thrown, none leads to where it is caught."""
    for scope in diagram.executable_scopes:
        for _name, node in (*_named(scope, "intermediateThrowEvent"), *_named(scope, "intermediateCatchEvent")):
            side, flows = (
                ("leaves", node.outgoing) if node.tag == "intermediateThrowEvent" else ("enters", node.incoming)
            )
            if flows:
                message = f"Expected the link in place of a flow, but “{flows[0].id}” {side} the event"
                yield Problem(node.element, message, "Delete the flow, or the link")


def _named(scope: Scope, tag: str) -> list[tuple[str, Node]]:
    """The link events of one kind, by the names of their links."""
    path = bpmn("linkEventDefinition")
    found = ((node.element.find(path), node) for node in scope.nodes if node.tag == tag)
    return [(definition.get("name", ""), node) for definition, node in found if definition is not None]
