"""
Data of a diagram → variables; data associations that compute → input and output parameters (BPMN 2.0.2, 10.4).

A ``transformation`` computes the target: a data input by its name, or the variable a data object is, which is called
after the data object's id. An ``assignment`` says by itself what is computed (``from``) and what it is called (``to``).
An association with neither copies its one source, if a data input of the node is its target or a data output its
source; one that only joins a node and a data object, as modelers draw it, shows what is read or written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from lxml.etree import _Element as Element

from engine.dialect.namespaces import bpmn, camunda

Kind = Literal["Input", "Output"]
INPUT, OUTPUT = "dataInputAssociation", "dataOutputAssociation"
VARIABLE = re.compile(r"[A-Za-z]\w*", re.ASCII)
NAMED = frozenset(map(bpmn, ("dataInput", "dataOutput", "property", "inputDataItem", "outputDataItem")))
PLACES = NAMED | set(map(bpmn, ("dataObject", "dataObjectReference", "dataStoreReference")))
OWN = (bpmn("dataObject"), bpmn("property"))
HOLDERS = tuple(map(bpmn, ("ioSpecification", "multiInstanceLoopCharacteristics")))


class Computed(NamedTuple):
    """What a data association computes, and whether it may lack what it is computed from (10.4.1)."""

    name: str
    text: str
    optional: bool


def computed(node: Element, tag: str) -> Iterator[Computed]:
    """What the associations of one direction compute, in the order of the file."""
    for association in node.iterchildren(bpmn(tag)):
        optional = _is_optional(association)
        transformation = association.find(bpmn("transformation"))
        if transformation is not None:
            yield Computed(_end(association, "targetRef"), (transformation.text or "").strip(), optional)
        assignments = association.findall(bpmn("assignment"))
        for assignment in assignments:
            to, value = assignment.findtext(bpmn("to")), assignment.findtext(bpmn("from"))
            yield Computed((to or "").strip(), (value or "").strip(), optional)
        if transformation is None and not assignments and _copies(association):
            source = _end(association, "sourceRef")
            yield Computed(_end(association, "targetRef"), source if VARIABLE.fullmatch(source) else "", optional)


def variable_of(found: Element) -> str:
    """The variable that a place for data is; an empty text if it is none, as a data store."""
    if found.tag == bpmn("dataObjectReference"):
        return str(found.get("dataObjectRef", ""))
    if found.tag in NAMED:
        return str(found.get("name") or found.get("id", ""))
    return str(found.get("id", "")) if found.tag == bpmn("dataObject") else ""


def _referred(element: Element, reference: str | None) -> Element | None:
    """The place for data that an id means at an element: one of its node or of what the node is in (10.4.1)."""
    wanted = (reference or "").strip()
    scopes = element.iterancestors(bpmn("*"))
    holders = (holder for scope in scopes for holder in (scope, *scope.iterchildren(*HOLDERS)))
    return next((p for holder in holders for p in holder.iterchildren(*PLACES) if p.get("id") == wanted), None)


def loop_data(loop: Element, tag: str) -> str | None:
    """The variable of a loop's collection or of its results (table 10.31): a place for data, or a text as it stands.

    If that place is a data input or output of the activity, what is joined to it outside is meant.
    """
    text = loop.findtext(bpmn(tag))
    found, node = _referred(loop, text), loop.getparent()
    if found is None or node is None:
        return text
    for association in node.iterchildren(bpmn(INPUT), bpmn(OUTPUT)):
        if _inner(association) is found and _is_of_loop(association, found):
            return _end(association, "sourceRef" if _is_input(association) else "targetRef")
    return variable_of(found)


def own_data(activity: Element) -> tuple[str, ...]:
    """The data objects and properties of an activity, which live as long as it does (BPMN 2.0.2, 10.4.1)."""
    named = map(variable_of, activity.iterchildren(*OWN))
    return tuple(name for name in named if VARIABLE.fullmatch(name))


def ends_with(node: Element, name: str) -> bool:
    """Whether a variable is one of a node's own."""
    return name in map(variable_of, node.iterchildren(*OWN))


def data_sets(process: Element, kind: Kind) -> tuple[frozenset[str], ...]:
    """For each input or output set of a process the variables it needs: its data by name, without the optional."""
    names = {one.get("id"): one.get("name") for one in declared(process, kind)}
    needed = (_needed(each, kind) for each in _sets(process, kind))
    return tuple(frozenset(names.get(one) or one for one in each) for each in needed)


def declared(owner: Element, kind: Kind) -> list[Element]:
    """The data inputs or outputs of a process or an activity."""
    return list(owner.iterfind(f"{bpmn('ioSpecification')}/{bpmn(f'data{kind}')}"))


