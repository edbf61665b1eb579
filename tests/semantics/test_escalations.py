"""Escalations (BPMN 2.0.2, 10.5.1 to 10.5.6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.runtime import Escalate
from engine.testing import ProcessRun
from tests.diagrams import (
    arrows,
    boundary,
    element,
    end,
    event_subprocess,
    gateway,
    many,
    process,
    start,
    subprocess,
    user,
)

Run = Callable[..., ProcessRun]

EXTRA = (
    element("escalation", "late_escalation", name="Late", escalationCode="late"),
    element("escalation", "dear_escalation", name="Dear", escalationCode="dear"),
)


def escalation(code: str = "") -> str:
    return element("escalationEventDefinition", **({"escalationRef": f"{code}_escalation"} if code else {}))


def tell(code: str = "late") -> str:
    """An intermediate event ``tell`` that throws the escalation."""
    return element("intermediateThrowEvent", "tell", escalation(code))


def on_sub(code: str = "", name: str = "told", interrupts: bool = False) -> str:
    """A boundary event of ``sub`` with a user task ``<name>_task`` behind it."""
    event = boundary(name, "sub", escalation(code), cancelActivity=str(interrupts).lower())
    return event + user(f"{name}_task") + end(f"{name}_end") + arrows(f"{name} {name}_task {name}_end")


def handler(name: str, code: str = "", interrupts: bool = False) -> str:
    """An event subprocess with a user task ``<name>_task``."""
    flows = f"{name}_begins {name}_task {name}_end"
    content = user(f"{name}_task"), end(f"{name}_end")
    return event_subprocess(name, escalation(code), *content, flows=flows, interrupts=interrupts)


def around(*inside: str, beside: str = "", flows: str = "inside tell work done", thrown: str = "") -> bytes:
    """A subprocess ``sub`` that escalates and then goes on with ``work``."""
    sub = subprocess("sub", start("inside"), thrown or tell(), user("work"), end("done"), *inside, flows=flows)
    return process(start(), sub, beside, user("next"), end(), flows="start sub next end", extra=EXTRA)


def test_a_non_interrupting_event_goes_on_beside_the_subprocess(run: Run) -> None:
    instance = run(around(beside=on_sub("late")))
    assert (instance.tasks, instance.data) == (["told_task", "work"], {"escalation_code": "late"})
    instance.complete("work")
    instance.complete("next")
    assert not instance.ended
    instance.complete("told_task")
    assert instance.ended


def test_an_interrupting_event_takes_over_from_the_subprocess(run: Run) -> None:
    instance = run(around(beside=on_sub("late", interrupts=True)))
    assert (instance.tasks, instance.passed("cancelled")) == (["told_task"], ["tell", "sub"])


@pytest.mark.parametrize("code", ["late", "dear"])
def test_coded_goes_before_catch_all_and_only_one_catches(run: Run, code: str) -> None:
    instance = run(around(beside=on_sub("", "any") + on_sub("late"), thrown=tell(code)))
    assert instance.tasks == [{"late": "told_task", "dear": "any_task"}[code], "work"]


@pytest.mark.parametrize("beside", ["", on_sub("dear")], ids=["nobody", "another code"])
def test_an_escalation_nobody_catches_goes_on_silently(run: Run, beside: str) -> None:
    instance = run(around(beside=beside))
    assert (instance.tasks, instance.incidents, instance.data) == (["work"], [], {})


def test_the_history_tells_whose_escalation_was_caught(run: Run) -> None:
    assert run(around(beside=on_sub("late"))).passed("escalation_caught") == ["sub"]
    assert run(around(beside=on_sub("dear"))).passed("escalation_caught") == []


def test_an_end_event_escalates_before_its_subprocess_ends(run: Run) -> None:
    thrown = end("tell", escalation("late"))
    diagram = around(beside=on_sub("late"), thrown=thrown, flows="inside work tell")
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["next", "told_task"]
    assert instance.passed() == ["start", "inside", "work", "tell", "told", "sub"]


def test_an_end_event_that_is_caught_by_an_interrupting_one_ends_nothing_else(run: Run) -> None:
    thrown = end("tell", escalation("late"))
    diagram = around(beside=on_sub("late", interrupts=True), thrown=thrown, flows="inside work tell")
    instance = run(diagram)
    instance.complete("work")
    assert (instance.tasks, "sub" in instance.passed()) == (["told_task"], False)


def test_the_event_subprocess_of_the_scope_goes_before_the_boundary(run: Run) -> None:
    instance = run(around(handler("own"), beside=on_sub("late")))
    assert instance.tasks == ["own_task", "work"]
    instance.complete("work")
    assert instance.tasks == ["own_task"]
    instance.complete("own_task")
    assert instance.tasks == ["next"]


def test_an_interrupting_event_subprocess_takes_over_the_scope(run: Run) -> None:
    instance = run(around(handler("own", "late", interrupts=True)))
    assert (instance.tasks, instance.passed("cancelled")) == (["own_task"], ["tell"])
    instance.complete("own_task")
    assert instance.tasks == ["next"]


def test_an_escalation_passes_scopes_that_do_not_catch_it(run: Run) -> None:
    inner = subprocess("inner", start("begin"), tell(), user("work"), end("did"), flows="begin tell work did")
    sub = subprocess("sub", start("inside"), inner, end("done"), handler("dear", "dear"), flows="inside inner done")
    diagram = process(start(), sub, on_sub("late"), end(), flows="start sub end", extra=EXTRA)
    assert run(diagram).tasks == ["told_task", "work"]


def test_the_process_itself_catches_in_an_event_subprocess(run: Run) -> None:
    diagram = process(start(), tell(), user("work"), end(), handler("own"), flows="start tell work end", extra=EXTRA)
    instance = run(diagram)
    assert instance.tasks == ["own_task", "work"]
    instance.complete("work")
    assert not instance.ended
    instance.complete("own_task")
    assert instance.ended


def test_it_can_be_caught_again_and_again(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "again"), tell(), user("work"), handler("own"),
        flows="start again tell work again", extra=EXTRA,
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["own_task", "own_task", "work"]


def test_an_iteration_escalates_to_the_boundary_of_all_of_them(run: Run) -> None:
    instance = run(around(many("${[1, 2]}", "each"), beside=on_sub("late")))
    assert instance.tasks == ["told_task", "told_task", "work", "work"]
    instance = run(around(many("${[1, 2]}", "each"), beside=on_sub("late", interrupts=True)))
    assert instance.tasks == ["told_task"]


def test_a_called_process_escalates_to_the_boundary_of_its_call(run: Run) -> None:
    call = element("callActivity", "sub", calledElement="other")
    diagram = process(start(), call, on_sub("late"), user("next"), end(), flows="start sub next end", extra=EXTRA)
    instance = run(diagram)
    token = instance.calls[0].token
    instance.do(Escalate(token, "late"))
    assert (instance.tasks, len(instance.calls)) == (["told_task"], 1)
    assert instance.do(Escalate(token, "dear")).escalations == ["dear"]
    instance.give_back(token)
    assert instance.tasks == ["next", "told_task"]
