"""Scopes of variables and their values (BPMN 2.0.2, 10.4.2 Data; the rules are in engine.semantics.variables)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.testing import ProcessRun
from tests.diagrams import (
    end,
    extended,
    gateway,
    many,
    mapping,
    process,
    script,
    start,
    subprocess,
    user,
)

Run = Callable[..., ProcessRun]


def scripted(*texts: str) -> bytes:
    """Scripts one after another: ``s0``, ``s1`` …, then a person looks."""
    scripts = [script(f"s{number}", text) for number, text in enumerate(texts)]
    row = " ".join(f"s{number}" for number in range(len(texts)))
    return process(start(), *scripts, user("look"), end(), flows=f"start {row} look end")


def within(*content: str) -> bytes:
    """A subprocess with a script ``set`` and a task in it."""
    sub = subprocess("sub", start("inside"), *content, user("look"), end("done"), flows="inside set look done")
    return process(start(), sub, end(), flows="start sub end")


def test_a_new_name_belongs_to_the_process_wherever_it_is_assigned(run: Run) -> None:
    assert run(within(script("set", "found = 1"))).data == {"found": 1}


def test_a_name_the_subprocess_has_itself_stays_in_it(run: Run) -> None:
    diagram = within(extended(mapping({"n": "${5}"})), script("set", "n = n + 1"))
    instance = run(diagram, {"n": 1})
    assert instance.data == {"n": 1}
    (look,) = instance.open.values()
    assert dict(instance.workflow.token(look.token).data)["n"] == 6


def test_output_parameters_close_a_scope_for_old_and_new_names(run: Run) -> None:
    diagram = within(extended(mapping(outputs={"given": "${n}"})), script("set", "n = 2\nnew = 3"))
    instance = run(diagram, {"n": 1})
    instance.complete("look")
    assert instance.data == {"n": 1, "given": 2}


def test_an_iteration_keeps_new_names_and_shares_old_ones(run: Run) -> None:
    sub = subprocess(
        "sub", many("${[1, 2]}", "each"), start("inside"), script("set", "total = total + each\nmine = each"),
        end("done"), flows="inside set done",
    )  # fmt: skip
    instance = run(process(start(), sub, end(), flows="start sub end"), {"total": 0})
    assert instance.data == {"total": 3}


def test_the_item_and_the_counter_are_gone_after_the_iterations(run: Run) -> None:
    task = user("work").replace("></userTask>", f">{many('${[7, 8]}', 'each')}</userTask>")
    instance = run(process(start(), task, user("look"), end(), flows="start work look end"))
    seen = [dict(instance.workflow.token(t).data) for t in instance.open]
    assert [(s["each"], s["loopCounter"], s["nrOfInstances"]) for s in seen] == [(7, 0, 2), (8, 1, 2)]
    instance.complete("work")
    instance.complete("work")
    assert instance.data == {}


def test_what_a_person_submits_in_an_iteration_stays_in_it_unless_it_is_gathered(run: Run) -> None:
    results = "<loopDataOutputRef>offers</loopDataOutputRef><outputDataItem name='price'/>"
    task = user("work").replace("></userTask>", f">{many('${[1, 2]}', 'each', results)}</userTask>")
    instance = run(process(start(), task, user("look"), end(), flows="start work look end"), {"price": "mine"})
    instance.complete("work", price=10, note="a")
    instance.complete("work", price=20, note="b")
    assert instance.data == {"price": "mine", "offers": [10, 20]}


def test_parallel_branches_see_one_set_of_variables(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b"), script("s", "seen = x"), end(),
        flows="start fork a end; fork b s end",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a", x=1)
    instance.complete("b")
    assert instance.data == {"x": 1, "seen": 1}


def test_nested_data_is_never_shared_between_variables(run: Run) -> None:
    diagram = scripted("copy = deal\npart = deal.lines", "deal.lines[0].price = 9\ndeal.open = False")
    instance = run(diagram, {"deal": {"lines": [{"price": 1}], "open": True}})
    assert instance.data["deal"] == {"lines": [{"price": 9}], "open": False}
    assert instance.data["copy"] == {"lines": [{"price": 1}], "open": True}
    assert instance.data["part"] == [{"price": 1}]


def test_nested_data_is_never_shared_between_scopes(run: Run) -> None:
    diagram = within(extended(mapping({"mine": "${deal}"})), script("set", "mine.number = 2"))
    instance = run(diagram, {"deal": {"number": 1}})
    assert instance.data == {"deal": {"number": 1}}


def test_items_of_a_collection_are_never_shared_with_it(run: Run) -> None:
    sub = subprocess(
        "sub", many("${lines}", "line"), start("inside"), script("set", "line.price = 0"), end("done"),
        flows="inside set done",
    )  # fmt: skip
    instance = run(process(start(), sub, user("look"), end(), flows="start sub look end"), {"lines": [{"price": 5}]})
    assert instance.data == {"lines": [{"price": 5}]}


def test_what_was_given_to_the_engine_is_not_changed_by_it(run: Run) -> None:
    given: dict[str, Any] = {"deal": {"lines": [1]}}
    run(scripted("deal.lines.append(2)"), given)
    assert given == {"deal": {"lines": [1]}}


def test_sums_of_money_are_exact(run: Run) -> None:
    instance = run(
        scripted("total = sum(prices)", "same = total == 0.3", "third = round(total / 3, 2)"), {"prices": [0.1, 0.2]}
    )
    assert instance.data == {"prices": [0.1, 0.2], "total": 0.3, "same": True, "third": 0.1}


def test_fifteen_digits_survive_every_step(run: Run) -> None:
    instance = run(scripted("n = n + 0.01", "n = n + 0.01"), {"n": 1234567890123.45})
    assert instance.data == {"n": 1234567890123.47}
    instance.complete("look", m=0.1)
    assert instance.data == {"n": 1234567890123.47, "m": 0.1}


def test_a_truth_is_no_number_even_inside_a_list(run: Run) -> None:
    instance = run(scripted("flags = [True, 1.5]"), {"flags": [1, 1.5]})
    assert [type(flag) for flag in instance.data["flags"]] == [bool, float]


def test_a_value_that_is_no_json_is_an_incident_at_the_script(run: Run) -> None:
    instance = run(scripted("n = 2 ** 80"))
    assert ([i.element_id for i in instance.incidents], instance.data) == (["s0"], {})
