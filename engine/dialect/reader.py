"""
Bytes of a BPMN file → a `Document`: the tree to read and the bytes to keep.

Five liberties of the schema end here, in the tree and never in the bytes. Truths may be written 1 and 0 (XML Schema,
part 2, 3.2.2); they become true and false. References may carry a namespace prefix; it is taken off. Sequence flows may
lack an id (BPMN 2.0.2, 8.3.1), while history and pictures need to name them: they get one, and the same one as long as
the file is the same. An event may refer to a definition that several share (10.5.5): it gets a copy of its own, without
an id. And what a call activity calls may be a task instead of a process (``engine.dialect.global_tasks``).
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from engine.dialect import safe_xml
from engine.dialect.global_tasks import make_processes
from engine.dialect.namespaces import bpmn
from engine.dialect.safe_xml import DiagramUnreadable

__all__ = ["DiagramUnreadable", "Document", "is_executable", "label_of", "read"]

TRUTHS = frozenset(
    [
        *("isExecutable", "isForCompensation", "isInterrupting", "cancelActivity", "parallelMultiple", "instantiate"),
        *("isSequential", "testBefore", "triggeredByEvent", "cancelRemainingInstances", "waitForCompletion"),
        "mustUnderstand",
    ]
)
"""The attributes of type xsd:boolean that say how a process runs."""


@dataclass(frozen=True, eq=False)
class Document:
    """One diagram file. ``name`` is what messages call it; ``global_tasks`` are the processes made of global tasks."""

    name: str
    bytes: bytes
    root: etree._Element
    global_tasks: frozenset[str] = frozenset()

    @cached_property
    def elements(self) -> dict[str, etree._Element]:
        """Everything of the model (not of its layout) that has an id; of several with the same id the first."""
        found: dict[str, etree._Element] = {}
        for element in self.root.iter(bpmn("*")):
            if element_id := element.get("id"):
                found.setdefault(element_id, element)
        return found

    @cached_property
    def processes(self) -> tuple[etree._Element, ...]:
        """The processes to execute; the others are documentation."""
        return tuple(process for process in self.root.iterfind(bpmn("process")) if is_executable(process))

    def line(self, element_id: str) -> int | None:
        """Where the element stands in the file, counted from 1."""
        element = self.elements.get(element_id)
        return None if element is None else element.sourceline

    def label(self, element_id: str) -> str:
        """The element's name on one line, or an empty string."""
        element = self.elements.get(element_id)
        return "" if element is None else label_of(element)


def read(xml: bytes, name: str) -> Document:
    """Reads a diagram file. Raises `DiagramUnreadable`."""
    root = safe_xml.parse(xml, name)
    if root.tag != bpmn("definitions"):
        found = f"<{etree.QName(root).localname}> of {etree.QName(root).namespace or 'no namespace'}"
        message = f"Expected a BPMN 2.0 diagram, but the root element is {found}"
        raise DiagramUnreadable(name, root.sourceline, message, "Export the diagram as “BPMN 2.0 XML”")
    _spell_truths(root)
    _unqualify_references(root)
    _copy_shared_definitions(root)
    global_tasks = make_processes(root)
    _identify_flows(root)
    return Document(name, xml, root, global_tasks)


def is_executable(process: etree._Element) -> bool:
    """Whether a process says it is meant to run (BPMN 2.0.2, table 10.1); one that says nothing is not."""
    return process.get("isExecutable") == "true"


def label_of(element: etree._Element) -> str:
    """An element's name with its line breaks and runs of spaces made single spaces."""
    return " ".join(element.get("name", "").split())


def _spell_truths(root: etree._Element) -> None:
    for element in root.iter(bpmn("*")):
        for name in TRUTHS.intersection(element.keys()):
            value = element.get(name, "").strip()
            element.set(name, {"1": "true", "0": "false"}.get(value, value))


def _unqualify_references(root: etree._Element) -> None:
    """Many references are QNames (BPMN 2.0.2, 15.3.2): ``our:order`` means the id ``order`` in the file's namespace."""
    target = root.get("targetNamespace")
    for element in root.iter(bpmn("*")):
        for attribute, value in element.items():
            prefix, colon, name = value.partition(":")
            refers = attribute.endswith("Ref") or attribute == "calledElement"
            if colon and refers and element.nsmap.get(prefix) == target:
                element.set(attribute, name)


def _copy_shared_definitions(root: etree._Element) -> None:
    """One that is not there stays a reference, for the linter to tell."""
    shared = {element.get("id"): element for element in root.iterchildren(bpmn("*")) if element.get("id")}
    for reference in list(root.iter(bpmn("eventDefinitionRef"))):
        prefix, colon, name = (reference.text or "").strip().rpartition(":")
        found = shared.get(name)
        own = not colon or reference.nsmap.get(prefix) == root.get("targetNamespace")
        event = reference.getparent()
        if found is not None and own and event is not None and str(found.tag).endswith("EventDefinition"):
            definition = copy.deepcopy(found)
            del definition.attrib["id"]
            event.replace(reference, definition)


def _identify_flows(root: etree._Element) -> None:
    """`flow_<source>_<target>`, numbered from the second on; ids that are taken are passed over."""
    taken = {element.get("id") for element in root.iter()}
    numbers: Counter[str] = Counter()
    for flow in root.iter(bpmn("sequenceFlow")):
        name = "_".join(filter(None, ("flow", flow.get("sourceRef"), flow.get("targetRef"))))
        while not flow.get("id"):
            numbers[name] += 1
            flow_id = name if numbers[name] == 1 else f"{name}_{numbers[name]}"
            if flow_id not in taken:
                flow.set("id", flow_id)
                taken.add(flow_id)
