"""Event-based gateways, exclusive (BPMN 2.0.2, 10.6.6 and 13.4.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import TokenGone
from engine.runtime import Fail, Fire
from engine.semantics.outcome import MessageAwaited
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    gateway,
    message,
    process,
    start,
    subprocess,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]

MESSAGES = (element("message", "paid", name="invoice.paid"), element("message", "gone", name="order.cancelled"))


def race(*rivals: str, flows: str, before: str = "start race", also: str = "") -> bytes:
    """A gateway ``race`` and what races behind it; users ``a``, ``b`` and ``c`` come after."""
    return process(
        start(), gateway("eventBased", "race"), *rivals, user("a", "b", "c", *also.split()), end(),
        flows=f"{before}; {flows}; a end; b end; c end", extra=MESSAGES,
    )  # fmt: skip


def three() -> bytes:
    rivals = catch("in_time", message("paid")), catch("late", timer("P3D")), catch("withdrawn", message("gone"))
    return race(*rivals, flows="race in_time a; race late b; race withdrawn c")


def awaited(instance: ProcessRun) -> list[str]:
    return sorted(what.name for what in instance.open.values() if isinstance(what, MessageAwaited))


def test_everything_behind_the_gateway_waits_at_once(run: Run) -> None:
    instance = run(three())
    assert (awaited(instance), len(instance.timers)) == (["invoice.paid", "order.cancelled"], 1)
    assert instance.passed("entered") == ["race", "in_time", "late", "withdrawn"]


@pytest.mark.parametrize(("name", "task_id"), [("invoice.paid", "a"), ("order.cancelled", "c")])
def test_the_first_message_wins_and_brings_its_payload(run: Run, name: str, task_id: str) -> None:
    instance = run(three())
    instance.receive(name, amount=7)
    assert (instance.tasks, awaited(instance), instance.timers) == ([task_id], [], [])
    assert instance.data == {"amount": 7}
    instance.complete(task_id)
    assert instance.ended


def test_the_first_timer_wins(run: Run) -> None:
    instance = run(three())
    instance.forward(days=3)
    assert (instance.tasks, awaited(instance)) == (["b"], [])
    assert sorted(instance.passed("cancelled")) == ["in_time", "withdrawn"]


def test_of_two_timers_each_has_its_own_time(run: Run) -> None:
    rivals = catch("soon", timer("P1D")), catch("late", timer("P3D"))
    instance = run(race(*rivals, flows="race late b; race soon a"))
    instance.forward(days=9)
    assert (instance.tasks, instance.timers) == (["a"], [])


def test_what_lost_cannot_fire_any_more(run: Run) -> None:
    instance = run(three())
    loser = instance.timers[0].token
    instance.receive("invoice.paid")
    with pytest.raises(TokenGone):
        instance.do(Fire(loser))


def test_a_receive_task_can_race(run: Run) -> None:
    receive = task("receive", tag="receiveTask", messageRef="paid")
    diagram = race(receive, catch("late", timer("P3D")), flows="race receive a; race late b")
    instance = run(diagram)
    instance.receive("invoice.paid", amount=7)
    assert (instance.tasks, instance.timers, instance.data) == (["a"], [], {"amount": 7})
    instance = run(diagram)
    instance.forward(days=3)
    assert (instance.tasks, awaited(instance)) == (["b"], [])


def test_the_history_says_which_way_was_taken(run: Run) -> None:
    instance = run(three())
    outcome = instance.do(Fire(instance.timers[0].token))
    taken = {line.element_id: line.data for line in outcome.happenings if line.kind == "completed"}
    assert taken == {"race": {"flows": ["race_late"]}, "late": {"flows": ["late_b"]}}


def test_a_gateway_in_a_loop_races_anew_in_every_round(run: Run) -> None:
    rivals = catch("again", message("paid")), catch("late", timer("P1D")), gateway("exclusive", "round")
    instance = run(race(*rivals, before="start round race", flows="race again round; race late a"))
    for _ in range(3):
        instance.receive("invoice.paid")
    instance.forward(days=1)
    assert (instance.tasks, instance.passed().count("race"), awaited(instance)) == (["a"], 4, [])


def test_a_rival_that_cannot_be_set_is_an_incident_and_does_not_stop_the_others(run: Run) -> None:
    rivals = catch("in_time", message("paid")), catch("late", timer("${patience}"))
    diagram = race(*rivals, flows="race in_time a; race late b")
    instance = run(diagram, {"patience": "for ever"})
    assert ([i.element_id for i in instance.incidents], awaited(instance)) == (["late"], ["invoice.paid"])
    instance.retry("late", patience="P1D")
    instance.forward(days=1)
    assert (instance.tasks, awaited(instance)) == (["b"], [])
    instance = run(diagram, {"patience": "for ever"})
    instance.receive("invoice.paid")
    assert (instance.tasks, instance.incidents) == (["a"], [])


def test_a_timer_that_could_not_be_fired_wins_by_a_retry(run: Run) -> None:
    instance = run(three())
    instance.do(Fail(instance.timers[0].token, "no attempt is left", "job"))
    assert [i.element_id for i in instance.incidents] == ["late"]
    instance.retry("late")
    assert (instance.tasks, awaited(instance), instance.incidents) == (["b"], [], [])


def test_an_inclusive_join_waits_for_the_token_at_the_gateway(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), gateway("eventBased", "race"), catch("in_time", message("paid")),
        catch("late", timer("P3D")), gateway("inclusive", "join"), user("a", "after"), end(),
        flows="start fork a join after end; fork race in_time join; race late end", extra=MESSAGES,
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    assert instance.tasks == []
    instance.forward(days=3)
    assert instance.tasks == ["after"]


def test_a_race_is_interrupted_with_its_subprocess(run: Run) -> None:
    sub = subprocess(
        "sub", start("inside"), gateway("eventBased", "race"), catch("in_time", message("paid")),
        catch("late", timer("P3D")), end("done"), flows="inside race in_time done; race late done",
    )  # fmt: skip
    diagram = process(
        start(), sub, boundary("stop", "sub", timer("P1D")), user("a"), end(), flows="start sub end; stop a end",
        extra=MESSAGES,
    )  # fmt: skip
    instance = run(diagram)
    instance.forward(days=1)
    assert (instance.tasks, instance.timers, awaited(instance)) == (["a"], [], [])
