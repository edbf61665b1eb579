"""Rules of what runs: an element that is not executed as it is drawn is refused, with what to draw instead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import FLOW_NODES, Diagram, Node, tag_of
from engine.dialect.elements import ELEMENTS, EVENT_SUBPROCESS_STARTS, EXECUTED_EVENTS
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda

INSTEAD = {
    "businessRuleTask": "Use a script task or an exclusive gateway",
    "complexGateway": "Use an inclusive gateway",
    "transaction": "Use a subprocess",
    "adHocSubProcess": "Use a subprocess with an inclusive gateway",
}
"""What to draw until an element is executed."""

OTHER = frozenset(["choreographyTask", "subChoreography", "callChoreography"])
QUANTITIES = ("startQuantity", "completionQuantity")


def elements_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Only what is in the table of elements runs."""
    for scope in diagram.executable_scopes:
        for element in scope.element.iterchildren(bpmn("*")):
            tag = tag_of(element)
            if tag in FLOW_NODES | OTHER and bpmn(tag) not in ELEMENTS:
                message = f"Expected an element that is executed, but <{tag}> is not"
                yield Problem(element, message, INSTEAD.get(tag, "Draw it with tasks, events and gateways"))


def events_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The same for what events wait for and throw; also several things at once, and definitions kept elsewhere."""
    for node in diagram.executed(*EXECUTED_EVENTS):
        definitions = [tag_of(definition) for definition in node.event_definitions]
        executed = _executed(node)
        if len(definitions) > 1:
            message = f"Expected one trigger, but there are {len(definitions)}"
            yield Problem(node.element, message, "Draw an event for each")
        elif not executed.issuperset(definitions) or (node.tag == "boundaryEvent" and not definitions):
            found = f"<{definitions[0]}>" if definitions else "nothing"
            message = f"Expected {_list(executed)}, but {found} is not executed in <{node.tag}>"
            yield Problem(node.element, message, "Choose another trigger")


def loops_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Loops are multi-instance, by a collection or a number, and throw no events (BPMN 2.0.2, 10.3.8)."""
    for node in diagram.executable_nodes:
        if node.element.find(bpmn("standardLoopCharacteristics")) is not None:
            message = "Expected a loop drawn with flows, but this one is a marker, which is not executed"
            yield Problem(node.element, message, "Draw an exclusive gateway with a flow back")
        loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is not None and loop.get("behavior", "All") != "All":
            message = f"Expected the behavior All, but “{loop.get('behavior')}” is not executed"
            yield Problem(node.element, message, "Delete the attribute behavior")
        if loop is not None and not _is_counted(node):
            message = "Expected a collection or a number of repetitions, but there is neither"
            yield Problem(
                node.element, message, "Set camunda:collection and camunda:elementVariable, or loopCardinality"
            )


def instantiation_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An instance begins at a start event; a gateway or a task in its place starts none."""
    for node in diagram.executed("receiveTask", "eventBasedGateway"):
        if node.element.get("instantiate") == "true":
            message = f"Expected a start event to begin with, but this <{node.tag}> is to start the process"
            yield Problem(node.element, message, "Draw a message start event before it and delete instantiate")


def quantities_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A step is done for each token and gives one (BPMN 2.0.2, table 10.3)."""
    for node in diagram.executable_nodes:
        for name in QUANTITIES:
            if node.element.get(name, "1") != "1":
                message = f"Expected {name} to be 1, but it is “{node.element.get(name)}”"
                yield Problem(node.element, message, "Use a multi-instance activity")


def data_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Data associations show what is read and written; copying and changing data by them is not executed."""
    for node in diagram.executable_nodes:
        for association in node.element.iterchildren(bpmn("dataInputAssociation"), bpmn("dataOutputAssociation")):
            if association.find(bpmn("assignment")) is not None or association.find(bpmn("transformation")) is not None:
                message = (
                    "Expected a data association that only shows, but this one changes data, which is not executed"
                )
                yield Problem(node.element, message, "Use camunda:inputOutput parameters")


def _executed(node: Node) -> frozenset[str]:
    starts_by_event = node.tag == "startEvent" and node.scope.is_event_subprocess
    return EVENT_SUBPROCESS_STARTS if starts_by_event else EXECUTED_EVENTS[node.tag]


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
