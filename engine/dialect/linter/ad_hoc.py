"""Rules of ad hoc subprocesses: what is in them can be started, one thing at a time where that is said (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import ACTIVITIES, Diagram, Node, Scope
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda

ACTIVE = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}[@name='activeElements']"
LINKED = ("startEvent", "endEvent")
CORRECT_IDS = "Name activities of the ad hoc subprocess that no flow leads to"


def wrong_ad_hoc(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """It has activities to start and neither start nor end; a sequential one does not split."""
    for scope in diagram.executable_scopes:
        if scope.is_ad_hoc:
            yield from _misplaced(scope)
            yield from _splits(scope)
            if not any(map(_is_startable, scope.nodes)):
                message = "Expected an activity that can be started, but a flow leads to each"
                yield Problem(scope.element, message, "Delete the flows to the steps people choose from")
    yield from _wrong_active_elements(diagram)


def _misplaced(scope: Scope) -> Iterator[Problem]:
    for node in scope.nodes:
        if node.tag in LINKED:
            message = f"Expected no <{node.tag}> in an ad hoc subprocess, but there is one"
            yield Problem(node.element, message, "Delete it: people say where it begins, a condition where it ends")
        elif node.tag not in (*ACTIVITIES, "boundaryEvent") and not node.incoming:
            message = "Expected an activity as what people start, but this is none and nothing leads to it"
            yield Problem(node.element, message, "Lead a flow to it from an activity")


def _splits(scope: Scope) -> Iterator[Problem]:
    for node in scope.nodes if scope.element.get("ordering") == "Sequential" else ():
        beside = node.tag == "boundaryEvent" and node.element.get("cancelActivity") == "false"
        if (len(node.outgoing) > 1 and node.tag != "exclusiveGateway") or beside:
            message = "Expected one thing at a time in a sequential ad hoc subprocess, but here it goes on side by side"
            yield Problem(node.element, message, "Set the ordering to Parallel, or use an exclusive gateway")


def _wrong_active_elements(diagram: Diagram) -> Iterator[Problem]:
    for node in diagram.executable_nodes:
        named = node.element.find(ACTIVE)
        if named is None:
            continue
        inside = next((scope for scope in diagram.scopes if scope.element is node.element), None)
        if inside is None or not inside.is_ad_hoc:
            yield Problem(
                node.element, f"Expected activeElements at an ad hoc subprocess, but this is <{node.tag}>", "Delete it"
            )
        elif "${" not in (names := named.get("value", "")):
            known = {one.id for one in inside.nodes if _is_startable(one)}
            for name in {part.strip() for part in names.split(",")} - known - {""}:
                message = f"Expected activities that can be started, but “{name}” is none"
                yield Problem(node.element, message, CORRECT_IDS)


def _is_startable(node: Node) -> bool:
    alone = "true" in (node.element.get("isForCompensation"), node.element.get("triggeredByEvent"))
    return node.tag in ACTIVITIES and not node.incoming and not alone
