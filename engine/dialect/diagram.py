"""
What is drawn, as a graph: scopes (processes and subprocesses), the flow nodes in them, the sequence flows between them.

This is what the linter looks at. It takes a diagram as it is, wrong or not, and resolves what can be resolved: a flow
to nowhere has no target, a node without an id is still a node. BPMN 2.0.2, 8.3.1 and 10.2 to 10.6 name the elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from engine.dialect.layout import Layout, layout_of
from engine.dialect.namespaces import bpmn
from engine.dialect.reader import Document, is_executable, label_of

TASKS = frozenset(
    ["task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"]
)
SUBPROCESSES = frozenset(["subProcess", "transaction", "adHocSubProcess"])
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset(["exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"])
CATCHING = frozenset(["startEvent", "intermediateCatchEvent", "boundaryEvent"])
THROWING = frozenset(["intermediateThrowEvent", "endEvent"])
EVENTS = CATCHING | THROWING
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(eq=False)
class Scope:
    """A process or a subprocess: sequence flows stay inside one (BPMN 2.0.2, 8.3.13)."""

    element: etree._Element
    executable: bool
    parent: Scope | None = None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    @property
    def outermost(self) -> Scope:
        """The process it is in."""
        return self if self.parent is None else self.parent.outermost

    @property
    def is_event_subprocess(self) -> bool:
        return self.element.get("triggeredByEvent") == "true"

    @property
    def is_ad_hoc(self) -> bool:
        return tag_of(self.element) == "adHocSubProcess"


@dataclass(eq=False)
class Node:
    """A flow node: an activity, an event or a gateway."""

    element: etree._Element
    scope: Scope
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    attached: list[Node] = field(default_factory=list)  # its boundary events

    @property
    def id(self) -> str:
        return self.element.get("id", "")

    @property
    def tag(self) -> str:
        return tag_of(self.element)

    @property
    def label(self) -> str:
        return label_of(self.element)

    @cached_property
    def event_definitions(self) -> tuple[etree._Element, ...]:
        """What an event is about, as elements; `eventDefinitionRef` too."""
        children = self.element.iterchildren(bpmn("*"))
        return tuple(child for child in children if "eventdefinition" in tag_of(child).lower())


@dataclass(eq=False)
class Flow:
    """A sequence flow."""

    element: etree._Element
    scope: Scope
    source: Node | None
    target: Node | None

    @property
    def id(self) -> str:
        return self.element.get("id", "")

    @property
    def condition(self) -> etree._Element | None:
        """The condition, unless it is blank."""
        condition = self.element.find(bpmn("conditionExpression"))
        return None if condition is None or not (condition.text or "").strip() else condition

    @property
    def is_default(self) -> bool:
        return self.source is not None and self.source.element.get("default") == self.id


class Diagram:
    """One document as a graph and as a picture."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.scopes: list[Scope] = []
        self._by_id: dict[str, Node] = {}
        for process in document.root.iterfind(bpmn("process")):
            self._add_scope(process, None)
        for scope in self.scopes:
            self._connect(scope)

    @cached_property
    def layout(self) -> Layout:
        return layout_of(self.document.root)

    @cached_property
    def lanes_of(self) -> dict[str, list[etree._Element]]:
        """The lanes that list a node, outer before inner, by the node's id; a boundary event is in its host's lanes."""
        lanes: dict[str, list[etree._Element]] = {}
        for lane in self.document.root.iter(bpmn("lane")):
            for reference in lane.iterchildren(bpmn("flowNodeRef")):
                lanes.setdefault((reference.text or "").strip(), []).append(lane)
        for node in self.nodes:
            for event in node.attached:
                lanes.setdefault(event.id, lanes.get(node.id, []))
        return lanes

    @cached_property
    def pools_of(self) -> dict[str, list[etree._Element]]:
        """The pools (participants) a process is drawn in, by the process's id."""
        pools: dict[str, list[etree._Element]] = {}
        for pool in self.document.root.iter(bpmn("participant")):
            pools.setdefault(pool.get("processRef", ""), []).append(pool)
        return pools

    @property
    def nodes(self) -> Iterator[Node]:
        return (node for scope in self.scopes for node in scope.nodes)

    @property
    def executable_scopes(self) -> Sequence[Scope]:
        return [scope for scope in self.scopes if scope.executable]

    @property
    def executable_nodes(self) -> Iterator[Node]:
        return (node for scope in self.executable_scopes for node in scope.nodes)

    def executed(self, *tags: str) -> Iterator[Node]:
        """The nodes of these kinds that are to run."""
        return (node for node in self.executable_nodes if node.tag in tags)

    def node(self, element_id: str | None) -> Node | None:
        """The flow node with this id."""
        return self._by_id.get(element_id or "")

    def _add_scope(self, element: etree._Element, parent: Scope | None) -> None:
        scope = Scope(element, parent.executable if parent else is_executable(element), parent)
        self.scopes.append(scope)
        for child in element.iterchildren(bpmn("*")):
            if tag_of(child) in FLOW_NODES:
                node = Node(child, scope)
                scope.nodes.append(node)
                if node.id:
                    self._by_id.setdefault(node.id, node)
            if tag_of(child) in SUBPROCESSES:
                self._add_scope(child, scope)

    def _connect(self, scope: Scope) -> None:
        for element in scope.element.iterchildren(bpmn("sequenceFlow")):
            source, target = self.node(element.get("sourceRef")), self.node(element.get("targetRef"))
            flow = Flow(element, scope, source, target)
            scope.flows.append(flow)
            if source:
                source.outgoing.append(flow)
            if target:
                target.incoming.append(flow)
        for node in scope.nodes:
            if node.tag == "boundaryEvent" and (host := self.node(node.element.get("attachedToRef"))):
                host.attached.append(node)


def is_throwing(node: Node) -> bool:
    """Whether something leaves the process at a node, and does not come in."""
    return node.tag in THROWING or node.tag == "sendTask"


def takes_along(node: Node) -> bool:
    """Whether an event throws something that carries data here: a message or a signal."""
    return node.tag in THROWING and _defines(node, "message", "signal")


def can_bring(node: Node) -> bool:
    """Whether an event is one that happens, and may bring data: all that catch, but for those that name a handler."""
    return node.tag in CATCHING and not (node.tag == "boundaryEvent" and _defines(node, "compensate"))


def _defines(node: Node, *kinds: str) -> bool:
    return any(tag_of(each) == f"{kind}EventDefinition" for each in node.event_definitions for kind in kinds)


def tag_of(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname
