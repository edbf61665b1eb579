"""Rules of what processes say to one another: correlation keys and message flows (BPMN 2.0.2, 8.4.2 and 9.4)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dialect.correlation_reader import KEY, bindings_of, properties_of, retrievals, subscription_to
from engine.dialect.diagram import Diagram, Node, is_throwing
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.linter.instantiation import has_own_key, messages_with_key
from engine.dialect.namespaces import bpmn

Element = etree._Element


def wrong_correlations(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A key has a value in every message it is for, and a message has one key."""
    seen: dict[str, str] = {}
    for key in diagram.document.root.iter(KEY):
        for reason, remedy in _why_wrong_key(diagram, key, seen):
            yield Problem(key, f"Expected a key that tells which instance a message is for, but {reason}", remedy)
        for process in diagram.document.processes:
            if unbound := _unbound(process, key):
                message = f"Expected every property bound to a variable, but “{unbound}” is not"
                yield Problem(key, message, "Add a correlationPropertyBinding with a dataPath")


def _why_wrong_key(diagram: Diagram, key: Element, seen: dict[str, str]) -> Iterator[tuple[str, str]]:
    paths = {each: retrievals(diagram.document.root, each) for each in properties_of(key)}
    lacking = [each for each, found in paths.items() if not found]
    if lacking or not paths:
        named = f"“{lacking[0]}” is in no message" if lacking else "it has no property"
        yield named, "Add a correlationPropertyRetrievalExpression"
        return
    for message in sorted({message for found in paths.values() for message in found}):
        if without := [each for each, found in paths.items() if not found.get(message, "").strip()]:
            yield f"“{message}” has no value for “{without[0]}”", "Add a messagePath for it, or for none of the key"
        if message in seen:
            yield f"“{message}” has another key too, “{seen[message]}”", "Give each message one key"
        seen[message] = key.get("id", "")


def _unbound(process: Element, key: Element) -> str | None:
    """A property that a process's subscription to a key leaves out."""
    subscription = subscription_to(process, key)
    if subscription is None:
        return None
    bound = bindings_of(subscription)
    return next((each for each in properties_of(key) if not bound.get(each, "").strip()), None)


def wrong_message_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A message flow between two steps that run shows where a message goes: the same one is sent and awaited.

    One that begins or ends at a pool, or where nothing runs, is documentation.
    """
    keyed = messages_with_key(diagram)
    running = {node.id for node in diagram.executable_nodes}
    for flow in diagram.document.root.iter(bpmn("messageFlow")):
        source, target = diagram.node(flow.get("sourceRef")), diagram.node(flow.get("targetRef"))
        if source is None or target is None or not {source.id, target.id} <= running:
            continue
        if reason := _why_wrong_flow(source, target, keyed):
            message = f"Expected a message that is sent and awaited, but {reason}"
            yield Problem(flow, message, "Choose the same message at both ends, or lead the flow to the pool")


def _why_wrong_flow(source: Node, target: Node, keyed: set[str]) -> str | None:
    """``keyed`` are the messages that have a key by what they bring."""
    if source.scope.outermost is target.scope.outermost:
        return "both ends are in one process"
    sent, awaited = _messages(source, thrown=True), _messages(target, thrown=False)
    if not sent or not awaited:
        return f"“{target.id if sent else source.id}” {'awaits' if sent else 'sends'} none"
    if not sent & awaited:
        return f"“{source.id}” sends “{min(sent)}” and “{target.id}” awaits “{min(awaited)}”"
    lacks_key = has_own_key(target) and not has_own_key(source)
    if lacks_key and target.tag != "startEvent" and not sent & awaited & keyed:
        return f"“{target.id}” awaits it with a key and “{source.id}” sends none"
    return None


def _messages(node: Node, thrown: bool) -> set[str]:
    """The ids of the messages that leave or enter at a node."""
    if is_throwing(node) != thrown:
        return set()
    named = [node.element, *node.element.iterchildren(bpmn("messageEventDefinition"))]
    return {reference for each in named if (reference := each.get("messageRef"))}
