"""What inside, on the border and through mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialect.geometry import Box, Neighbourhood, Outline, Point, box_around, crosses, is_orthogonal, off_border

BOX = Box(10, 10, 100, 80)
PLACES = st.builds(
    Box, st.integers(-900, 900), st.integers(-900, 900), st.integers(0, 700).map(float), st.integers(0, 700)
)


def test_touching_boxes_do_not_overlap() -> None:
    assert not BOX.overlaps(Box(110, 10, 20, 20))
    assert BOX.overlaps(Box(109, 10, 20, 20))


def test_a_box_contains_what_touches_its_border_from_inside() -> None:
    assert BOX.contains(Box(10, 10, 100, 80))
    assert not BOX.contains(Box(9, 10, 100, 80))


@pytest.mark.parametrize(
    ("segment", "crossed"),
    [
        (((0, 50), (200, 50)), True),
        (((50, 0), (50, 200)), True),
        (((20, 20), (30, 30)), True),
        (((0, 10), (200, 10)), False),  # along the border
        (((0, 50), (10, 50)), False),  # up to the border
        (((0, 0), (200, 5)), False),
        (((60, 50), (60, 50)), True),
    ],
)
def test_a_segment_crosses_a_box_when_a_part_of_it_is_inside(segment: tuple[Point, Point], crossed: bool) -> None:
    assert BOX.crossed_by(segment) is crossed


@pytest.mark.parametrize(
    ("point", "outline", "distance"),
    [
        ((110, 50), "box", 0),
        ((113, 54), "box", 3),
        ((60, 50), "box", 40),
        ((113, 94), "box", 5),
        ((110, 50), "diamond", 0),
        ((85, 30), "diamond", 0),
        ((110, 50), "ellipse", 0),
        ((60, 93), "ellipse", 3),
    ],
)
def test_distance_to_the_border_follows_the_outline(point: Point, outline: Outline, distance: float) -> None:
    assert off_border(point, BOX, outline) == pytest.approx(distance)


def test_the_corner_of_a_diamonds_box_is_not_on_its_border() -> None:
    assert off_border((10, 10), Box(10, 10, 50, 50), "diamond") > 15


def test_a_step_of_a_pixel_is_still_straight() -> None:
    assert is_orthogonal(((0, 0), (100, 1)), tolerance=1)
    assert not is_orthogonal(((0, 0), (100, 2)), tolerance=1)


def test_a_shrunk_box_never_turns_inside_out() -> None:
    assert Box(0, 0, 4, 4).shrunk(3).width == 0


def test_the_box_around_points_touches_the_outermost() -> None:
    assert box_around([(3, 9), (5, 1)]) == Box(3, 1, 2, 8)


@given(st.lists(PLACES, max_size=30), PLACES)
def test_a_neighbourhood_misses_nothing_that_overlaps(places: list[Box], asked: Box) -> None:
    plan = Neighbourhood((box, number) for number, box in enumerate(places))
    overlapping = [number for number, box in enumerate(places) if box.overlaps(asked)]
    near = plan.near(asked)
    assert set(overlapping) <= set(near)
    assert near == sorted(near)


@pytest.mark.parametrize(
    ("other", "cross"),
    [
        (((5, -5), (5, 5)), True),
        (((5, 0), (5, 5)), False),  # begins on the line
        (((10, -5), (10, 5)), False),  # passes its end
        (((2, 0), (8, 0)), False),  # runs along it
        (((5, 1), (5, 5)), False),
        (((0, 5), (10, -5)), True),
    ],
)
def test_lines_cross_where_each_goes_on_beyond_the_other(other: tuple[Point, Point], cross: bool) -> None:
    assert crosses(((0, 0), (10, 0)), other) is cross
    assert crosses(other, ((10, 0), (0, 0))) is cross
