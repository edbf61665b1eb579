"""Compensation (BPMN 2.0.2, 10.7 and 13.5.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import (
    again,
    boundary,
    element,
    end,
    event_subprocess,
    extended,
    many,
    mapping,
    process,
    start,
    subprocess,
    task,
    throw,
    timer,
    undoing,
    user,
)

Run = Callable[..., ProcessRun]
ALL = "<compensateEventDefinition/>"


def named(activity: str) -> str:
    return element("compensateEventDefinition", activityRef=activity)


def trip(*more: str) -> str:
    """A subprocess in which two things are done that can be undone."""
    content = start("in"), user("goods"), undoing("goods"), user("lorry"), undoing("lorry"), end("out")
    return subprocess("trip", *content, *more, flows="in goods lorry out")


def done(instance: ProcessRun, *element_ids: str) -> ProcessRun:
    for element_id in element_ids:
        instance.complete(element_id)
    return instance


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


def test_a_completed_subprocess_is_undone_by_undoing_what_was_done_in_it_13_5_5(run: Run) -> None:
    diagram = process(
        start(), user("before"), undoing("before"), trip(), user("decide"), throw("undo", ALL), user("tell"), end(),
        flows="start before trip decide undo tell end",
    )  # fmt: skip
    instance = done(run(diagram), "before", "goods", "lorry", "decide")
    assert instance.tasks == ["undo_lorry"]
    done(instance, "undo_lorry")
    assert instance.tasks == ["undo_goods"]
    done(instance, "undo_goods", "undo_before")
    assert (instance.tasks, instance.passed().count("trip")) == (["tell"], 1)


def test_what_is_drawn_to_undo_a_subprocess_is_done_instead_of_undoing_what_is_in_it(run: Run) -> None:
    diagram = process(
        start(), trip(), undoing("trip"), throw("undo", ALL), end(), flows="start trip undo end"
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry")
    assert instance.tasks == ["undo_trip"]
    done(instance, "undo_trip")
    assert instance.ended


def undone_inside(*content: str, flows: str) -> bytes:
    """A subprocess with a compensation event subprocess."""
    handler = event_subprocess("mend", ALL, *content, end("mended"), flows=flows)
    return process(
        start(), trip(handler), user("decide"), throw("undo", ALL), end(), flows="start trip decide undo end"
    )


def test_a_compensation_event_subprocess_undoes_the_subprocess_it_is_in_10_7_2(run: Run) -> None:
    diagram = undone_inside(user("call"), flows="mend_begins call mended")
    instance = done(run(diagram), "goods", "lorry", "decide")
    assert instance.tasks == ["call"]
    done(instance, "call")
    assert instance.ended


def test_a_compensation_event_subprocess_may_undo_what_was_done_beside_it(run: Run) -> None:
    diagram = undone_inside(user("call"), throw("each", ALL), flows="mend_begins call each mended")
    instance = done(run(diagram), "goods", "lorry", "decide", "call")
    assert instance.tasks == ["undo_lorry"]
    done(instance, "undo_lorry", "undo_goods")
    assert instance.ended


def test_a_compensation_event_subprocess_does_not_start_while_its_subprocess_runs(run: Run) -> None:
    diagram = undone_inside(user("call"), flows="mend_begins call mended")
    instance = done(run(diagram), "goods")
    assert instance.tasks == ["lorry"]


def test_a_subprocess_is_undone_with_its_own_variables_as_they_were_and_those_around_as_they_are(run: Run) -> None:
    kept = extended(mapping({"number": "${number + 1}"}, {"number": "${number * 10}"}))
    told = extended(mapping({"number": "${number}", "outside": "${outside}"}))
    cancel = task("cancel", told, tag="serviceTask", isForCompensation="true", camunda__topic="cancel")
    sub = subprocess(
        "trip", kept, start("in"), user("goods"), boundary("undone", "goods", ALL), cancel, end("out"),
        element("association", "by", sourceRef="undone", targetRef="cancel"), flows="in goods out",
    )  # fmt: skip
    diagram = process(start(), sub, user("decide"), throw("all", ALL), end(), flows="start trip decide all end")
    instance = done(run(diagram, {"number": 1, "outside": "then"}), "goods")
    assert instance.data["number"] == 20
    instance.complete("decide", outside="later")
    assert (instance.ended, instance.effects.performed) == (True, [("cancel", {"number": 2, "outside": "later"})])


def test_an_event_inside_undoes_an_activity_that_is_further_out(run: Run) -> None:
    inner = subprocess("inner", start("in"), user("ask"), throw("undo", named("goods")), user("after"), end("out"),
                       flows="in ask undo after out")  # fmt: skip
    diagram = process(
        start(), user("goods"), undoing("goods"), user("lorry"), undoing("lorry"), inner, end(),
        flows="start goods lorry inner end",
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry", "ask")
    assert instance.tasks == ["undo_goods"]
    done(instance, "undo_goods", "after")
    assert instance.ended


def test_what_is_undone_further_out_goes_with_who_has_asked_for_it(run: Run) -> None:
    inner = subprocess("inner", start("in"), throw("undo", named("goods")), end("out"), flows="in undo out")
    diagram = process(
        start(), user("goods"), undoing("goods"), inner, boundary("late", "inner", timer("P1D")), user("next"), end(),
        flows="start goods inner end; late next end",
    )  # fmt: skip
    instance = done(run(diagram), "goods")
    instance.forward(days=1)
    assert instance.tasks == ["next"]


def test_an_event_subprocess_undoes_what_was_done_around_it(run: Run) -> None:
    handler = event_subprocess("handle", element("errorEventDefinition", errorRef="bad"), throw("undo", ALL),
                               end("handled"), flows="handle_begins undo handled")  # fmt: skip
    fails = end("fails", element("errorEventDefinition", errorRef="bad"))
    diagram = process(
        start(), user("goods"), undoing("goods"), user("lorry"), undoing("lorry"), fails, handler,
        flows="start goods lorry fails", extra=[element("error", "bad", errorCode="bad")],
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry")
    assert instance.tasks == ["undo_lorry"]
    done(instance, "undo_lorry", "undo_goods")
    assert instance.ended


@pytest.mark.parametrize("sequential", [True, False])
def test_a_repeated_activity_is_undone_once_for_each_completed_iteration_latest_first(
    run: Run, sequential: bool
) -> None:
    """The handler knows which one it is about, and those that were not completed are not undone."""
    enough = element("completionCondition").replace("><", ">${nrOfCompletedInstances == 2}<")
    goods = task("goods", many("${items}", "item", enough, sequential=sequential), tag="userTask")
    note = task("undo", "<script>undone = undone + [item]</script>", tag="scriptTask", isForCompensation="true")
    diagram = process(
        start(), goods, boundary("undone", "goods", ALL), note, throw("all", ALL), end(),
        element("association", "by", sourceRef="undone", targetRef="undo"), flows="start goods all end",
    )  # fmt: skip
    instance = done(run(diagram, {"items": ["a", "b", "c"], "undone": []}), "goods", "goods")
    assert (instance.ended, instance.data["undone"]) == (True, ["b", "a"])


def test_every_round_of_a_looped_subprocess_is_undone(run: Run) -> None:
    diagram = process(
        start(), trip(again(loopMaximum="2")), throw("undo", ALL), end(), flows="start trip undo end"
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry", "goods", "lorry")
    for undo in ["undo_lorry", "undo_goods", "undo_lorry", "undo_goods"]:
        assert instance.tasks == [undo]
        done(instance, undo)
    assert instance.ended


def test_an_event_that_does_not_wait_goes_on_while_its_scope_does_not_end_before_all_is_undone(run: Run) -> None:
    diagram = process(
        start(), user("goods"), undoing("goods"), user("lorry"), undoing("lorry"),
        throw("undo", element("compensateEventDefinition", waitForCompletion="false")), user("tell"), end(),
        flows="start goods lorry undo tell end",
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry")
    assert instance.tasks == ["tell", "undo_lorry"]
    done(instance, "tell", "undo_lorry")
    assert (instance.tasks, instance.ended) == (["undo_goods"], False)
    done(instance, "undo_goods")
    assert instance.ended


def test_an_event_that_does_not_wait_leaves_nothing_behind_when_there_is_nothing_to_undo(run: Run) -> None:
    undo = throw("undo", element("compensateEventDefinition", waitForCompletion="false"))
    assert run(process(start(), undo, end(), flows="start undo end")).ended
