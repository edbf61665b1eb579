"""Rules of jobs: when what failed is tried again is understood, and nothing is asked of steps that they never do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import Diagram
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda
from engine.dialect.retry_cycles import read_delays

PLACES = (bpmn("extensionElements"), f"{bpmn('multiInstanceLoopCharacteristics')}/{bpmn('extensionElements')}")


def invalid_retry_cycles(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """`camunda:failedJobRetryTimeCycle` is attempts and a pause, or pauses."""
    for node in diagram.executable_nodes:
        for place in PLACES:
            cycle = (node.element.findtext(f"{place}/{camunda('failedJobRetryTimeCycle')}") or "").strip()
            try:
                read_delays(cycle or "PT1M")
            except ValueError as error:
                yield Problem(node.element, str(error), "Write R3/PT10M or PT1M,PT1H")


def steps_side_by_side(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A step changes the instance's state as a whole, so another one of the same instance waits for its end.

    What takes long outside (mail, calls of other systems) is a job of its own and waits for nothing. After Camunda 7,
    "The Job Executor", "Exclusive Jobs".
    """
    for node in diagram.executable_nodes:
        for element in (node.element, *node.element.iterchildren(bpmn("multiInstanceLoopCharacteristics"))):
            if element.get(camunda("exclusive")) == "false":
                message = "Expected steps of one instance to be exclusive, but camunda:exclusive is “false”, in vain"
                yield Problem(
                    node.element, message, "Delete it, or call a process: instances do not wait for each other"
                )
