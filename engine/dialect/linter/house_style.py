"""How our own diagrams are drawn. Nobody else's has to be: these rules are asked for, not applied to every diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.dialect.diagram import ACTIVITIES, EVENTS, GATEWAYS, Diagram, Node, tag_of
from engine.dialect.layout import Shape
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn

MOST_NODES = 20
LOWEST_LANE = 180
NAMED_IN_ENGLISH = ("process", "participant", "lane", "message", "error", "signal", "escalation", "dataStoreReference")
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ASKS = GATEWAYS - {"parallelGateway", "eventBasedGateway"}


def ids_not_speaking(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Ids name an element in forms, labels, scenarios and history."""
    elements = [node.element for node in diagram.nodes]
    elements += diagram.document.root.iter(*map(bpmn, NAMED_IN_ENGLISH))
    for element in elements:
        if not SNAKE_CASE.fullmatch(element.get("id", "")):
            message = f"Expected an English id in snake_case, but it is “{element.get('id', '')}”"
            yield Problem(element, message, "Name the element's job, such as assign_manager")


def missing_labels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What a reader has to understand has a label; merging gateways and parallel ones speak for themselves."""
    for node in diagram.nodes:
        if not node.label and (node.tag in ACTIVITIES | EVENTS or _asks(node)):
            yield Problem(
                node.element, "Expected a label, but there is none", "Say what is done, asked or has happened"
            )
        for flow in node.outgoing if _asks(node) else ():
            if not flow.element.get("name"):
                message = "Expected an answer to the gateway's question as a label, but there is none"
                yield Problem(flow.element, message, "Label the flow with the answer")


def crowded_levels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A level with more nodes is not read but searched."""
    for scope in diagram.scopes:
        if len(scope.nodes) > MOST_NODES:
            message = f"Expected at most {MOST_NODES} flow nodes, but there are {len(scope.nodes)}"
            yield Problem(scope.element, message, "Turn a part into a subprocess or a called process")


def flat_lanes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A lane needs room for a task, its boundary events and their labels."""
    for lane in diagram.document.root.iter(bpmn("lane")):
        shape = diagram.layout.shape(lane.get("id", ""))
        if shape and shape.box.height < LOWEST_LANE and not _is_divided(lane):
            message = f"Expected a height of at least {LOWEST_LANE}, but the lane has {shape.box.height:g}"
            yield Problem(lane, message, "Enlarge the lane")


def nodes_without_lane(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Where there are lanes, each node is somebody's."""
    for scope in diagram.scopes:
        if scope.element.find(bpmn("laneSet")) is not None:
            for node in scope.nodes:
                if not diagram.lanes_of.get(node.id):
                    yield Problem(node.element, "Expected a lane, but no lane lists this node", "Move it into a lane")


def off_grid(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Whole tens for tasks and lanes keep rows and columns straight."""
    for plane in diagram.layout.planes:
        for shape in plane.shapes.values():
            element = diagram.document.elements.get(shape.element_id)
            if element is not None and tag_of(element) in ACTIVITIES | {"lane"} and not _on_grid(shape):
                message = f"Expected a place on the grid of 10, but it is at {shape.box.x:g}, {shape.box.y:g}"
                yield Problem(element, message, "Snap it to the grid")


def _asks(node: Node) -> bool:
    return node.tag in ASKS and len(node.outgoing) > 1


def _is_divided(lane: etree._Element) -> bool:
    return lane.find(bpmn("childLaneSet")) is not None


def _on_grid(shape: Shape) -> bool:
    return shape.box.x % 10 == 0 and shape.box.y % 10 == 0
