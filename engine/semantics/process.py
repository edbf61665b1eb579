"""The specification of one process or subprocess: its nodes and sequence flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.decisions import NO_DECISIONS, Decisions
from engine.semantics.failures import CannotGoOn
from engine.semantics.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.semantics.correlation import Correlation
    from engine.semantics.event_subprocesses import EventSubProcess, Listener
    from engine.semantics.events import StartEvent
    from engine.semantics.node import FlowNode


class ProcessSpec(BpmnProcessSpec):
    """An immutable graph, shared by all instances of its version.

    SpiffWorkflow adds `Start`, `End` and `EndJoin` tasks of its own, which takes those names from the diagram;
    a scope here simply ends with its last token.
    """

    def __init__(self, name: str, description: str, filename: str | None = None) -> None:
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.description = description
        self.data_objects: dict[str, Any] = {}
        self.io_specification = None
        self.correlation_keys: dict[str, Any] = {}
        self.correlations: tuple[Correlation, ...] = ()  # of the whole process
        self.bpmn_start_events: list[Any] = []
        self.instantiating: list[FlowNode] = []  # what begins an instance without being a start event
        self.flows: dict[str, Flow] = {}
        self.listeners: list[Listener] = []  # of its event subprocesses
        self.input_sets: tuple[frozenset[str], ...] = ()  # variables of which the process needs one set to begin
        self.output_sets: tuple[frozenset[str], ...] = ()  # and one to end
        self.undoer: EventSubProcess | None = None  # its compensation event subprocess
        self.decisions: Decisions = NO_DECISIONS  # of its version; known to the outermost scope
        self.has_reaching_joins = False
        self.has_conditions = False

    @property
    def nodes(self) -> dict[str, FlowNode]:
        """Every node of this scope by element id."""
        return self.task_specs

    @property
    def looks_at_conditions(self) -> bool:
        """Whether a conditional event may wait here or in a subprocess."""
        bodies = (getattr(node, "body", None) for node in self.nodes.values())
        return self.has_conditions or any(body.looks_at_conditions for body in bodies if body is not None)

    def require_inputs(self, variables: Iterable[str]) -> None:
        """Raises CannotGoOn unless everything of one input set is there (BPMN 2.0.2, 10.4.1)."""
        if names := _missing(self.input_sets, variables):
            raise CannotGoOn(f"Expected the data inputs of the process to be given, but there is no {names}")

    def require_outputs(self, variables: Iterable[str]) -> None:
        """Raises CannotGoOn unless everything of one output set is there (BPMN 2.0.2, 10.4.1)."""
        if names := self.missing_outputs(variables):
            raise CannotGoOn(f"Expected the process to have its data outputs when it ends, but there is no {names}")

    def missing_outputs(self, variables: Iterable[str]) -> str:
        """The data outputs that are not there, in words."""
        return _missing(self.output_sets, variables)

    def connect(self, flow: Flow) -> None:
        """Add a sequence flow between two nodes of this scope."""
        self.flows[flow.id] = flow
        self.nodes[flow.source].outgoing.append(flow)
        target = self.nodes[flow.target]
        target.incoming.append(flow)
        self.has_reaching_joins |= target.element_type in ("inclusiveGateway", "complexGateway")

    def link(self, source: FlowNode, target: FlowNode) -> None:
        """Let a token go from one link event to another; nobody draws that as a flow, so it has no id."""
        flow = Flow("", source.name, target.name)
        source.outgoing.append(flow)
        target.incoming.append(flow)

    def start_event(self, element_id: str | None = None) -> FlowNode:
        """Where an instance begins: the node with this id, or the start event that waits for nothing.

        Raises KeyError if there is none.
        """
        for node in self.beginnings():
            if node.name == element_id or (element_id is None and not node.triggers):
                return node
        wanted = "none start event" if element_id is None else f"start event {element_id!r}"
        raise KeyError(f"Expected a {wanted} in {self.name!r}, but there is none")

    def beginnings(self) -> list[FlowNode]:
        """Everything an instance can begin with, in the order of the file."""
        return [*self.bpmn_start_events, *dict.fromkeys(self.instantiating)]

    def end_event(self) -> FlowNode:
        """The first end event; there is one wherever there is a start event."""
        return next(node for node in self.nodes.values() if node.element_type == "endEvent")

    def start_events(self) -> list[StartEvent]:
        """Every start event, in the order of the file."""
        return list(self.bpmn_start_events)


def _missing(sets: tuple[frozenset[str], ...], variables: Iterable[str]) -> str:
    """What lacks in each of the sets, if none is complete."""
    known = frozenset(variables) if sets else frozenset()
    missing = [sorted(needed - known) for needed in sets]
    return " or ".join(", ".join(each) for each in missing) if all(missing) else ""
