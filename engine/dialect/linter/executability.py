"""Rules of what runs: an element that is not executed as it is drawn is refused, with what to draw instead."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from engine.dialect.data_reader import INPUT, OUTPUT, VARIABLE, Kind, computed, ends_with, undeclared, unfilled
from engine.dialect.diagram import ACTIVITIES, FLOW_NODES, Diagram, Node, can_bring, tag_of, takes_along
from engine.dialect.elements import ELEMENTS, EVENT_SUBPROCESS_STARTS, EXECUTED_EVENTS
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda

OTHER = frozenset(["choreographyTask", "subChoreography", "callChoreography"])
QUANTITIES = ("startQuantity", "completionQuantity")
MOST_TOKENS = 100


def elements_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Only what is in the table of elements runs."""
    for scope in diagram.executable_scopes:
        for element in scope.element.iterchildren(bpmn("*")):
            tag = tag_of(element)
            if tag in FLOW_NODES | OTHER and bpmn(tag) not in ELEMENTS:
                message = f"Expected an element that is executed, but <{tag}> is not"
                yield Problem(element, message, "Draw it with tasks, events and gateways")


def events_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The same for what events wait for and throw; a definition kept elsewhere that is not there is none."""
    for node in diagram.executed(*EXECUTED_EVENTS):
        executed = _executed(node)
        definitions = [tag_of(definition) for definition in node.event_definitions]
        foreign = [f"<{name}>" for name in definitions if name not in executed]
        if node.tag == "boundaryEvent" and not definitions:
            foreign = ["nothing"]
        for found in foreign[:1]:
            message = f"Expected {_list(executed)}, but {found} is not executed in <{node.tag}>"
            yield Problem(node.element, message, "Choose another trigger")


def loops_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A loop has a condition, a collection or a number to end by (BPMN 2.0.2, 10.3.8)."""
    for node in diagram.executable_nodes:
        if reason := _why_unclear(node):
            message = f"Expected to know how the loop runs, but {reason}"
            yield Problem(node.element, message, "Complete it, or delete one")
        standard = node.element.find(bpmn("standardLoopCharacteristics"))
        if standard is not None and (reason := _why_endless(standard)):
            message = f"Expected a loop that says when it ends, but {reason}"
            yield Problem(node.element, message, "Write the loopCondition for going on, or a loopMaximum from 1")
        loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is not None and not _is_counted(node):
            message = "Expected a collection or a number of repetitions, but there is neither"
            yield Problem(
                node.element, message, "Set camunda:collection and camunda:elementVariable, or loopCardinality"
            )


def wrong_quantities(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """How many tokens begin an activity and how many it gives are numbers from 1 (BPMN 2.0.2, table 10.3)."""
    for node in diagram.executable_nodes:
        for name in QUANTITIES:
            number = node.element.get(name, "1")
            if not number.isdecimal() or not 1 <= int(number) <= MOST_TOKENS:
                message = f"Expected {name} to be a number from 1 to {MOST_TOKENS}, but it is “{number}”"
                yield Problem(node.element, message, "Correct it, or use a multi-instance activity")


def data_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Data is computed where an activity takes and gives it, or a message or a signal takes it along (10.4.2)."""
    for node in diagram.executable_nodes:
        for tag in (INPUT, OUTPUT):
            for name, text, _optional in computed(node.element, tag):
                if reason := _why_not_computed(node, tag, name, text):
                    message = f"Expected a data association whose value goes to a variable, but {reason}"
                    yield Problem(node.element, message, "Correct it, or use camunda:inputOutput parameters")


def undeclared_inputs(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What a process needs to begin is among the data inputs it declares (BPMN 2.0.2, 10.4.1)."""
    yield from _undeclared(diagram, "Input")


def undeclared_outputs(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What it needs to end is among the data outputs it declares."""
    yield from _undeclared(diagram, "Output")


def unfilled_inputs(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An activity begins when the data inputs of one of its input sets are there (BPMN 2.0.2, 13.3.2)."""
    for node in diagram.executed(*ACTIVITIES):
        for name in unfilled(node.element):
            message = f"Expected every data input that is needed to be filled, but nothing fills “{name}”"
            yield Problem(node.element, message, "Add a dataInputAssociation that leads to it, or make it optional")


def _undeclared(diagram: Diagram, kind: Kind) -> Iterator[Problem]:
    word = kind.lower()
    for process in diagram.document.processes:
        for name in undeclared(process, kind):
            message = f"Expected the {word} set to refer to data {word}s of the process, but “{name}” is none"
            yield Problem(process, message, f"Declare a data{kind} with this id, or delete the reference")


def _why_not_computed(node: Node, tag: str, name: str, text: str) -> str | None:
    if node.tag not in ACTIVITIES and not (takes_along(node) if tag == INPUT else can_bring(node)):
        return f"data is not computed by a <{tag}> at <{node.tag}>"
    if not VARIABLE.fullmatch(name):
        return f"“{name}” is no name of one" if name else "it leads to no data object or data input that is seen here"
    if tag == OUTPUT and ends_with(node.element, name):
        return f"“{name}” is of the <{node.tag}> itself and ends with it"
    return None if text else f"nothing says what “{name}” is"


def _executed(node: Node) -> frozenset[str]:
    starts_by_event = node.tag == "startEvent" and node.scope.is_event_subprocess
    return EVENT_SUBPROCESS_STARTS if starts_by_event else EXECUTED_EVENTS[node.tag]


def _why_unclear(node: Node) -> str | None:
    """Why a loop says too much or too little; None if it is clear (table 10.31)."""
    loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None
    if node.element.find(bpmn("standardLoopCharacteristics")) is not None:
        return "it is both a standard loop and multi-instance"
    item, results = loop.find(bpmn("outputDataItem")), (loop.findtext(bpmn("loopDataOutputRef")) or "").strip()
    if (item is None) != (not results):
        there, lacks = ("loopDataOutputRef", "outputDataItem") if results else ("outputDataItem", "loopDataOutputRef")
        return f"it has {there} without {lacks}: no results are gathered"
    return None


def _why_endless(loop: Element) -> str | None:
    """Why a standard loop has no end; None if it has one."""
    maximum = loop.get("loopMaximum")
    if maximum is not None and (not maximum.isdecimal() or int(maximum) < 1):
        return f"its loopMaximum is “{maximum}”"
    condition = (loop.findtext(bpmn("loopCondition")) or "").strip()
    return None if maximum or condition else "it has neither a condition nor a maximum"


def _is_counted(node: Node) -> bool:
    loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return False
    texts = (
        loop.get(camunda("collection")),
        *(loop.findtext(bpmn(n)) for n in ("loopCardinality", "loopDataInputRef")),
    )
    return any(text and text.strip() for text in texts)


def _list(definitions: frozenset[str]) -> str:
    names = sorted(name.removesuffix("EventDefinition") for name in definitions)
    return " or ".join(names) or "no trigger"
