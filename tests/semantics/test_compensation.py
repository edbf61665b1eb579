"""Compensation (BPMN 2.0.2, 10.7 and 13.5.5)."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import element, end, process, start, task

Run = Callable[..., ProcessRun]


def undoing(activity: str) -> str:
    """A compensation event on an activity, its handler ``undo_<activity>`` and the association between them."""
    return (
        element("boundaryEvent", f"{activity}_undone", "<compensateEventDefinition/>", attachedToRef=activity)
        + task(f"undo_{activity}", tag="userTask", isForCompensation="true")
        + element("association", f"{activity}_by", sourceRef=f"{activity}_undone", targetRef=f"undo_{activity}")
    )


def diagram(thrown: str = "<compensateEventDefinition/>") -> bytes:
    """Books goods, then a lorry; then a person decides, and everything is undone."""
    return process(
        start(), task("goods", tag="userTask"), undoing("goods"), task("lorry", tag="userTask"), undoing("lorry"),
        task("decide", tag="userTask"), element("intermediateThrowEvent", "undo", thrown), task("tell", tag="userTask"),
        end(), flows="start goods lorry decide undo tell end",
    )  # fmt: skip


def booked(run: Run, xml: bytes) -> ProcessRun:
    instance = run(xml)
    for element_id in ("goods", "lorry", "decide"):
        instance.complete(element_id)
    return instance


def test_completed_activities_are_undone_latest_first(run: Run) -> None:
    instance = booked(run, diagram())
    assert instance.tasks == ["undo_lorry"]
    instance.complete("undo_lorry")
    assert instance.tasks == ["undo_goods"]
    instance.complete("undo_goods")
    assert instance.tasks == ["tell"]
    instance.complete("tell")
    assert instance.ended


def test_what_was_not_completed_is_not_undone(run: Run) -> None:
    xml = process(
        start(), task("goods", tag="userTask"), undoing("goods"),
        element("endEvent", "end", "<compensateEventDefinition/>"), flows="start goods end",
    )  # fmt: skip
    instance = run(xml)
    instance.complete("goods")
    assert instance.tasks == ["undo_goods"]
    instance.complete("undo_goods")
    assert (instance.ended, instance.passed()) == (True, ["start", "goods", "undo_goods", "end"])


def test_one_activity_can_be_named(run: Run) -> None:
    instance = booked(run, diagram('<compensateEventDefinition activityRef="goods"/>'))
    assert instance.tasks == ["undo_goods"]
    instance.complete("undo_goods")
    assert instance.tasks == ["tell"]


def test_nothing_is_undone_twice(run: Run) -> None:
    xml = process(
        start(), task("goods", tag="userTask"), undoing("goods"),
        element("intermediateThrowEvent", "once", "<compensateEventDefinition/>"),
        element("intermediateThrowEvent", "twice", "<compensateEventDefinition/>"),
        end(), flows="start goods once twice end",
    )  # fmt: skip
    instance = run(xml)
    instance.complete("goods")
    instance.complete("undo_goods")
    assert (instance.ended, instance.passed().count("undo_goods")) == (True, 1)
