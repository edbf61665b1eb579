"""
The rule of the schema: what BPMN's own XSD does not allow may be read otherwise than it is meant (BPMN 2.0.2, 15.3).

A misspelled element would vanish, and with it a step of the process: that is an error. Children that belong where they
stand and only come in another order than the schema's are read all the same: that is a warning.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import XSD_PATH

from engine.dialect.diagram import ACTIVITIES, FLOW_NODES, SUBPROCESSES, Diagram, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import BPMN

EVERYWHERE: Final = frozenset({"documentation", "extensionElements", "ioSpecification", "property"})
ON_NODES: Final = EVERYWHERE | {"incoming", "outgoing", "dataInputAssociation", "dataOutputAssociation"}
LOOPS: Final = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
IN_SCOPES: Final = FLOW_NODES | {
    *("sequenceFlow", "laneSet", "dataObject", "dataObjectReference", "dataStoreReference"),
    *("textAnnotation", "association", "group"),
}
OUT_OF_PLACE: Final = "This element is not expected"  # libxml2's words
MOST: Final = 20  # violations told of one file

_TOO_LONG: Final = re.compile(r"\s*Expected is (?:one of )?\( .* \)\.", re.DOTALL)
_LOCK: Final = threading.Lock()


def schema_violations(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The file is what the schema allows, but for the order of children."""
    for element, message, is_order in _violations(diagram):
        if not is_order:
            what = f"Expected what the BPMN schema allows, but: {message}"
            yield Problem(element, what, "Correct the element's name and place, or export the diagram anew")


def schema_order(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Children come in the order of the schema, which other tools insist on."""
    for element, _message, is_order in _violations(diagram):
        if is_order:
            what = f"Expected children in the schema's order, but <{tag_of(element)}> comes too late or too early"
            yield Problem(element, what, "Open and save the diagram in a modeler")


def _violations(diagram: Diagram) -> Iterator[tuple[etree._Element, str, bool]]:
    """The elements at fault, each with the parser's own words and whether only the order is wrong."""
    root = diagram.document.root
    with _LOCK:  # the schema keeps the errors of its last validation
        schema = _schema()
        schema.validate(root)
        entries = list(schema.error_log)[:MOST]
    for entry in entries:
        element = _element(root, entry)
        yield element, _words(entry.message), OUT_OF_PLACE in entry.message and _belongs(element)


@cache
def _schema() -> etree.XMLSchema:
    """OMG's schema, as SpiffWorkflow ships it."""
    return etree.XMLSchema(file=XSD_PATH)


def _element(root: etree._Element, entry: Any) -> etree._Element:
    prefixes = {prefix: uri for prefix, uri in _namespaces(root).items() if prefix}
    found: Any = root.getroottree().xpath(entry.path, namespaces=prefixes or None) if entry.path else None
    return found[0] if found else root


def _namespaces(root: etree._Element) -> dict[str, str]:
    return {prefix: uri for element in root.iter("{*}*") for prefix, uri in element.nsmap.items() if prefix}


def _words(message: str) -> str:
    """Without the namespaces and the list of everything that might stand there instead."""
    return _TOO_LONG.sub("", message).replace(f"{{{BPMN}}}", "").strip().rstrip(".")


def _belongs(element: etree._Element) -> bool:
    """Whether the element may be a child of its parent at all."""
    parent = element.getparent()
    if parent is None or etree.QName(element).namespace != BPMN:
        return False
    return tag_of(element) in _children(tag_of(parent))


def _children(tag: str) -> frozenset[str]:
    if tag == "process":
        return IN_SCOPES | EVERYWHERE
    if tag in SUBPROCESSES:
        return IN_SCOPES | ON_NODES | LOOPS
    if tag in ACTIVITIES:
        return ON_NODES | LOOPS
    return ON_NODES if tag in FLOW_NODES else EVERYWHERE & {"documentation", "extensionElements"}
