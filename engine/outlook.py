"""
What comes next after a step, read off the diagram: the nearest tasks, waits, calls and ends, and on what they depend.

Automatic steps are passed through. A loop is followed once; where ways meet again, only what all of them have in
common is still a condition.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.semantics.activities import Activity
from engine.semantics.ad_hoc import AdHocSubProcess
from engine.semantics.event_subprocesses import EventSubProcess
from engine.semantics.events import EndEvent, IntermediateCatchEvent
from engine.semantics.node import FlowNode
from engine.semantics.process import ProcessSpec
from engine.semantics.subprocesses import CallActivity, SubProcess
from engine.semantics.tasks import ReceiveTask, UserTask
from engine.semantics.throwing import error
from engine.semantics.triggers import CancelTrigger, ErrorTrigger, LinkTrigger

Kind = Literal["task", "wait", "call", "end"]

CHOOSING = ("exclusiveGateway", "inclusiveGateway")
JOINING = ("parallelGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Condition:
    """That a token leaves the element by one of these flows; without flows, that the event happens."""

    element_id: str
    flows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prospect:
    """Something that may come next: a task, a wait, a call or an end."""

    element_id: str
    kind: Kind
    lane: str | None  # its name
    conditions: tuple[Condition, ...]  # all of them have to come true, in this order
    through: tuple[str, ...]  # automatic steps on the way
    after_others: bool  # parallel work has to be done too


def outlook(spec: ProcessSpec, element_id: str) -> list[Prospect]:
    """What may come after an element is done, the nearest first; the element itself when a loop leads back to it.

    What only an event would bring about comes last.
    """
    graph = _Graph(spec)
    found: dict[str, _Way] = {}
    todo = deque(graph.ways_from(graph.nodes[element_id]))
    while todo:
        node, way = todo.popleft()
        known = found.get(node.name)
        merged = way if known is None else known.merged(way)
        if merged != known:
            found[node.name] = merged
            todo.extend(() if graph.kind(node) else graph.ways_out(node, merged))
    stops = ((graph.nodes[name], way) for name, way in found.items())
    ahead = [graph.prospect(node, kind, way) for node, way in stops if (kind := graph.kind(node))]
    return sorted(ahead, key=lambda prospect: any(not condition.flows for condition in prospect.conditions))


@dataclass(frozen=True, slots=True)
class _Way:
    """How a node is reached."""

    conditions: tuple[Condition, ...] = ()
    through: tuple[str, ...] = ()
    after_others: bool = False

    def under(self, condition: Condition) -> _Way:
        return self if condition in self.conditions else replace(self, conditions=(*self.conditions, condition))

    def merged(self, other: _Way) -> _Way:
        """What both ways have in common; of different flows of one gateway, that it is one of them."""
        common: list[Condition] = []
        for mine, theirs in zip(self.conditions, other.conditions, strict=False):
            if mine.element_id == theirs.element_id:
                common.append(replace(mine, flows=mine.flows | theirs.flows))
            if mine != theirs:
                break
        return replace(self, conditions=tuple(common), after_others=self.after_others or other.after_others)


class _Graph:
    """The nodes of a process and of its subprocesses, and the subprocess each inner scope belongs to."""

    def __init__(self, spec: ProcessSpec) -> None:
        self.nodes: dict[str, FlowNode] = {}
        self._hosts: dict[str, SubProcess] = {}
        self._add(spec)

    def _add(self, spec: ProcessSpec) -> None:
        self.nodes |= spec.nodes
        for node in spec.nodes.values():
            if isinstance(node, SubProcess):
                self._hosts[node.body.name] = node
                self._add(node.body)

    def kind(self, node: FlowNode) -> Kind | None:
        """What somebody would call the next thing that happens; None for what is passed through."""
        match node:
            case UserTask():
                return "task"
            case CallActivity():
                return "call"
            case ReceiveTask() | AdHocSubProcess():
                return "wait"
            case IntermediateCatchEvent():
                return None if node.has(LinkTrigger) else "wait"
            case EndEvent():
                return None if any(True for _ in self._after_end(node, _Way())) else "end"
        return None

    def prospect(self, node: FlowNode, kind: Kind, way: _Way) -> Prospect:
        """The node as people are told of it; a condition that every flow of a gateway fulfils is none."""
        conditions = tuple(c for c in way.conditions if not c.flows or len(c.flows) < len(self._flows(c.element_id)))
        return Prospect(node.name, kind, node.lane, conditions, way.through, way.after_others)

    def ways_from(self, node: FlowNode) -> Iterator[tuple[FlowNode, _Way]]:
        """Out of the step one stands at: when it is done, and when something happens while it is being done."""
        way = _Way(after_others=getattr(node, "loop", None) is not None)
        yield from self._along_flows(node, way)
        inside: FlowNode | None = node
        while inside is not None:
            yield from _interruptions(inside, _Way())
            inside = self._hosts.get(inside._wf_spec.name)

    def ways_out(self, node: FlowNode, way: _Way) -> Iterator[tuple[FlowNode, _Way]]:
        """Out of a node that is passed through."""
        if isinstance(node, EndEvent):
            yield from self._after_end(node, way)
            return
        if isinstance(node, SubProcess) and not self._is_automatic(node):
            yield from ((start, way) for start in node.body.start_events())
        else:
            through = (*way.through, node.name) if isinstance(node, Activity) else way.through
            yield from self._along_flows(node, replace(way, through=through))
        yield from _boundary(node, way)

    def _along_flows(self, node: FlowNode, way: _Way) -> Iterator[tuple[FlowNode, _Way]]:
        is_choice = len(node.outgoing) > 1 and node.element_type in CHOOSING
        if node.element_type in JOINING and len(node.incoming) > 1:
            way = replace(way, after_others=True)
        for flow in node.outgoing:
            chosen = Condition(node.name, frozenset({flow.id})) if is_choice or flow.condition else None
            yield self.nodes[flow.target], way.under(chosen) if chosen else way

    def _after_end(self, end: EndEvent, way: _Way) -> Iterator[tuple[FlowNode, _Way]]:
        """An end inside leads out of its subprocess: to who catches its error, or along the flows behind it."""
        host = self._hosts.get(end._wf_spec.name)
        failure = next((trigger for trigger in end.triggers if isinstance(trigger, ErrorTrigger)), None)
        while host is not None:
            if failure is not None:
                thrown = error(failure.code or "", "")
                catching = next((event for event in host.boundary_events if event.catches(thrown)), None)
                if catching is not None:
                    yield catching, way.under(Condition(catching.name))
                    return
            elif end.has(CancelTrigger):
                cancelled = (event for event in host.boundary_events if event.has(CancelTrigger))
                yield from ((event, way.under(Condition(event.name))) for event in cancelled)
                return
            elif not isinstance(host, EventSubProcess):
                yield from self._along_flows(host, way)
                return
            elif not host.interrupts:
                return
            host = self._hosts.get(host._wf_spec.name)

    def _is_automatic(self, subprocess: SubProcess) -> bool:
        """Whether nothing in it waits for anybody, so that it passes like one automatic step."""
        if isinstance(subprocess, EventSubProcess):
            return False
        inner = subprocess.body.nodes.values()
        waits = (self.kind(node) not in (None, "end") for node in inner)
        return not any(waits) and all(self._is_automatic(node) for node in inner if isinstance(node, SubProcess))

    def _flows(self, element_id: str) -> list[Any]:
        return self.nodes[element_id].outgoing


def _interruptions(node: FlowNode, way: _Way) -> Iterator[tuple[FlowNode, _Way]]:
    """What may happen while one stands at a node: events on its boundary, event subprocesses around it."""
    yield from _boundary(node, way)
    for listener in node._wf_spec.listeners:
        yield listener.starts, way.under(Condition(listener.name))


def _boundary(node: FlowNode, way: _Way) -> Iterator[tuple[FlowNode, _Way]]:
    for event in getattr(node, "boundary_events", ()):
        if not event.compensates:
            yield event, way.under(Condition(event.name))
