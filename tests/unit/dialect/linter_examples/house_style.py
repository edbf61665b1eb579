"""How our own diagrams are drawn."""

from __future__ import annotations

from tests.diagrams import Box, element, end, flow, layout, process, start, task
from tests.unit.dialect.linter_examples import Example


def level(size: int) -> bytes:
    return process(*(task(f"step_{number}") for number in range(size)))


def split(**answers: str) -> bytes:
    question = element("exclusiveGateway", "is_target", name="Target?")
    return process(
        question,
        end("won", name="Won"),
        end("lost", name="Lost"),
        flow("is_target", "won", name="yes"),
        flow("is_target", "lost", **answers),
    )


def lanes(listed: str, height: float = 180) -> bytes:
    content = "".join(element("flowNodeRef").replace("><", f">{key}<") for key in listed.split())
    lane_set = element("laneSet", "lanes", element("lane", "sales", content))
    return process(lane_set, start(), end(), extra=[layout({"sales": (0, 0, 600, height)})])


def placed(box: Box) -> bytes:
    return process(task("work"), extra=[layout({"work": box})])


def drawn(upper: list[tuple[float, float]]) -> bytes:
    """Two flows: one goes down through y = 0 at x = 50, the other where it is told to."""
    ways = {"a_c": upper, "b_d": [(50, -50), (50, 50)]}
    return process(*map(task, "abcd"), flows="a c; b d", extra=[layout(edges=ways)])


EXAMPLES = {
    "id-not-speaking": Example(process(task("Activity_0x1f")), process(task("assign_manager")), "Activity_0x1f"),
    "label-missing": Example(split(), split(name="no"), "is_target_lost"),
    "level-crowded": Example(level(21), level(20), "p"),
    "lane-too-flat": Example(lanes("start end", 170), lanes("start end"), "sales"),
    "node-without-lane": Example(lanes("start"), lanes("start end"), "end"),
    "flows-cross": Example(drawn(upper=[(0, 0), (100, 0)]), drawn(upper=[(0, 60), (100, 60)]), "b_d"),
    "off-grid": Example(placed((101, 80, 100, 80)), placed((100, 80, 100, 80)), "work"),
}
