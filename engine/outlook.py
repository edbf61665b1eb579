"""
What comes next after a step, read off the diagram: the nearest tasks, waits, calls and ends, and on what they depend.

Automatic steps are passed through. A loop is followed once; where ways meet again, only what all of them have in
common is still a condition.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

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
from engine.ways import Condition, Way, arranged

Kind = Literal["task", "wait", "call", "end"]

CHOOSING = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")
CHOOSING_ONE = ("exclusiveGateway", "eventBasedGateway")
JOINING = ("parallelGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Prospect:
    """Something that may come next: a task, a wait, a call or an end."""

    element_id: str
    kind: Kind
    lane: str | None  # its name
    conditions: tuple[Condition, ...]  # all of them have to come true, in this order
    through: tuple[str, ...]  # automatic steps on the way
    after_others: bool  # parallel work has to be done too
    is_aside: bool  # the work goes on meanwhile
    is_alternative: bool = False  # to the one before it: not both of them can come


def outlook(spec: ProcessSpec, element_id: str) -> list[Prospect]:
    """What may come after an element is done, the nearest first; the element itself when a loop leads back to it.

    What only an event would bring about comes last; what depends on the same choices stands together.
    """
    graph = _Graph(spec)
    found: dict[str, Way] = {}
    todo = deque(graph.ways_from(graph.nodes[element_id]))
    while todo:
        node, way = todo.popleft()
        known = found.get(node.name)
        merged = way if known is None else known.merged(way)
        if merged != known:
            found[node.name] = merged
            todo.extend(() if graph.kind(node) else graph.ways_out(node, merged))
    stops = [(node, way) for name, way in found.items() if graph.kind(node := graph.nodes[name])]
    planned = [stop for stop in stops if all(condition.flows for condition in stop[1].conditions)]
    in_order = [*_together(planned), *_together([stop for stop in stops if stop not in planned])]
    before = [None, *(way for _node, way in in_order)]
    return [
        graph.prospect(node, way, is_alternative=last is not None and way.excludes(last, element_id))
        for last, (node, way) in zip(before, in_order, strict=False)
    ]


def _together(stops: list[tuple[FlowNode, Way]]) -> list[tuple[FlowNode, Way]]:
    return [stops[index] for index in arranged([way for _node, way in stops])]


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
                return None if any(True for _ in self._after_end(node, Way())) else "end"
        return None

    def prospect(self, node: FlowNode, way: Way, *, is_alternative: bool) -> Prospect:
        """A stop as people are told of it; a condition that every flow of a gateway fulfils is none."""
        conditions = tuple(c for c in way.conditions if c.is_told and not self._is_sure(c))
        kind = self.kind(node) or "end"
        told = (conditions, way.through, way.after_others, way.is_aside, is_alternative)
        return Prospect(node.name, kind, node.lane, *told)

    def ways_from(self, node: FlowNode) -> Iterator[tuple[FlowNode, Way]]:
        """Out of the step one stands at: when it is done, and when something happens while it is being done."""
        way = Way(after_others=getattr(node, "loop", None) is not None)
        yield from self._along_flows(node, way)
        inside: FlowNode | None = node
        while inside is not None:
            yield from _interruptions(inside, Way())
            inside = self._hosts.get(inside._wf_spec.name)

    def ways_out(self, node: FlowNode, way: Way) -> Iterator[tuple[FlowNode, Way]]:
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

    def _along_flows(self, node: FlowNode, way: Way) -> Iterator[tuple[FlowNode, Way]]:
        is_choice = len(node.outgoing) > 1 and node.element_type in CHOOSING
        if node.element_type in JOINING and len(node.incoming) > 1:
            way = replace(way, after_others=True)
        for flow in node.outgoing:
            is_condition = is_choice or flow.condition
            yield self.nodes[flow.target], way.under(_chosen(node, flow.id)) if is_condition else way

    def _after_end(self, end: EndEvent, way: Way) -> Iterator[tuple[FlowNode, Way]]:
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

    def _is_sure(self, condition: Condition) -> bool:
        return bool(condition.flows) and len(condition.flows) == len(self.nodes[condition.element_id].outgoing)


def _chosen(gateway: FlowNode, flow: str) -> Condition:
    kind = gateway.element_type
    return Condition(gateway.name, frozenset({flow}), kind in CHOOSING_ONE, kind != "eventBasedGateway")


def _interruptions(node: FlowNode, way: Way) -> Iterator[tuple[FlowNode, Way]]:
    """What may happen while one stands at a node: events on its boundary, event subprocesses around it."""
    yield from _boundary(node, way)
    for listener in node._wf_spec.listeners:
        out = way.under(Condition(listener.name))
        yield listener.starts, out if listener.interrupts else out.aside()


def _boundary(node: FlowNode, way: Way) -> Iterator[tuple[FlowNode, Way]]:
    for event in getattr(node, "boundary_events", ()):
        if not event.compensates:
            out = way.under(Condition(event.name))
            yield event, out.interrupting(node.name) if event.interrupts else out.aside()
