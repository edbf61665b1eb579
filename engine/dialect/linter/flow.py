"""Rules of sequence flows: where a process begins, how it goes on, that it ends (BPMN 2.0.2, 8.3.13 and 10.5)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import ACTIVITIES, Diagram, Node, Scope
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn


def missing_start(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Without a start event nothing says where to begin; ad hoc subprocesses need none (10.3.5)."""
    for scope in diagram.executable_scopes:
        if not scope.is_ad_hoc and not any(map(_starts, scope.nodes)):
            message = "Expected a start event, but there is none"
            yield Problem(scope.element, message, "Draw a start event before the first step")


def repeated_start(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """With two none start events a person who starts the process would not know which (10.5.2)."""
    for scope in diagram.executable_scopes:
        plain = [node for node in _nodes(scope, "startEvent") if not node.event_definitions]
        for node in plain[1:]:
            message = f"Expected one start event without a trigger, but “{plain[0].id}” is one too"
            yield Problem(node.element, message, "Give one of them a trigger or delete it")


def missing_end(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Where there is a start event there has to be an end event (10.5.3)."""
    for scope in diagram.executable_scopes:
        if not scope.is_ad_hoc and not _nodes(scope, "endEvent"):
            message = "Expected an end event, but there is none"
            yield Problem(scope.element, message, "Draw an end event that names how it ends")


def dead_ends(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Where there are end events every path has to reach one (10.5.3)."""
    for node in _flowing(diagram):
        if not node.outgoing and node.tag != "endEvent" and not _throws_link(node) and not _compensates(node):
            message = "Expected a way on, but no sequence flow leaves it"
            yield Problem(node.element, message, "Connect it to the next step or to an end event")


def unreachable_nodes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What no token can reach is not a part of the process, however it looks."""
    for scope in diagram.executable_scopes:
        reached = _reached(scope)
        for node in scope.nodes:
            if node not in reached and not scope.is_ad_hoc:
                message = "Expected a way to it from a start event, but there is none"
                yield Problem(node.element, message, "Connect it or delete it")


def flows_between_scopes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A sequence flow stays in its process and its subprocess (8.3.13)."""
    for scope in diagram.executable_scopes:
        for flow in scope.flows:
            for end in (flow.source, flow.target):
                if end and end.scope is not scope:
                    message = f"Expected both ends in one process, but “{end.id}” is outside of this one"
                    yield Problem(flow.element, message, "Use a message flow, or an event on the subprocess's boundary")
                    break


def forbidden_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Nothing leads to start and boundary events, on from end events (8.3.13, table 7.3) or to handlers (10.7.1)."""
    for scope in diagram.executable_scopes:
        for flow in scope.flows:
            if flow.target and flow.target.tag in ("startEvent", "boundaryEvent"):
                message = f"Expected no flow into “{flow.target.id}”, but this one leads there"
                yield Problem(flow.element, message, "Lead it to the step behind the event")
            elif flow.source and flow.source.tag == "endEvent":
                message = f"Expected nothing after the end “{flow.source.id}”, but this flow leads on"
                yield Problem(flow.element, message, "Turn the end event into an intermediate one or delete the flow")
            for node in filter(_only_undoes, filter(None, (flow.source, flow.target))):
                message = f"Expected “{node.id}” to stand beside the flow, since it only undoes, but this flow joins it"
                yield Problem(flow.element, message, "Delete the flow, or isForCompensation")


def implicit_splits(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Several flows out of a step run at the same time, which many readers take for a choice."""
    for node in _flowing(diagram):
        if "Gateway" not in node.tag and len([f for f in node.outgoing if f.condition is None]) > 1:
            message = f"Expected one way on, but {len(node.outgoing)} flows leave it and all of them are taken"
            yield Problem(node.element, message, "Draw the gateway that is meant")


def implicit_joins(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Several flows into a step do it once for each, which many readers take for waiting."""
    for node in _flowing(diagram):
        if "Gateway" not in node.tag and len(node.incoming) > 1:
            message = f"Expected one way in, but {len(node.incoming)} flows lead here and each starts it anew"
            yield Problem(node.element, message, "Draw the gateway that is meant")


def _nodes(scope: Scope, tag: str) -> list[Node]:
    return [node for node in scope.nodes if node.tag == tag]


def _flowing(diagram: Diagram) -> Iterator[Node]:
    """The nodes that tokens pass along sequence flows: not handlers, event subprocesses and what is in ad hoc ones."""
    return (node for node in diagram.executable_nodes if not node.scope.is_ad_hoc and not _stands_alone(node))


def _stands_alone(node: Node) -> bool:
    return _only_undoes(node) or node.element.get("triggeredByEvent") == "true"


def _throws_link(node: Node) -> bool:
    return node.tag == "intermediateThrowEvent" and node.element.find(bpmn("linkEventDefinition")) is not None


def _only_undoes(node: Node) -> bool:
    return node.element.get("isForCompensation") == "true"


def _compensates(node: Node) -> bool:
    """Whether it hands over to a compensation handler, by an association instead of a flow (10.7.1)."""
    return node.tag == "boundaryEvent" and node.element.find(bpmn("compensateEventDefinition")) is not None


def _reached(scope: Scope) -> set[Node]:
    reached: set[Node] = set()
    waiting = [node for node in scope.nodes if _begins(node)]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += [flow.target for flow in node.outgoing if flow.target]
            waiting += node.attached if node.tag in ACTIVITIES else []
    return reached


def _starts(node: Node) -> bool:
    return node.tag == "startEvent" or node.element.get("instantiate") == "true"


def _begins(node: Node) -> bool:
    """Whether tokens come to it by something else than a flow: start, link, message, compensation."""
    catches_link = node.tag == "intermediateCatchEvent" and node.element.find(bpmn("linkEventDefinition")) is not None
    return _starts(node) or catches_link or _stands_alone(node)
