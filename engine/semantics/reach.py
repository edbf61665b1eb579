"""Which incoming flows of a join a token elsewhere can still come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.semantics.flow import Flow
    from engine.semantics.gateways import ReachingJoin
    from engine.semantics.node import FlowNode


def empty_flows_reached(join: ReachingJoin, start: FlowNode, arrived: set[str]) -> bool:
    """Whether a token at ``start`` makes the join wait: it can come by a flow without a token, and by none with one.

    Paths do not pass through the join itself (BPMN 2.0.2, 13.4.3).
    """
    if start.name not in join.reach:
        join.reach[start.name] = flows_reached(join, start)
    reached = join.reach[start.name]
    return bool(reached - arrived) and not reached & arrived


def flows_reached(join: ReachingJoin, start: FlowNode) -> frozenset[str]:
    """The join's incoming flows to which a path leads from a node; boundary events are ways out of their activity."""
    seen, todo, reached = {start.name}, [start], set()
    while todo:
        for flow in _ways_out(todo.pop()):
            if flow.target == join.name:
                reached.add(flow.id)
            elif flow.target not in seen:
                seen.add(flow.target)
                todo.append(join._wf_spec.nodes[flow.target])
    return frozenset(reached)


def _ways_out(node: FlowNode) -> Iterator[Flow]:
    yield from node.outgoing
    for event in getattr(node, "boundary_events", ()):
        yield from event.outgoing
