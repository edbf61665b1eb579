"""The rule of repeated attempts: how often and when is said in a way that is understood."""

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
