"""Rules of labels in the picture: each can be read, and it is clear what it belongs to. Tolerances are in pixels."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.canvas import canvases
from engine.dialect.diagram import Diagram, tag_of
from engine.dialect.geometry import box_around
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem

TOUCH = 2  # labels have empty space around their letters


def labels_without_place(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Where a label without bounds is drawn is up to each viewer."""
    for canvas in canvases(diagram):
        for element, box in canvas.labelled:
            if not box:
                message = "Expected a place for the label, but the layout has none"
                yield Problem(element, message, "Move the label once in the modeler and save")


def labels_outside_pool(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A label belongs to the pool of its element."""
    for canvas in canvases(diagram):
        for label in canvas.labels:
            for frame in canvas.frames(label.element):
                if tag_of(frame.element) == "participant" and not frame.box.contains(label.box.shrunk(TOUCH)):
                    message = f"Expected the label inside {frame.name}, but it sticks out"
                    yield Problem(label.element, message, "Move the label inside or enlarge the pool")


def labels_over_shapes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A label over a shape hides it or cannot be read."""
    for canvas in canvases(diagram):
        for label in canvas.labels:
            box = label.box.shrunk(TOUCH)
            for drawn in canvas.solid_plan.near(box):
                if drawn.box.overlaps(box) and not drawn.holds(label.element):
                    message = f"Expected the label in a free place, but it lies over {drawn.name}"
                    yield Problem(label.element, message, "Move the label")


def labels_over_labels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Two labels in one place cannot be read."""
    for canvas in canvases(diagram):
        place = {label: number for number, label in enumerate(canvas.labels)}
        for one in canvas.labels:
            for other in canvas.label_plan.near(one.box):
                if place[one] < place[other] and one.box.shrunk(TOUCH).overlaps(other.box.shrunk(TOUCH)):
                    message = f"Expected the label in a free place, but it lies over {one.name}"
                    yield Problem(other.element, message, "Move one of the labels")


def lines_through_labels(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A line through a label strikes it out."""
    for canvas in canvases(diagram):
        for line in canvas.lines:
            for label in canvas.label_plan.near(box_around(line.edge.waypoints)):
                if any(map(label.box.shrunk(TOUCH).crossed_by, line.edge.segments)):
                    message = f"Expected a way round {label.name}, but it leads through it"
                    yield Problem(line.element, message, "Move the label or the line")
