"""
Data associations that compute → input and output parameters (BPMN 2.0.2, 10.4.2, "DataAssociation").

A ``transformation`` computes the target: a data input by its name, or the variable a data object is, which is called
after the data object's id. An ``assignment`` says by itself what is computed (``from``) and what it is called (``to``).
An association with neither shows what is read or written, and does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from engine.dialect.namespaces import bpmn

INPUT, OUTPUT = "dataInputAssociation", "dataOutputAssociation"


def computed(node: Element, tag: str) -> Iterator[tuple[str, str]]:
    """What the associations of one direction compute: names and expressions, in the order of the file."""
    for association in node.iterchildren(bpmn(tag)):
        transformation = association.find(bpmn("transformation"))
        if transformation is not None:
            yield _target(association), (transformation.text or "").strip()
        for assignment in association.iterchildren(bpmn("assignment")):
            to, value = assignment.findtext(bpmn("to")), assignment.findtext(bpmn("from"))
            yield (to or "").strip(), (value or "").strip()


def input_sets(process: Element) -> tuple[frozenset[str], ...]:
    """For each input set of a process the variables it needs: its data inputs by name, without the optional ones."""
    specification = process.find(bpmn("ioSpecification"))
    if specification is None:
        return ()
    names = {one.get("id"): one.get("name") for one in declared(process)}
    needed = [
        _listed(inputs, "dataInputRefs") - _listed(inputs, "optionalInputRefs")
        for inputs in specification.iterchildren(bpmn("inputSet"))
    ]
    return tuple(frozenset(names.get(one) or one for one in inputs) for inputs in needed)


def declared(process: Element) -> list[Element]:
    """The data inputs of a process."""
    return list(process.iterfind(f"{bpmn('ioSpecification')}/{bpmn('dataInput')}"))


def undeclared(process: Element) -> list[str]:
    """What input sets of a process refer to without its being one of its data inputs."""
    known = {one.get("id") for one in declared(process)}
    sets = process.iterfind(f"{bpmn('ioSpecification')}/{bpmn('inputSet')}")
    return sorted({one for inputs in sets for one in _listed(inputs, "dataInputRefs")} - known)


def _listed(inputs: Element, tag: str) -> set[str]:
    return {(reference.text or "").strip() for reference in inputs.iterchildren(bpmn(tag))}


def _target(association: Element) -> str:
    """The variable's name; an empty text if the association leads nowhere."""
    wanted = (association.findtext(bpmn("targetRef")) or "").strip()
    root = association.getroottree().getroot()
    found = next((one for one in root.iter(bpmn("*")) if one.get("id") == wanted), None)
    if found is None:
        return ""
    if found.tag == bpmn("dataObjectReference"):
        return str(found.get("dataObjectRef", ""))
    return wanted if found.tag == bpmn("dataObject") else str(found.get("name") or wanted)