def outputs_of(activity: Element) -> tuple[str, ...]:
    """The variables that the data outputs of an activity are, if any of them is led out of it."""
    return tuple(map(variable_of, declared(activity, "Output"))) if any(computed(activity, OUTPUT)) else ()


def unfilled(activity: Element) -> list[str]:
    """The data inputs that an activity needs to begin and nothing fills: what is not there in the fullest input set."""
    filling = filter(_fills, activity.iterchildren(bpmn(INPUT)))
    filled = {(each.findtext(bpmn("targetRef")) or "").strip() for each in filling}
    filled |= {one.get("id", "") for one in declared(activity, "Input") if variable_of(one) in _parameters(activity)}
    lacking = [_needed(each, "Input") - filled for each in _sets(activity, "Input")]
    return min(map(sorted, lacking), key=len, default=[])


def undeclared(process: Element, kind: Kind) -> list[str]:
    """What input or output sets of a process refer to without its being one of its data inputs or outputs."""
    known = {one.get("id") for one in declared(process, kind)}
    return sorted({one for each in _sets(process, kind) for one in _listed(each, f"data{kind}Refs")} - known)


def _sets(owner: Element, kind: Kind) -> Iterator[Element]:
    return owner.iterfind(f"{bpmn('ioSpecification')}/{bpmn(f'{kind.lower()}Set')}")


def _needed(each: Element, kind: Kind) -> set[str]:
    """What an input or output set does not do without."""
    return _listed(each, f"data{kind}Refs") - _unneeded(each, kind)


def _unneeded(each: Element, kind: Kind) -> set[str]:
    """What is optional in it; an input that may come later is not needed to begin either."""
    later = _listed(each, "whileExecutingInputRefs") if kind == "Input" else set()
    return _listed(each, f"optional{kind}Refs") | later


def _parameters(activity: Element) -> set[str]:
    """What the parameters of an activity and of its call are called."""
    extensions = bpmn("extensionElements")
    inputs = activity.iterfind(f"{extensions}/{camunda('inputOutput')}/{camunda('inputParameter')}")
    passed = activity.iterfind(f"{extensions}/{camunda('in')}")
    return {one.get("name", "") for one in inputs} | {one.get("target", "") for one in passed}


def _listed(inputs: Element, tag: str) -> set[str]:
    return {(reference.text or "").strip() for reference in inputs.iterchildren(bpmn(tag))}


def _end(association: Element, tag: str) -> str:
    """The variable at one end of an association; an empty text if it leads nowhere."""
    found = _referred(association, association.findtext(bpmn(tag)))
    return "" if found is None else variable_of(found)


def _fills(association: Element) -> bool:
    """Whether anything comes to where it leads: it computes, or goes over a loop's collection."""
    inner = _inner(association)
    says = association.find(bpmn("transformation")) is not None or association.find(bpmn("assignment")) is not None
    return says or _copies(association) or (inner is not None and _is_of_loop(association, inner))


def _copies(association: Element) -> bool:
    """Whether it leads from one place to a data input of its node, or from a data output of it; not for a loop."""
    inner = _inner(association)
    one = len(association.findall(bpmn("sourceRef"))) == 1
    return one and inner is not None and not _is_of_loop(association, inner)


def _is_optional(association: Element) -> bool:
    """Whether its data input or output is one that every set does without, as some of them say."""
    node, inner = association.getparent(), _inner(association)
    if node is None or inner is None:
        return False
    kind: Kind = "Input" if _is_input(association) else "Output"
    sets = (*node.iterchildren(bpmn(f"{kind.lower()}Set")), *_sets(node, kind))
    needed = set().union(*(_needed(each, kind) for each in sets))
    return inner.get("id") not in needed and any(inner.get("id") in _unneeded(each, kind) for each in sets)


def _inner(association: Element) -> Element | None:
    """The data input or output of its own node that an association leads to or from, if there is one."""
    node = association.getparent()
    wanted = association.findtext(bpmn("targetRef" if _is_input(association) else "sourceRef"))
    if node is None or not wanted:
        return None
    places = map(bpmn, ("dataInput", "dataOutput"))
    specified = node.iterfind(f"{bpmn('ioSpecification')}/{bpmn('*')}")
    return next((p for p in (*node.iterchildren(*places), *specified) if p.get("id") == wanted.strip()), None)


def _is_input(association: Element) -> bool:
    return association.tag == bpmn(INPUT)


def _is_of_loop(association: Element, inner: Element) -> bool:
    node = association.getparent()
    loop = None if node is None else node.find(bpmn("multiInstanceLoopCharacteristics"))
    tag = "loopDataInputRef" if _is_input(association) else "loopDataOutputRef"
    return loop is not None and (loop.findtext(bpmn(tag)) or "").strip() == inner.get("id")
