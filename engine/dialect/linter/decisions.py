"""Rules of business rule tasks: each asks a decision that is there, or names an operation."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import Diagram, Node
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem, remedy_for
from engine.dialect.namespaces import camunda
from engine.semantics.business_rules import SHAPES

OWN = ("deployment", "latest")  # a version carries its decisions: both mean these


def missing_decision(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A business rule task says what decides."""
    for node in diagram.executed("businessRuleTask"):
        if not node.element.get(camunda("topic")) and not node.element.get(camunda("decisionRef"), "").strip():
            message = "Expected a decision, but the task names none"
            yield Problem(node.element, message, "Set camunda:decisionRef to the id of a decision of a .dmn file")


def unknown_decision(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """The decision lies beside the diagram; a computed name is found when the task is reached."""
    for node in _deciding(diagram):
        wanted = node.element.get(camunda("decisionRef"), "")
        if wanted and "${" not in wanted and context.decisions is not None and wanted not in context.decisions:
            message = f"Expected a decision of this process, but “{wanted}” is none"
            remedy = remedy_for(wanted, context.decisions, "Put its .dmn file into the process's folder")
            yield Problem(node.element, message, remedy)


def wrong_decision_result(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What the result looks like, and which version is asked, is said in words we know."""
    for node in _deciding(diagram):
        shape = node.element.get(camunda("mapDecisionResult"), "resultList")
        if shape not in SHAPES:
            message = f"Expected mapDecisionResult to be one of {', '.join(SHAPES)}, but it is “{shape}”"
            yield Problem(node.element, message, "Choose one of them")
        binding = node.element.get(camunda("decisionRefBinding"), "deployment")
        if binding not in OWN:
            message = f"Expected the decision of the process's own version, but it is bound to “{binding}”"
            yield Problem(node.element, message, "Delete camunda:decisionRefBinding")


def _deciding(diagram: Diagram) -> Iterator[Node]:
    return (node for node in diagram.executed("businessRuleTask") if not node.element.get(camunda("topic")))
