"""The rules of the picture and of its labels."""

from __future__ import annotations

from tests.diagrams import Box, element, end, layout, process, start, task
from tests.unit.dialect.linter_examples import Example

START, TASK, END = (100, 102, 36, 36), (200, 80, 100, 80), (400, 102, 36, 36)
PLACES: dict[str, Box] = {"start": START, "work": TASK, "end": END}
WAYS = {"start_work": [(136, 120), (200, 120)], "work_end": [(300, 120), (400, 120)]}
POOL = element("collaboration", "c", element("participant", "pool", processRef="p", name="Sales"))


def picture(shapes: dict[str, Box], ways: dict[str, list[tuple[float, float]]] = WAYS, *more: str) -> bytes:
    """start → work → end, with a pool, drawn as told."""
    nodes = (start(), task("work"), end(), *more)
    return process(*nodes, flows="start work end", extra=[POOL, layout({**PLACES, **shapes}, ways, plane="c")])


def labelled(box: Box | None, **others: Box) -> bytes:
    """The same with a label at the start event and others."""
    nodes = (start(name="Request received"), task("work"), end(name="Done"))
    labels = {**others, **({"start": box} if box else {})}
    shapes = {"pool": (50, 50, 500, 200), **PLACES}
    return process(*nodes, flows="start work end", extra=[POOL, layout(shapes, WAYS, labels, plane="c")])


def without(*hidden: str) -> bytes:
    shapes = {key: box for key, box in PLACES.items() if key not in hidden}
    ways = {key: way for key, way in WAYS.items() if key not in hidden}
    return process(start(), task("work"), end(), flows="start work end", extra=[layout(shapes, ways)])


BOUNDARY = element("boundaryEvent", "late", attachedToRef="work")
GOOD = picture({})
GOOD_LABEL: Box = (93, 145, 50, 14)
DONE: Box = (405, 145, 26, 14)

EXAMPLES = {
    "process-not-drawn": Example(without("start", "work", "end"), GOOD, "p"),
    "node-not-drawn": Example(without("work"), GOOD, "work"),
    "flow-not-drawn": Example(without("work_end"), GOOD, "work_end"),
    "drawn-without-element": Example(picture({"ghost": (0, 300, 10, 10)}), GOOD, "ghost_shape"),
    "node-outside-frame": Example(picture({"pool": (50, 50, 380, 200)}), picture({"pool": (50, 50, 400, 200)}), "end"),
    "nodes-overlap": Example(picture({"end": (290, 102, 36, 36)}), picture({"end": (300, 102, 36, 36)}), "end"),
    "boundary-event-detached": Example(
        picture({"late": (220, 160, 36, 36)}, WAYS, BOUNDARY),
        picture({"late": (220, 142, 36, 36)}, WAYS, BOUNDARY),
        "late",
    ),
    "line-not-docked": Example(picture({}, {**WAYS, "start_work": [(136, 120), (190, 120)]}), GOOD, "start_work"),
    "flow-slanted": Example(picture({}, {**WAYS, "work_end": [(300, 110), (400, 120)]}), GOOD, "work_end"),
    "line-through-shape": Example(
        picture({"other": (320, 80, 60, 80)}, WAYS, task("other")),
        picture({"other": (320, 130, 60, 80)}, WAYS, task("other")),
        "work_end",
    ),
    "label-without-place": Example(labelled(None, end=DONE), labelled(GOOD_LABEL, end=DONE), "start"),
    "label-outside-pool": Example(labelled((30, 145, 50, 14)), labelled(GOOD_LABEL), "start"),
    "label-over-shape": Example(labelled((180, 140, 50, 14)), labelled(GOOD_LABEL), "start"),
    "labels-overlap": Example(labelled(GOOD_LABEL, end=(120, 150, 50, 14)), labelled(GOOD_LABEL, end=DONE), "end"),
    "line-through-label": Example(labelled((150, 113, 30, 14)), labelled((150, 100, 30, 14)), "start_work"),
}
