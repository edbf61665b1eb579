"""Rules of the events a multi-instance activity throws by itself (BPMN 2.0.2, 10.3.8, table 10.31)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from engine.dialect.behavior_reader import COMPLEX, definitions_of
from engine.dialect.diagram import Diagram, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn

THROWN = {
    "messageEventDefinition": ("messageRef", "name"),
    "signalEventDefinition": ("signalRef", "name"),
    "escalationEventDefinition": ("escalationRef", "escalationCode"),
    "errorEventDefinition": ("errorRef", "errorCode"),
}
"""What can be thrown, where its definition says which, and what that has to have."""


def wrong_behaviors(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The behavior says which event is thrown; the event is one that is thrown and has a name to be caught by."""
    for node in diagram.executable_nodes:
        loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is not None and (reason := _why_wrong(diagram, loop)):
            message = f"Expected the events that iterations throw as the behavior asks, but {reason}"
            yield Problem(node.element, message, "Correct it, or delete the attribute behavior")


def _why_wrong(diagram: Diagram, loop: Element) -> str | None:
    behavior = loop.get("behavior", "All")
    if behavior not in ("None", "One", "All", "Complex"):
        return f"there is no behavior “{behavior}”"
    if behavior == "Complex" and not all(_condition(each) for each in loop.iterchildren(bpmn(COMPLEX))):
        return "an event of the behavior Complex has no condition"
    sets = list(definitions_of(loop))
    if behavior != "All" and not (sets and all(sets)):
        return f"the behavior {behavior} names no event definition of this file"
    reasons = (_why_not_thrown(diagram, definition) for definitions in sets for definition in definitions)
    return next(filter(None, reasons), None)


def _condition(complex_behavior: Element) -> str:
    return (complex_behavior.findtext(bpmn("condition")) or "").strip()


def _why_not_thrown(diagram: Diagram, definition: Element) -> str | None:
    if tag_of(definition) not in THROWN:
        return f"<{tag_of(definition)}> is not thrown by iterations"
    reference, name = THROWN[tag_of(definition)]
    meant = diagram.document.elements.get(definition.get(reference, ""))
    return None if meant is not None and meant.get(name) else f"a <{tag_of(definition)}> refers to nothing with {name}"
