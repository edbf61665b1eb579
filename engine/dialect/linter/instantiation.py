"""Rules of what begins an instance besides a plain start event (BPMN 2.0.2, 10.5.2, 10.6.6 and 13.3.3)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.data_reader import data_sets
from engine.dialect.diagram import Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import bpmn, camunda

LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
KEY = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}[@name='correlationKey']"
MESSAGE = "messageEventDefinition"
RETRIEVAL = "correlationPropertyRetrievalExpression"


def wrong_instantiation(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A receive task or a gateway that begins an instance is where its process begins, with messages."""
    for node in diagram.executed("receiveTask", "eventBasedGateway"):
        if instantiates(node) and (reason := _why_no_beginning(node)):
            message = f"Expected the process to begin here, but {reason}"
            yield Problem(node.element, message, "Draw a message start event before it and delete instantiate")
        elif _is_parallel(node) and not instantiates(node):
            message = "Expected a gateway that one event leaves, since no instance begins here, but it is parallel"
            yield Problem(node.element, message, "Delete eventGatewayType, or draw a parallel gateway and the events")


def missing_keys(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Of several messages that begin an instance together, the later ones have to find it."""
    for node in (*_behind_parallel_gateways(diagram), *_parallel_starts(diagram)):
        definitions = [tag_of(definition) for definition in node.event_definitions] or [MESSAGE]
        if set(definitions) != {MESSAGE}:
            message = f"Expected messages to begin an instance together, but there is <{definitions[0]}>"
            yield Problem(node.element, message, "Draw message events only")
        elif not has_own_key(node) and not _correlates_by_content(diagram, node):
            message = "Expected a correlation key, by which this message finds the instance, but there is none"
            yield Problem(node.element, message, "Set the property correlationKey, such as ${order}")


def _correlates_by_content(diagram: Diagram, node: Node) -> bool:
    """Whether every message of the node has a key by what it brings (8.4.2)."""
    named = [node.element, *node.element.iterchildren(bpmn(MESSAGE))]
    references = {reference for each in named if (reference := each.get("messageRef"))}
    return bool(references) and references <= messages_with_key(diagram)


def messages_with_key(diagram: Diagram) -> set[str]:
    """The ids of the messages that say by what they bring which instance they are for."""
    return {each.get("messageRef", "") for each in diagram.document.root.iter(bpmn(RETRIEVAL))}


def has_own_key(node: Node) -> bool:
    """Whether a node computes the key of the message it sends or awaits."""
    return node.element.find(KEY) is not None


def instantiates(node: Node) -> bool:
    """Whether an instance begins at a receive task or a gateway."""
    return node.element.get("instantiate") == "true"


def _why_no_beginning(node: Node) -> str | None:
    if node.scope.parent is not None:
        return "this is inside of a subprocess"
    if node.incoming:
        return f"“{node.incoming[0].id}” leads here"
    if any(node.element.find(bpmn(loop)) is not None for loop in LOOPS):
        return "it is repeated"
    if all(needed := data_sets(node.scope.element, "Input")) and needed:
        return "the process has data inputs, which are asked for at a start event"
    others = [target for flow in node.outgoing if (target := flow.target) and not _takes_message(target)]
    return f"“{others[0].id}” waits for no message" if others and node.tag == "eventBasedGateway" else None


def _takes_message(node: Node) -> bool:
    definitions = [tag_of(definition) for definition in node.event_definitions]
    return node.tag == "receiveTask" or definitions == [MESSAGE]


def _is_parallel(node: Node) -> bool:
    return node.element.get("eventGatewayType") == "Parallel"


def _behind_parallel_gateways(diagram: Diagram) -> Iterator[Node]:
    for gateway in diagram.executed("eventBasedGateway"):
        if instantiates(gateway) and _is_parallel(gateway):
            yield from (flow.target for flow in gateway.outgoing if flow.target is not None)


def _parallel_starts(diagram: Diagram) -> Iterator[Node]:
    for node in diagram.executed("startEvent"):
        if node.element.get("parallelMultiple") == "true" and node.scope.parent is None:
            yield node
