"""Link events (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import catch, element, end, flow, gateway, process, start, subprocess, user

Run = Callable[..., ProcessRun]


def link(name: str) -> str:
    return element("linkEventDefinition", name=name)


def throw(element_id: str, name: str) -> str:
    return element("intermediateThrowEvent", element_id, link(name))


def test_a_token_goes_on_where_the_name_is_caught(run: Run) -> None:
    diagram = process(
        start(), throw("to_b", "B"), throw("to_a", "A"), catch("at_a", link("A")), catch("at_b", link("B")),
        user("a", "b"), end(), flows="start to_b; at_b b to_a; at_a a end",
    )  # fmt: skip
    instance = run(diagram)
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["a"]
    instance.complete("a")
    assert (instance.ended, instance.passed()) == (
        True, ["start", "to_b", "at_b", "b", "to_a", "at_a", "a", "end"]
    )  # fmt: skip


def test_several_events_can_lead_to_one(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), throw("one", "A"), throw("other", "A"), catch("at_a", link("A")),
        user("a"), end(), flows="start fork one; fork other; at_a a end",
    )  # fmt: skip
    assert run(diagram).tasks == ["a", "a"]


def test_a_link_can_lead_back(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "again"), user("a"), gateway("exclusive", "enough", default="enough_end"),
        throw("back", "again"), catch("from_back", link("again")), end(), flow("enough", "back", "${more}"),
        flows="start again a enough end; from_back again",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a", more=True)
    assert instance.tasks == ["a"]
    instance.complete("a", more=False)
    assert instance.ended


def test_the_same_name_in_a_subprocess_is_another_link(run: Run) -> None:
    sub = subprocess("sub", start("inside"), throw("inner", "A"), catch("at_inner", link("A")), user("b"), end("done"),
                     flows="inside inner; at_inner b done")  # fmt: skip
    diagram = process(
        start(), sub, throw("outer", "A"), catch("at_outer", link("A")), user("a"), end(),
        flows="start sub outer; at_outer a end",
    )  # fmt: skip
    instance = run(diagram)
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["a"]


def test_an_inclusive_join_waits_for_a_token_that_can_come_by_a_link(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b", "after"), throw("jump", "there"),
        catch("landing", link("there")), gateway("inclusive", "join"), end(),
        flows="start fork a join after end; fork b jump; landing join",
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("a")
    assert instance.tasks == ["b"]
    instance.complete("b")
    assert instance.tasks == ["after"]


def test_the_history_tells_of_no_flow_that_is_not_drawn(run: Run) -> None:
    diagram = process(start(), user("a"), throw("jump", "A"), catch("landing", link("A")), end(),
                      flows="start a jump; landing end")  # fmt: skip
    outcome = run(diagram).complete("a")
    told = {line.element_id: line.data for line in outcome.happenings}
    assert told == {"a": {"flows": ["a_jump"]}, "jump": None, "landing": {"flows": ["landing_end"]}, "end": None}
