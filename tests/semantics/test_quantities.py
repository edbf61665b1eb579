"""How many tokens begin an activity, and how many it gives (BPMN 2.0.2, table 10.3 and 13.3.2)."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import boundary, end, gateway, many, process, start, task, timer, user

Run = Callable[..., ProcessRun]


def collected(**attributes: str) -> bytes:
    return process(
        start(), gateway("parallel", "fork"), user("a", "b", "c", "after"), task("pack", tag="userTask", **attributes),
        end(), flows="start fork a pack; fork b pack; fork c pack after end",
    )  # fmt: skip


def test_an_activity_begins_when_as_many_tokens_have_come_as_it_needs(run: Run) -> None:
    instance = run(collected(startQuantity="3"))
    instance.complete("a")
    instance.complete("c")
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["pack"]
    instance.complete("pack")
    instance.complete("after")
    assert instance.ended


def test_tokens_beyond_those_needed_are_kept_for_the_next_time(run: Run) -> None:
    instance = run(collected(startQuantity="2"))
    for element_id in "abc":
        instance.complete(element_id)
    assert instance.tasks == ["pack"]
    instance.complete("pack")
    instance.complete("after")
    assert [i.element_id for i in instance.incidents] == ["pack"]  # one token waits for another that cannot come


def test_an_activity_gives_as_many_tokens_as_it_says(run: Run) -> None:
    work = task("work", tag="userTask", completionQuantity="3")
    instance = run(process(start(), work, user("each"), end(), flows="start work each end"))
    instance.complete("work")
    assert instance.tasks == ["each"] * 3
    for _ in range(3):
        instance.complete("each")
    assert instance.ended


def test_what_one_gives_another_needs(run: Run) -> None:
    work, pack = task("work", completionQuantity="4"), task("pack", startQuantity="2")
    instance = run(process(start(), work, pack, user("box"), end(), flows="start work pack box end"))
    assert instance.tasks == ["box", "box"]


def test_a_multi_instance_activity_gives_its_tokens_once(run: Run) -> None:
    work = task("work", many("${[1, 2]}", "n"), tag="userTask", completionQuantity="2")
    instance = run(process(start(), work, user("each"), end(), flows="start work each end"))
    instance.complete("work")
    instance.complete("work")
    assert instance.tasks == ["each", "each"]


def test_a_boundary_event_gives_one_token(run: Run) -> None:
    work, late = task("work", tag="userTask", completionQuantity="2"), boundary("late", "work", timer("P1D"))
    instance = run(process(start(), work, late, user("remind"), end(), flows="start work end; late remind end"))
    instance.forward(days=2)
    assert instance.tasks == ["remind"]
