"""The rule of what has a meaning for execution in BPMN and no effect here: it is told, not passed over."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from engine.dialect.diagram import Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda

ATTRIBUTES = (
    ("transaction", "method", ("##Compensate",), "a transaction is undone by compensation"),
    ("sequenceFlow", "isImmediate", ("true", "1"), "a token is at once where a flow leads"),
)
"""An attribute of an element, the values that are as it is here, and how it is."""

CHILDREN = (
    ("inputSet", "outputSetRefs", "one of the output sets is enough, whichever input set was there"),
    ("outputSet", "inputSetRefs", "one of the output sets is enough, whichever input set was there"),
    ("participant", "participantMultiplicity", "how many instances take part is not counted"),
)
"""A child of an element, and how it is here."""

PROPERTIES = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}"
PEOPLE = ("userTask", "manualTask")
OF_PEOPLE = ("remindAfter", "remindBefore", "remindFrom", "overdueAfter", "escalateTo", "escalateAfter")
"""Properties of tasks that people do."""


def idle_elements(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Attributes and elements with a meaning for execution (10.2.6, 10.3.5, 8.3.13, 10.4.1, 9.3.2)."""
    for part in _parts(diagram):
        for tag, name, as_here, how in ATTRIBUTES:
            for element in part.iter(bpmn(tag)):
                if element.get(name, as_here[0]) not in as_here:
                    yield _idle(element, f"{name}=“{element.get(name)}”", how)
        for tag, child, how in CHILDREN:
            yield from (_idle(element, f"<{child}>", how) for element in part.iter(bpmn(tag)) if _has(element, child))
        yield from (problem for mapping in part.iter(camunda("in"), camunda("out")) for problem in _mapping(mapping))
        for loop in part.iter(bpmn("multiInstanceLoopCharacteristics")):
            if loop.find(bpmn("loopCardinality")) is not None and loop.get(camunda("collection")):
                yield _idle(loop, "<loopCardinality>", "the collection says how many there are")
    for node in diagram.executable_nodes:
        for named in node.element.iterfind(PROPERTIES):
            name = named.get("name", "")
            if (name in OF_PEOPLE and node.tag not in PEOPLE) or (name == "correlationKey" and not _has_message(node)):
                yield _idle(named, f"“{name}”", f"it says nothing at <{node.tag}>")


def _parts(diagram: Diagram) -> Iterator[Element]:
    """The processes to execute and their pools."""
    processes = diagram.document.processes
    yield from processes
    yield from (pool for process in processes for pool in diagram.pools_of.get(process.get("id", ""), ()))


def _mapping(mapping: Element) -> Iterator[Problem]:
    """What is passed in or out: all, a key, or something under a name."""
    if mapping.get("local") == "true":
        yield _idle(mapping, "local=“true”", "what is passed is taken from all variables that are seen")
    calls = next(mapping.iterancestors(bpmn("callActivity")), None) is not None
    if mapping.get("businessKey") and not calls:
        yield _idle(mapping, "businessKey", "only a called process gets one")
    elif not any(mapping.get(name) for name in ("target", "variables", "businessKey")):
        yield _idle(mapping, "what it passes", "it has no target")


def _has_message(node: Node) -> bool:
    events = (tag_of(definition) == "messageEventDefinition" for definition in node.event_definitions)
    return node.tag in ("sendTask", "receiveTask") or any(events)


def _has(element: Element, child: str) -> bool:
    return element.find(bpmn(child)) is not None


def _idle(element: Element, what: str, how: str) -> Problem:
    lines = (element, *element.iterancestors())
    owner = next((one for one in lines if one.get("id")), element)
    return Problem(
        owner, f"Expected what has an effect here, but {what} of <{tag_of(element)}> has none: {how}", "Delete it"
    )
