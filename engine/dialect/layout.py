"""
The picture of a diagram: where its shapes, lines and labels are (BPMN 2.0.2, chapter 12).

Measures are pixels, y grows downwards. A `Plane` is one canvas; a collapsed subprocess may have one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from lxml import etree

from engine.dialect.geometry import Box, Point, Segment
from engine.dialect.namespaces import BPMNDI, DC, DI


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """Where an element is drawn. ``label`` is None when its text has no place of its own."""

    element_id: str
    xml: etree._Element
    box: Box
    label: Box | None
    expanded: bool


@dataclass(frozen=True, eq=False, slots=True)
class Edge:
    """How a flow or an association is drawn."""

    element_id: str
    xml: etree._Element
    waypoints: tuple[Point, ...]
    label: Box | None

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(pairwise(self.waypoints))


@dataclass(frozen=True, eq=False, slots=True)
class Plane:
    """One canvas, named after the process, collaboration or subprocess it shows."""

    element_id: str
    xml: etree._Element
    shapes: dict[str, Shape]
    edges: dict[str, Edge]

    @property
    def drawn(self) -> Iterator[Shape | Edge]:
        yield from self.shapes.values()
        yield from self.edges.values()


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """Everything drawn."""

    planes: tuple[Plane, ...]

    def shape(self, element_id: str) -> Shape | None:
        """The first shape of an element."""
        return next((plane.shapes[element_id] for plane in self.planes if element_id in plane.shapes), None)

    def edge(self, element_id: str) -> Edge | None:
        """The first line of a flow."""
        return next((plane.edges[element_id] for plane in self.planes if element_id in plane.edges), None)


def layout_of(root: etree._Element) -> Layout:
    """Reads the layout as far as it can be read: what has no bounds or broken numbers counts as not drawn."""
    return Layout(tuple(_plane(xml) for xml in root.iter(f"{{{BPMNDI}}}BPMNPlane")))


def _plane(xml: etree._Element) -> Plane:
    shapes = (_shape(child) for child in xml.iterchildren(f"{{{BPMNDI}}}BPMNShape"))
    edges = (_edge(child) for child in xml.iterchildren(f"{{{BPMNDI}}}BPMNEdge"))
    return Plane(
        _local(xml.get("bpmnElement", "")),
        xml,
        {shape.element_id: shape for shape in shapes if shape},
        {edge.element_id: edge for edge in edges if edge},
    )


def _shape(xml: etree._Element) -> Shape | None:
    box = _bounds(xml)
    expanded = xml.get("isExpanded", "true") in ("true", "1")
    return Shape(_local(xml.get("bpmnElement", "")), xml, box, _label(xml), expanded) if box else None


def _edge(xml: etree._Element) -> Edge | None:
    points = [_numbers(point, "x", "y") for point in xml.iterchildren(f"{{{DI}}}waypoint")]
    waypoints = tuple((point[0], point[1]) for point in points if point)
    if len(waypoints) < 2 or len(waypoints) < len(points):
        return None
    return Edge(_local(xml.get("bpmnElement", "")), xml, waypoints, _label(xml))


def _label(xml: etree._Element) -> Box | None:
    label = xml.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _bounds(label)


def _bounds(xml: etree._Element) -> Box | None:
    bounds = xml.find(f"{{{DC}}}Bounds")
    numbers = None if bounds is None else _numbers(bounds, "x", "y", "width", "height")
    return Box(*numbers) if numbers else None


def _numbers(xml: etree._Element, *names: str) -> list[float] | None:
    try:
        numbers = [float(xml.get(name, "")) for name in names]
    except ValueError:
        return None
    return numbers if all(map(isfinite, numbers)) else None


def _local(name: str) -> str:
    """A QName's name without its prefix: `bpmnElement` is a QName, ids have no colon."""
    return name.rpartition(":")[2]
