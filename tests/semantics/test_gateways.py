"""Gateways (BPMN 2.0.2, 13.4)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import arrows, element, end, flow, process, start, task

Run = Callable[..., ProcessRun]


def user(*ids: str) -> str:
    return "".join(task(i, tag="userTask", name=i) for i in ids)


def script(element_id: str, text: str) -> str:
    return task(element_id, f"<script>{text}</script>", tag="scriptTask")


def gateway(kind: str, element_id: str, **attributes: str) -> str:
    return element(f"{kind}Gateway", element_id, **attributes)


def test_exclusive_takes_the_first_flow_whose_condition_holds(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "which", default="which_c"), user("a", "b", "c"), end(),
        flow("which", "a", "${n &gt; 10}"), flow("which", "b", "${n &gt; 5}"), flow("which", "c"),
        flows="start which; a end; b end; c end",
    )  # fmt: skip
    assert run(diagram, {"n": 11}).tasks == ["a"]
    assert run(diagram, {"n": 7}).tasks == ["b"]
    assert run(diagram, {"n": 1}).tasks == ["c"]


def test_exclusive_without_a_flow_to_take_is_an_incident_and_goes_on_after_a_retry(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "which"), user("a", "b"), end(),
        flow("which", "a", "${n &gt; 10}"), flow("which", "b", "${n &lt; 5}"), flows="start which; a end; b end",
    )  # fmt: skip
    instance = run(diagram, {"n": 7})
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("which", "expression")]
    instance.retry("which", n=12)
    assert (instance.incidents, instance.tasks) == ([], ["a"])


def test_parallel_join_waits_for_every_branch_and_loses_no_assignment(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), gateway("parallel", "join"), user("a", "b", "after"), end(),
        flows="start fork a join after end; fork b join",
    )  # fmt: skip
    instance = run(diagram, {"x": 0})
    instance.complete("b", x=1)
    assert instance.tasks == ["a"]
    instance.complete("a", y=2)
    assert (instance.tasks, instance.data) == (["after"], {"x": 1, "y": 2})


def test_parallel_join_with_two_tokens_on_one_flow_waits_for_the_other_flow(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), task("merge"), user("a", "b", "c", "after"),
        gateway("parallel", "join"), end(),
        flows="start fork a merge; fork b merge join after end; fork c join",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    instance.complete("b")
    assert instance.tasks == ["c"]
    instance.complete("c")
    assert instance.tasks == ["after"]


@pytest.mark.parametrize("seed", range(8))
def test_parallel_join_in_a_loop_is_right_in_every_round_and_order(run: Run, seed: int) -> None:
    choice = random.Random(seed)
    diagram = process(
        start(), gateway("exclusive", "again"), gateway("parallel", "fork"), user("a", "b", "c"),
        gateway("parallel", "join"), script("count", "n = n + 1"), gateway("exclusive", "enough", default="enough_end"),
        end(), flow("enough", "again", "${n &lt; 4}"), flow("enough", "end"),
        flows="start again fork a join count enough; fork b join; fork c join",
    )  # fmt: skip
    instance = run(diagram, {"n": 0})
    while instance.tasks:
        instance.complete(choice.choice(instance.tasks))
    assert (instance.ended, instance.data["n"], instance.passed().count("a")) == (True, 4, 4)


def inclusive_loop() -> bytes:
    """``a`` always, ``b`` and ``c`` if wanted; back to the start from behind the join until ``n`` rounds are done."""
    return process(
        start(), gateway("exclusive", "again"), gateway("inclusive", "fork", default="fork_a"),
        user("a", "b", "b2", "c"), gateway("inclusive", "join"), script("count", "n = n + 1"),
        gateway("exclusive", "enough", default="enough_end"), end(),
        flow("fork", "a"), flow("fork", "b", "${'b' in wanted}"), flow("fork", "c", "${'c' in wanted}"),
        flow("enough", "again", "${n &lt; rounds}"), flow("enough", "end"), arrows("b b2 join; c join; a join"),
        flows="start again fork; join count enough",
    )  # fmt: skip


def test_inclusive_join_waits_only_for_tokens_that_can_still_come(run: Run) -> None:
    instance = run(inclusive_loop(), {"n": 0, "rounds": 1, "wanted": ["b", "c"]})
    assert instance.tasks == ["b", "c"]
    instance.complete("c")
    assert (instance.tasks, instance.data["n"]) == (["b"], 0)
    instance.complete("b")
    assert (instance.tasks, instance.data["n"]) == (["b2"], 0)
    instance.complete("b2")
    assert (instance.ended, instance.data["n"]) == (True, 1)


def test_inclusive_split_takes_the_default_flow_when_no_condition_holds(run: Run) -> None:
    instance = run(inclusive_loop(), {"n": 0, "rounds": 1, "wanted": []})
    assert instance.tasks == ["a"]
    instance.complete("a")
    assert instance.ended


@pytest.mark.parametrize("seed", range(12))
def test_inclusive_join_in_a_loop_joins_once_in_every_round_in_any_order(run: Run, seed: int) -> None:
    choice = random.Random(seed)
    wanted = choice.choice([["b"], ["c"], ["b", "c"], []])
    instance = run(inclusive_loop(), {"n": 0, "rounds": 5, "wanted": wanted})
    while instance.tasks:
        instance.complete(choice.choice(instance.tasks))
    assert (instance.ended, instance.data["n"], instance.passed().count("join")) == (True, 5, 5)
    assert len(instance.workflow.tasks) == 0
