"""Embedded subprocesses (BPMN 2.0.2, 10.3.5 and 13.3.4)."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    end,
    extended,
    gateway,
    many,
    mapping,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
)

Run = Callable[..., ProcessRun]


def around(*inside: str, flows: str) -> bytes:
    """A subprocess ``work`` and a task behind it."""
    sub = subprocess("work", start("inside"), *inside, flows=flows)
    return process(start(), sub, user("next"), end(), flows="start work next end")


def test_a_subprocess_goes_on_when_its_last_token_is_gone(run: Run) -> None:
    diagram = around(gateway("parallel", "fork"), user("a", "b"), end("done"), flows="inside fork a done; fork b done")
    instance = run(diagram)
    instance.complete("a")
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["next"]
    assert instance.passed() == ["start", "inside", "fork", "a", "done", "b", "done", "work"]


def test_a_subprocess_works_on_the_variables_around_it(run: Run) -> None:
    instance = run(around(script("count", "n = n + 1\nseen = True"), end("done"), flows="inside count done"), {"n": 1})
    assert instance.data == {"n": 2, "seen": True}


def test_a_subprocess_with_output_parameters_lets_only_those_out(run: Run) -> None:
    diagram = around(
        extended(mapping({"n": "${n * 10}"}, {"total": "${n}"})), script("count", "n = n + 1\nseen = True"),
        end("done"),
        flows="inside count done",
    )  # fmt: skip
    instance = run(diagram, {"n": 1})
    assert instance.data == {"n": 1, "total": 11}


def test_a_terminate_end_ends_only_its_own_subprocess(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"),
        subprocess(
            "work", start("inside"), gateway("parallel", "both"), user("a", "b"),
            end("stop", "<terminateEventDefinition/>"), end("done"), flows="inside both a stop; both b done",
        ),
        user("beside", "next"), end(), flows="start fork work next end; fork beside end",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    assert (instance.tasks, instance.passed("cancelled")) == (["beside", "next"], ["b"])


def test_a_subprocess_in_a_subprocess_ends_before_the_one_around_it(run: Run) -> None:
    inner = subprocess("inner", start("begin"), user("a"), end("a_done"), flows="begin a a_done")
    instance = run(around(inner, user("b"), end("done"), flows="inside inner b done"))
    instance.complete("a")
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["next"]


def test_every_iteration_has_variables_of_its_own(run: Run) -> None:
    results = "<loopDataOutputRef>sums</loopDataOutputRef><outputDataItem name='sum'/>"
    diagram = around(
        many("${[1, 2, 3]}", "each", results), user("ask"), script("add", "sum = each * factor"), end("done"),
        flows="inside ask add done",
    )  # fmt: skip
    instance = run(diagram)
    for factor in (10, 20, 30):
        instance.complete("ask", factor=factor)
    assert instance.tasks == ["next"]
    assert instance.data["sums"] == [10, 40, 90]


def test_iterations_one_after_another_see_what_the_last_one_gave_the_process(run: Run) -> None:
    diagram = around(
        many("${[1, 2, 3]}", "each", sequential=True), script("add", "total = total + each"), end("done"),
        flows="inside add done",
    )  # fmt: skip
    instance = run(diagram, {"total": 0})
    assert instance.data == {"total": 6}


def test_interrupting_a_subprocess_cancels_everything_in_it(run: Run) -> None:
    inner = subprocess("inner", start("begin"), user("a"), end("a_done"), flows="begin a a_done")
    diagram = process(
        start(), subprocess("work", start("inside"), inner, boundary("soon", "inner", timer("P9D")), end("done"),
                            end("soon_end"), flows="inside inner done; soon soon_end"),
        boundary("late", "work", timer("P1D")), user("next", "remind"), end(),
        flows="start work next end; late remind end",
    )  # fmt: skip
    instance = run(diagram)
    assert len(instance.timers) == 2
    instance.forward(days=1)
    assert (instance.tasks, instance.timers, instance.workflow.subprocesses) == (["remind"], [], {})
    assert instance.passed("cancelled") == ["a", "inner", "work"]


def test_an_incident_in_a_subprocess_stops_only_its_own_branch(run: Run) -> None:
    diagram = around(
        gateway("parallel", "fork"), script("fail", "n = n / zero"), user("b"), end("done"),
        flows="inside fork fail done; fork b done",
    )  # fmt: skip
    instance = run(diagram, {"n": 1, "zero": 0})
    instance.complete("b")
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["fail"], [])
    instance.retry("fail", zero=4)
    assert (instance.tasks, instance.data["n"]) == (["next"], 0.25)


def test_an_output_parameter_of_a_subprocess_that_fails_is_mended_by_a_retry(run: Run) -> None:
    diagram = around(
        extended(mapping(outputs={"total": "${price * quantity}"})), user("a"), end("done"), flows="inside a done"
    )
    instance = run(diagram)
    instance.complete("a", price=10)
    assert [i.element_id for i in instance.incidents] == ["work"]
    instance.retry("work", quantity=3)
    assert (instance.tasks, instance.data) == (["next"], {"total": 30})
