"""The complex gateway (BPMN 2.0.2, 10.6.5 and 13.4.5)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import element, end, flow, gateway, process, script, start, user

Run = Callable[..., ProcessRun]
TWO = "${sum(values(activationCount)) &gt;= 2}"


def complex_gateway(condition: str = TWO) -> str:
    formal = f"<activationCondition>{condition}</activationCondition>" if condition else ""
    return element("complexGateway", "some", formal)


def three_into(some: str, *more: str, flows: str = "") -> bytes:
    return process(
        start(), gateway("parallel", "fork"), user("a", "b", "c", "after"), some, end(), *more,
        flows=f"start fork a some; fork b some; fork c some after end; {flows}",
    )  # fmt: skip


@pytest.mark.parametrize("order", ["abc", "cab", "bca"])
def test_two_of_three_go_on_and_the_third_is_swallowed(run: Run, order: str) -> None:
    instance = run(three_into(complex_gateway()))
    instance.complete(order[0])
    assert instance.tasks == sorted(order[1:])
    instance.complete(order[1])
    assert instance.tasks == sorted(["after", order[2]])
    instance.complete(order[2])
    assert (instance.tasks, instance.ended) == (["after"], False)
    instance.complete("after")
    assert (instance.ended, len(instance.workflow.tasks)) == (True, 0)


def test_the_scope_does_not_end_while_a_late_token_can_still_come(run: Run) -> None:
    instance = run(three_into(complex_gateway()))
    for element_id in ("a", "b", "after"):
        instance.complete(element_id)
    assert (instance.tasks, instance.ended) == (["c"], False)
    instance.complete("c")
    assert instance.ended


def test_the_condition_sees_how_many_tokens_wait_on_each_flow_and_the_variables(run: Run) -> None:
    condition = "${activationCount.a_some == 1 and activationCount.b_some == 1 or urgent}"
    instance = run(three_into(complex_gateway(condition)), {"urgent": False})
    instance.complete("c")
    instance.complete("a")
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["after"]
    instance = run(three_into(complex_gateway(condition)), {"urgent": True})
    instance.complete("c")
    assert instance.tasks == ["a", "after", "b"]


def test_without_a_condition_every_flow_has_to_bring_a_token(run: Run) -> None:
    instance = run(three_into(complex_gateway("")))
    for element_id in "abc":
        assert "after" not in instance.tasks
        instance.complete(element_id)
    assert instance.tasks == ["after"]


def test_flows_may_ask_whether_it_is_activation_or_reset(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b", "c", "first", "rest"), complex_gateway(), end(),
        flow("some", "first", "${waitingForStart}"), flow("some", "rest", "${not waitingForStart}"),
        flows="start fork a some; fork b some; fork c some; first end; rest end",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    instance.complete("b")
    assert instance.tasks == ["c", "first"]
    instance.complete("c")
    assert instance.tasks == ["first", "rest"]


@pytest.mark.parametrize("seed", range(8))
def test_it_begins_anew_in_every_round_of_a_loop(run: Run, seed: int) -> None:
    choice = random.Random(seed)
    diagram = process(
        start(), gateway("exclusive", "again"), gateway("parallel", "fork"), user("a", "b", "c"), complex_gateway(),
        script("count", "n = n + 1"), gateway("parallel", "all"), gateway("exclusive", "enough", default="enough_end"),
        end(), flow("enough", "again", "${n &lt; 3}"), flow("enough", "end"),
        flow("some", "count", "${waitingForStart}"), flow("some", "all", "${not waitingForStart}"),
        flows="start again fork a some; fork b some; fork c some; count all enough",
    )  # fmt: skip
    instance = run(diagram, {"n": 0})
    while instance.tasks:
        instance.complete(choice.choice(instance.tasks))
    assert (instance.ended, instance.data["n"], instance.passed().count("a")) == (True, 3, 3)


def test_tokens_beyond_the_first_of_a_flow_stay_for_the_next_round(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), gateway("exclusive", "merge"), user("a", "b", "c", "after"),
        complex_gateway(), end(), flows="start fork a merge some; fork b merge; fork c some after end",
    )  # fmt: skip
    instance = run(diagram)
    for element_id in "abc":
        instance.complete(element_id)
    assert [instance.tasks, instance.incidents] == [["after"], []]
    instance.complete("after")
    assert [i.element_id for i in instance.incidents] == ["some"]  # one token is left over: it does not vanish


def test_a_condition_that_cannot_be_evaluated_is_an_incident_of_the_gateway(run: Run) -> None:
    instance = run(three_into(complex_gateway("${wanted &lt;= sum(values(activationCount))}")))
    instance.complete("a")
    assert [i.element_id for i in instance.incidents] == ["some"]
    instance.retry("some", wanted=1)
    assert (instance.incidents, instance.tasks) == ([], ["after", "b", "c"])


def test_a_condition_that_never_holds_is_an_incident_once_nothing_can_come(run: Run) -> None:
    instance = run(three_into(complex_gateway("${sum(values(activationCount)) &gt; 3}")))
    for element_id in "abc":
        instance.complete(element_id)
    assert {i.element_id for i in instance.incidents} == {"some"}


def test_a_condition_that_failed_and_does_not_hold_yet_waits_for_more_after_a_retry(run: Run) -> None:
    instance = run(three_into(complex_gateway("${wanted &lt;= sum(values(activationCount))}")))
    instance.complete("a")
    instance.retry("some", wanted=2)
    assert (instance.incidents, instance.tasks) == ([], ["b", "c"])
    instance.complete("b")
    assert instance.tasks == ["after", "c"]


@pytest.mark.parametrize("leave", [ProcessRun.retry, ProcessRun.skip])
def test_a_gateway_no_token_can_come_to_is_an_incident_that_can_be_passed(
    run: Run, leave: Callable[[ProcessRun, str], None]
) -> None:
    instance = run(three_into(complex_gateway("${sum(values(activationCount)) &gt; 3}")))
    for element_id in "abc":
        instance.complete(element_id)
    assert {i.element_id for i in instance.incidents} == {"some"}
    leave(instance, "some")
    assert instance.tasks == ["after"]


def test_what_keeps_the_gateway_from_its_reset_and_waits_itself_is_an_incident(run: Run) -> None:
    waits = three_into(complex_gateway()).replace(b'id="c"', b'id="c" startQuantity="2"')
    instance = run(waits)
    for element_id in ("a", "b", "after"):
        instance.complete(element_id)
    assert [i.element_id for i in instance.incidents] == ["c"]
    instance.retry("c")
    instance.complete("c")
    assert instance.ended
