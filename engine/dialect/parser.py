"""
Diagrams → specifications that run: SpiffWorkflow's parser with its holes closed.

SpiffWorkflow walks from node to node by recursion, so that a process of 500 tasks overflows the stack and a node that
no flow reaches is never read. Here every element of a scope is read in the order of the file, then the flows are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.decisions import NO_DECISIONS, Decisions
from engine.dialect.correlation_reader import read_correlations
from engine.dialect.data_reader import data_sets
from engine.dialect.elements import ELEMENTS, row_of
from engine.dialect.extension_readers import formula
from engine.dialect.namespaces import bpmn, camunda
from engine.dialect.reader import Document
from engine.scripting import compile_text
from engine.semantics.catching import BoundaryEvent
from engine.semantics.event_gateway import EventBasedGateway
from engine.semantics.events import Event
from engine.semantics.flow import Flow
from engine.semantics.process import ProcessSpec
from engine.semantics.triggers import LinkTrigger


def parse(
    documents: Iterable[Document],
    labels_en: Mapping[str, str] | None = None,
    decisions: Decisions = NO_DECISIONS,
) -> Mapping[str, ProcessSpec]:
    """Every executable process of the documents by its id, ready to run.

    ``labels_en`` gives English labels by element id, ``decisions`` is what its business rule tasks may ask. What the
    linter refuses is not expected here.
    """
    parser = DiagramParser(labels_en or {})
    keys = []
    for document in documents:
        parser.add_bpmn_xml(document.root, document.name)
        keys += [process.get("id", "") for process in document.processes]
    specs: dict[str, ProcessSpec] = {key: parser.process_parsers[key].get_spec() for key in keys}
    for spec in specs.values():
        spec.decisions = decisions
    return specs


class ScopeParser(ProcessParser):
    """Reads one process or subprocess."""

    parser: DiagramParser

    def create_spec(self) -> ProcessSpec:
        """An empty specification, without the tasks SpiffWorkflow adds."""
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def _parse(self) -> None:
        self.spec = self.create_spec()
        for element in self.node.iterchildren(*ELEMENTS):
            node_parser, spec_class = row_of(element)
            node_parser(self, spec_class, element, self.nsmap, lane=self.lane_of(element)).parse_node()
        for element in self.node.iterchildren(bpmn("sequenceFlow")):
            self.spec.connect(_flow(element))
        if self.node.tag == bpmn("process"):
            self.spec.input_sets = data_sets(self.node, "Input")
            self.spec.output_sets = data_sets(self.node, "Output")
        self.spec.correlations = read_correlations(self.node, self.parser.messages)
        self._let_gateways_begin()
        self._join_links()
        self._attach_boundary_events()
        self._associate_handlers()

    def lane_of(self, element: etree._Element) -> str | None:
        """The lane's name; what is inside a subprocess stands in the subprocess's lane."""
        return self.get_lane_name(element.get("id")) or self.lane

    def nested(self, element: etree._Element, lane: str | None) -> ProcessSpec:
        """The specification of an embedded subprocess."""
        inner = ScopeParser(self.parser, element, self.nsmap, self.data_stores, filename=self.filename, lane=lane)
        spec: ProcessSpec = inner.get_spec()
        return spec

    def _let_gateways_begin(self) -> None:
        """What stands behind an instantiating gateway begins an instance when it comes (BPMN 2.0.2, 10.6.6)."""
        for node in self.spec.nodes.values():
            if isinstance(node, EventBasedGateway) and node.instantiates:
                for racer in (self.spec.nodes[flow.target] for flow in node.outgoing):
                    racer.begun_behind = node
                    self.spec.instantiating.append(racer)

    def _join_links(self) -> None:
        """A link event leads to the one that catches its name (BPMN 2.0.2, 10.5.5)."""
        events = [node for node in self.spec.nodes.values() if isinstance(node, Event)]
        links = [
            (trigger.name, node) for node in events for trigger in node.triggers if isinstance(trigger, LinkTrigger)
        ]
        targets = {name: node for name, node in links if node.element_type == "intermediateCatchEvent"}
        for name, node in links:
            if node.element_type == "intermediateThrowEvent":
                self.spec.link(node, targets[name])

    def _attach_boundary_events(self) -> None:
        for node in self.spec.nodes.values():
            if isinstance(node, BoundaryEvent):
                self.spec.nodes[node.attached_to].boundary_events.append(node)

    def _associate_handlers(self) -> None:
        """A compensation event names its handler by an association (BPMN 2.0.2, 10.7.1)."""
        for association in self.node.iterchildren(bpmn("association")):
            event = self.spec.nodes.get(association.get("sourceRef"))
            if isinstance(event, BoundaryEvent) and event.compensates:
                event.handler = association.get("targetRef")


class DiagramParser(BpmnParser):
    """Reads diagrams by our table of elements."""

    PARSER_CLASSES = ELEMENTS
    PROCESS_PARSER_CLASS = ScopeParser

    def __init__(self, labels_en: Mapping[str, str]) -> None:
        super().__init__(spec_descriptions={})
        self.labels_en = labels_en

    def _add_errors(self, bpmn: Any) -> None:
        """Adds what each says when it is thrown (``camunda:errorMessage``)."""
        super()._add_errors(bpmn)
        for error in bpmn.iter("{*}error"):
            self.errors[error.get("id")]["message"] = error.get(camunda("errorMessage"))

    def _add_correlations(self, bpmn: Any) -> None:
        """Read with the process they are for (``engine.dialect.correlation_reader``)."""

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores show which registries are used; what uses them are operations."""

    def title_en(self, element_id: str) -> Any:
        """The English title of a task, as a text that may hold ``${…}``."""
        label = self.labels_en.get(f"{element_id}.title") or self.labels_en.get(element_id)
        return compile_text(label) if label else None


def _flow(element: etree._Element) -> Flow:
    return Flow(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        condition=formula(element.findtext(bpmn("conditionExpression"))),
    )
