"""Rules of conditions and default flows: which way is taken is never a surprise (BPMN 2.0.2, 10.6 and 13.4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import ACTIVITIES, Diagram, Flow
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem

CHOOSING = frozenset(["exclusiveGateway", "inclusiveGateway", "complexGateway"])


def missing_default(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """When no condition holds and there is no default flow, the process stops with an incident."""
    for node in diagram.executable_nodes:
        conditional = [flow for flow in node.outgoing if flow.condition is not None]
        choosing = node.tag in CHOOSING or len(conditional) == len(node.outgoing)
        if len(node.outgoing) > 1 and choosing and not any(flow.is_default for flow in node.outgoing):
            message = "Expected a default flow for the case that no condition holds, but there is none"
            yield Problem(node.element, message, "Make the flow of the usual case the default")


def missing_condition(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A flow that is neither conditional nor the default would always be taken and hide what comes after it."""
    for node in diagram.executable_nodes:
        for flow in node.outgoing if node.tag in CHOOSING and len(node.outgoing) > 1 else ():
            if flow.condition is None and not flow.is_default:
                message = f"Expected a condition for the way from “{node.label or node.id}”, but there is none"
                yield Problem(flow.element, message, "Write the condition or make the flow the default")


def idle_condition(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A condition nobody asks for makes a reader believe in a choice."""
    for scope in diagram.executable_scopes:
        for flow in scope.flows:
            if flow.condition is not None and (reason := _why_idle(flow)):
                message = f"Expected no condition here, but there is one, and {reason}"
                yield Problem(flow.element, message, "Delete the condition, or draw an exclusive gateway before it")


def _why_idle(flow: Flow) -> str | None:
    """Why a condition is not evaluated; None if it is."""
    source = flow.source
    if source is None:
        return None
    if flow.is_default:
        return "the default flow is taken when the others are not"
    if source.tag not in CHOOSING and source.tag not in ACTIVITIES:
        return f"a flow from <{source.tag}> is always taken"
    if len(source.outgoing) == 1:
        return "a single flow offers no choice"
    return None
