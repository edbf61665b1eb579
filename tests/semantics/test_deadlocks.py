"""Joins that would wait for ever: sound BPMN avoids them (13.4.1), a diagram that does not must not wait in silence."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import boundary, end, flow, gateway, process, start, subprocess, timer, user

Run = Callable[..., ProcessRun]


def one_way_into_two(*beside: str) -> str:
    """A choice of ``a`` or ``b`` in front of a join that waits for both."""
    parts = (
        gateway("exclusive", "which", default="which_b"), user("a", "b", "next"), gateway("parallel", "join"),
        flow("which", "a", "${n == 1}"), flow("which", "b"), flow("a", "join"), *beside,
    )  # fmt: skip
    return "".join(parts)


def test_a_join_no_token_can_come_to_is_an_incident_and_a_retry_lets_it_pass(run: Run) -> None:
    diagram = process(start(), one_way_into_two(), end(), flows="start which; b join next end")
    instance = run(diagram, {"n": 1})
    instance.complete("a")
    assert ([(i.element_id, i.kind) for i in instance.incidents], instance.tasks) == ([("join", "error")], [])
    instance.retry("join")
    assert (instance.incidents, instance.tasks) == ([], ["next"])


def test_a_join_waits_as_long_as_something_else_in_its_scope_is_open(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), one_way_into_two(user("beside")), end(),
        flows="start fork which; fork beside end; b join next end",
    )  # fmt: skip
    instance = run(diagram, {"n": 1})
    instance.complete("a")
    assert (instance.incidents, instance.tasks) == ([], ["beside"])
    instance.complete("beside")
    assert [i.element_id for i in instance.incidents] == ["join"]


def test_a_join_in_a_subprocess_is_seen_though_others_wait_outside(run: Run) -> None:
    sub = subprocess("sub", start("inside"), one_way_into_two(), end("done"), flows="inside which; b join next done")
    diagram = process(
        start(),
        sub,
        boundary("late", "sub", timer("P1D")),
        end(),
        end("late_end"),
        flows="start sub end; late late_end",
    )
    instance = run(diagram, {"n": 1})
    instance.complete("a")
    assert ([i.element_id for i in instance.incidents], len(instance.timers)) == (["join"], 1)
    instance.forward(days=1)
    assert (instance.ended, instance.incidents) == (True, [])
