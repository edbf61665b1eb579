"""Plane geometry of boxes, outlines and lines: what "inside", "on the border" and "through" mean in a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor, hypot
from typing import Generic, Literal, TypeVar

Point = tuple[float, float]
Segment = tuple[Point, Point]
Outline = Literal["box", "diamond", "ellipse"]
Thing = TypeVar("Thing")

CELL = 200  # pixels: a task and the space around it


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its sides along the axes."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return (self.x + self.width / 2, self.y + self.height / 2)

    def shrunk(self, by: float) -> Box:
        """The box without a frame of this width; at least a point."""
        return Box(self.x + by, self.y + by, max(self.width - 2 * by, 0), max(self.height - 2 * by, 0))

    def contains(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def overlaps(self, other: Box) -> bool:
        """Whether they share an area; boxes that touch do not."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def crossed_by(self, segment: Segment) -> bool:
        """Whether a part of the segment lies inside (Liang and Barsky's clipping)."""
        (x1, y1), (x2, y2) = segment
        enters, leaves = 0.0, 1.0
        for start, change, low, high in ((x1, x2 - x1, self.x, self.right), (y1, y2 - y1, self.y, self.bottom)):
            if change == 0:
                if not low < start < high:
                    return False
                continue
            first, last = sorted(((low - start) / change, (high - start) / change))
            enters, leaves = max(enters, first), min(leaves, last)
        return enters < leaves


def off_border(point: Point, box: Box, outline: Outline) -> float:
    """How far a point is from the border of a shape, in pixels; exact for boxes and circles, close for the others."""
    dx, dy = abs(point[0] - box.centre[0]), abs(point[1] - box.centre[1])
    half_width, half_height = max(box.width / 2, 0.5), max(box.height / 2, 0.5)
    if outline == "diamond":
        return abs(dx / half_width + dy / half_height - 1) / hypot(1 / half_width, 1 / half_height)
    if outline == "ellipse":
        return abs(hypot(dx / half_width, dy / half_height) - 1) * min(half_width, half_height)
    outside = hypot(max(dx - half_width, 0), max(dy - half_height, 0))
    return outside or min(half_width - dx, half_height - dy)


def is_orthogonal(segment: Segment, tolerance: float) -> bool:
    """Whether a segment runs along one of the axes."""
    (x1, y1), (x2, y2) = segment
    return abs(x1 - x2) <= tolerance or abs(y1 - y2) <= tolerance


def crosses(one: Segment, other: Segment) -> bool:
    """Whether two segments meet at a point inside both: ends that touch and lines that run together do not cross."""
    first, second = _sides(one, other), _sides(other, one)
    return first[0] * first[1] < 0 and second[0] * second[1] < 0


def _sides(line: Segment, ends: Segment) -> tuple[float, float]:
    """On which side of a line the ends of a segment lie: positive, negative, or 0 on it."""
    (x1, y1), (x2, y2) = line
    first, second = ((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for x, y in ends)
    return first, second


def box_around(points: Iterable[Point]) -> Box:
    """The smallest box that holds all the points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


class Neighbourhood(Generic[Thing]):
    """Finds what is near a box without looking at everything: a plan of square cells with what lies in each."""

    def __init__(self, things: Iterable[tuple[Box, Thing]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[int, Thing]]] = {}
        for number, (box, thing) in enumerate(things):
            for cell in self._covered(box):
                self._cells.setdefault(cell, []).append((number, thing))

    def near(self, box: Box) -> list[Thing]:
        """Everything that might overlap the box, in the order given."""
        found = {number: thing for cell in self._covered(box) for number, thing in self._cells.get(cell, ())}
        return [found[number] for number in sorted(found)]

    @staticmethod
    def _covered(box: Box) -> Iterator[tuple[int, int]]:
        for column in range(floor(box.x / CELL), floor(box.right / CELL) + 1):
            for row in range(floor(box.y / CELL), floor(box.bottom / CELL) + 1):
                yield column, row
