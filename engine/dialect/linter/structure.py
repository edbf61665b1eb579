"""Rules of the file: what has to have an id has one of its own, and what is referred to exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.dialect.diagram import ACTIVITIES, FLOW_NODES, Diagram, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn
from engine.dialect.reader import label_of

NODES = frozenset(FLOW_NODES)
HOSTS = frozenset(ACTIVITIES)
ANYTHING: frozenset[str] = frozenset()
KINDS = {NODES: "a flow node", HOSTS: "an activity", ANYTHING: "an element"}

REFERENCES: dict[tuple[str, str], frozenset[str]] = {
    ("sequenceFlow", "sourceRef"): NODES,
    ("sequenceFlow", "targetRef"): NODES,
    ("boundaryEvent", "attachedToRef"): HOSTS,
    ("messageFlow", "sourceRef"): ANYTHING,
    ("messageFlow", "targetRef"): ANYTHING,
    ("association", "sourceRef"): ANYTHING,
    ("association", "targetRef"): ANYTHING,
    ("participant", "processRef"): frozenset(["process"]),
    ("messageEventDefinition", "messageRef"): frozenset(["message"]),
    ("receiveTask", "messageRef"): frozenset(["message"]),
    ("sendTask", "messageRef"): frozenset(["message"]),
    ("signalEventDefinition", "signalRef"): frozenset(["signal"]),
    ("errorEventDefinition", "errorRef"): frozenset(["error"]),
    ("escalationEventDefinition", "escalationRef"): frozenset(["escalation"]),
    ("compensateEventDefinition", "activityRef"): HOSTS,
    ("dataObjectReference", "dataObjectRef"): frozenset(["dataObject"]),
    ("dataStoreReference", "dataStoreRef"): frozenset(["dataStore"]),
}
"""Attributes that name another element, and what that has to be."""

REQUIRED = frozenset([("sequenceFlow", "sourceRef"), ("sequenceFlow", "targetRef"), ("boundaryEvent", "attachedToRef")])


def executable_process_missing(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A file without an executable process is a drawing."""
    if not diagram.document.processes:
        message = "Expected an executable process, but no process in the file is one"
        yield Problem(diagram.document.root, message, "Set isExecutable=“true” on the process that is to run")


def duplicate_ids(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An id names one element of the file (XML 1.0, 3.3.1, xsd:ID)."""
    seen: dict[str, etree._Element] = {}
    for element in diagram.document.root.iter("{*}*"):
        element_id = element.get("id", "")
        if element_id and element_id in seen:
            first = seen[element_id]
            message = f"Expected an id of its own, but “{element_id}” is also the id in line {first.sourceline}"
            yield Problem(element, message, "Give one of them another id")
        seen.setdefault(element_id, element)


def missing_ids(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """History, forms and labels name nodes by their ids."""
    for scope in diagram.executable_scopes:
        for element in (scope.element, *(node.element for node in scope.nodes)):
            if not element.get("id") and (tag_of(element) in FLOW_NODES or scope.parent is None):
                message = f"Expected an id, but this <{tag_of(element)}> “{label_of(element)}” has none"
                yield Problem(element, message, "Give it an id that says its job, such as assign_manager")


def broken_references(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What an element refers to is in the file and of the right kind."""
    elements = diagram.document.elements
    for element in diagram.document.root.iter(*{bpmn(tag) for tag, _name in REFERENCES}):
        for (tag, name), expected in REFERENCES.items():
            if tag == tag_of(element) and (reference := element.get(name) or (tag, name) in REQUIRED):
                found = elements.get(str(reference))
                if found is None or (expected and tag_of(found) not in expected):
                    yield _broken(element, name, element.get(name, ""), expected)


def broken_lane_references(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A lane lists nodes of its process, each in one lane of a lane set."""
    for lanes in diagram.document.root.iter(bpmn("laneSet")):
        listed = [(lane, (ref.text or "").strip()) for lane in lanes for ref in lane.iterchildren(bpmn("flowNodeRef"))]
        times = Counter(name for _, name in listed)
        for lane, name in listed:
            if not diagram.node(name):
                yield _broken(lane, "flowNodeRef", name, NODES)
            elif times[name] > 1:
                message = f"Expected each node in one lane, but “{name}” is listed {times[name]} times"
                yield Problem(lane, message, "Move the node once in the modeler and save")


def broken_defaults(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A default flow leaves the node that names it (BPMN 2.0.2, table 8.46)."""
    for node in diagram.nodes:
        default = node.element.get("default")
        if default and default not in [flow.id for flow in node.outgoing]:
            message = f"Expected the default to be one of its outgoing flows, but “{default}” is not"
            yield Problem(node.element, message, "Choose the default flow anew")


def _broken(element: etree._Element, name: str, reference: str, expected: frozenset[str]) -> Problem:
    kind = KINDS.get(expected) or f"<{next(iter(expected))}>"
    found = f"“{reference}” is none" if reference else "there is no such attribute"
    message = f"Expected {name} to name {kind} of this file, but {found}"
    return Problem(element, message, "Connect it anew in the modeler or delete it")
