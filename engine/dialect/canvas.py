"""The picture joined with the model: what a shape shows, what a line connects, what has to be inside of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from engine.dialect.diagram import EVENTS, FLOW_NODES, GATEWAYS, SUBPROCESSES, Diagram, tag_of
from engine.dialect.geometry import Box, Neighbourhood, Outline
from engine.dialect.layout import Edge, Plane, Shape
from engine.dialect.namespaces import bpmn
from engine.dialect.reader import label_of

SOLID = FLOW_NODES | {"dataObjectReference", "dataStoreReference", "textAnnotation"}  # nothing is drawn over these
BESIDE = EVENTS | GATEWAYS | {"sequenceFlow", "messageFlow", "dataObjectReference", "dataStoreReference"}
FRAMES = tuple(map(bpmn, sorted(SUBPROCESSES | {"process"})))  # these hold others


@dataclass(frozen=True, eq=False)
class Drawn:
    """An element with its shape."""

    element: etree._Element
    shape: Shape

    @property
    def box(self) -> Box:
        return self.shape.box

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"“{label_of(self.element) or self.shape.element_id}”"

    @property
    def outline(self) -> Outline:
        tag = tag_of(self.element)
        return "diamond" if tag in GATEWAYS else "ellipse" if tag in EVENTS else "box"

    def holds(self, element: etree._Element) -> bool:
        """Whether the element belongs inside this one, however deep."""
        return any(ancestor is self.element for ancestor in element.iterancestors())


@dataclass(frozen=True, eq=False)
class Line:
    """A flow or an association with its way and the ids of what it connects."""

    element: etree._Element
    edge: Edge
    ends: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Label:
    """The text of an element whose label stands beside it."""

    element: etree._Element
    box: Box

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"the label “{label_of(self.element)}”"


class Canvas:
    """One plane of a diagram."""

    def __init__(self, diagram: Diagram, plane: Plane) -> None:
        self.diagram = diagram
        self.plane = plane
        self._elements = diagram.document.elements

    def drawn(self, element_id: str) -> Drawn | None:
        """An element that is drawn on this plane."""
        shape, element = self.plane.shapes.get(element_id), self._elements.get(element_id)
        return None if shape is None or element is None else Drawn(element, shape)

    @cached_property
    def solids(self) -> list[Drawn]:
        """The shapes that need a place of their own: not pools, lanes and groups."""
        found = (self.drawn(element_id) for element_id in self.plane.shapes)
        return [drawn for drawn in found if drawn and tag_of(drawn.element) in SOLID]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines whose element is in the model."""
        return [
            Line(self._elements[edge.element_id], edge, _ends(self._elements[edge.element_id]))
            for edge in self.plane.edges.values()
            if edge.element_id in self._elements
        ]

    @cached_property
    def labelled(self) -> list[tuple[etree._Element, Box | None]]:
        """Everything with a text beside it and, if it has one, the place of that text."""
        pairs = [(self._elements.get(drawn.element_id), drawn.label) for drawn in self.plane.drawn]
        return [(e, box) for e, box in pairs if e is not None and tag_of(e) in BESIDE and label_of(e)]

    @cached_property
    def labels(self) -> list[Label]:
        """The labels that stand beside their elements in a place of their own."""
        return [Label(element, box) for element, box in self.labelled if box]

    @cached_property
    def solid_plan(self) -> Neighbourhood[Drawn]:
        """Where the solid shapes are."""
        return Neighbourhood((drawn.box, drawn) for drawn in self.solids)

    @cached_property
    def label_plan(self) -> Neighbourhood[Label]:
        """Where the labels are."""
        return Neighbourhood((label.box, label) for label in self.labels)

    def frames(self, element: etree._Element) -> Iterator[Drawn]:
        """The lanes, subprocesses and pools an element has to be drawn inside of, as far as they are on this plane."""
        frames = list(self.diagram.lanes_of.get(element.get("id", ""), ()))
        for ancestor in element.iterancestors(*FRAMES):
            frames += [ancestor, *self.diagram.pools_of.get(ancestor.get("id", ""), ())]
        return (drawn for frame in frames if (drawn := self.drawn(frame.get("id", ""))))


def canvases(diagram: Diagram) -> Iterator[Canvas]:
    """Every plane of a diagram."""
    return (Canvas(diagram, plane) for plane in diagram.layout.planes)


def _ends(element: etree._Element) -> tuple[str, str]:
    """Data associations name what they connect by children and by the activity they stand in (BPMN 2.0.2, 10.4.2)."""
    parent = element.getparent()
    activity = "" if parent is None else parent.get("id", "")
    if tag_of(element) == "dataInputAssociation":
        return (element.findtext(bpmn("sourceRef")) or "").strip(), activity
    if tag_of(element) == "dataOutputAssociation":
        return activity, (element.findtext(bpmn("targetRef")) or "").strip()
    return element.get("sourceRef", ""), element.get("targetRef", "")
