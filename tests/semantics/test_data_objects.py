"""Where data lives: data objects, their references and states, properties, data stores (BPMN 2.0.2, 10.4.1)."""

from __future__ import annotations

from collections.abc import Callable

from engine.dialect.linter import lint_files
from engine.semantics.outcome import UserTaskOpened
from engine.testing import ProcessRun
from tests.diagrams import again, element, end, event_subprocess, process, script, signal, start, subprocess, task, user
from tests.semantics.test_data_associations import transformed

Run = Callable[..., ProcessRun]

NOTE = element("dataObject", "note")


def noting(node: str, value: str) -> str:
    """A task that gives the data object its value."""
    return task(node, transformed("Output", "any", "note", value))


def test_references_in_different_states_are_one_data_object_10_4_1(run: Run) -> None:
    drawn = (
        element("dataObjectReference", f"note_{state}", element("dataState", name=state), dataObjectRef="note")
        for state in ("new", "checked")
    )
    write = task("write", transformed("Output", "any", "note_new", "${1}"))
    change = task("change", transformed("Output", "any", "note_checked", "${note + 1}"))
    diagram = process(NOTE, *drawn, start(), write, change, end(), flows="start write change end")
    assert run(diagram).data == {"note": 2}


def test_a_data_object_of_a_subprocess_lives_as_long_as_it_10_4_1(run: Run) -> None:
    inside = subprocess(
        "inside", NOTE, start("in"), noting("write", "${7}"), script("look", "seen = note"), end("out"),
        flows="in write look out",
    )  # fmt: skip
    assert run(process(start(), inside, end(), flows="start inside end")).data == {"seen": 7}


def test_a_data_object_of_a_subprocess_hides_the_one_around_it_10_4_1(run: Run) -> None:
    inside = subprocess("inside", NOTE, start("in"), noting("write", "${7}"), end("out"), flows="in write out")
    diagram = process(start(), inside, user("after"), end(), flows="start inside after end")
    instance = run(diagram, {"note": "ours"})
    assert (instance.tasks, instance.data) == (["after"], {"note": "ours"})


def test_a_property_of_a_subprocess_lives_as_long_as_it_10_4_1(run: Run) -> None:
    counted = element("property", "counted", name="count")
    write = task("write", transformed("Output", "any", "counted", "${7}"))
    inside = subprocess("inside", counted, start("in"), write, end("out"), flows="in write out")
    assert run(process(start(), inside, end(), flows="start inside end"), {"count": 1}).data == {"count": 1}


def test_a_data_object_of_a_subprocess_is_not_seen_outside_10_4_1() -> None:
    inside = subprocess("inside", NOTE, start("in"), noting("write", "${7}"), end("out"), flows="in write out")
    diagram = process(start(), inside, noting("other", "${8}"), end(), flows="start inside other end")
    errors = [found for found in lint_files({"p.bpmn": diagram}) if found.severity == "error"]
    assert [(found.rule, found.element_id) for found in errors] == [("data-not-executed", "other")]


def test_every_round_of_a_subprocess_has_its_own_data_object_10_4_1(run: Run) -> None:
    look = script("look", "seen = seen + [note]")
    inside = subprocess(
        "inside", NOTE, start("in"), look, noting("write", "${7}"), end("out"), again(loopMaximum="2"),
        flows="in look write out",
    )  # fmt: skip
    assert run(process(start(), inside, end(), flows="start inside end"), {"seen": []}).data == {"seen": [None, None]}


def test_an_event_subprocess_has_its_own_data_object_10_4_1(run: Run) -> None:
    handler = event_subprocess(
        "handler", signal("news"), NOTE, noting("write", "${price}"), script("look", "seen = note"), end("handled"),
        flows="handler_begins write look handled", interrupts=False,
    )  # fmt: skip
    news = element("signal", "news", name="price.changed")
    instance = run(process(start(), user("work"), end(), handler, flows="start work end", extra=[news]))
    for price in (3, 4):
        instance.signal("price.changed", price=price)
        assert instance.data == {"price": price, "seen": price}


def test_a_property_of_a_task_is_its_own_10_4_1(run: Run) -> None:
    counted = element("property", "counted", name="count")
    count = task("work", counted, "<script>count = n + 1; seen = count</script>", tag="scriptTask")
    instance = run(process(start(), count, end(), flows="start work end"), {"n": 1})
    assert instance.data == {"n": 1, "seen": 2}


def test_a_property_of_a_task_takes_what_comes_from_outside_by_its_name_10_4_1(run: Run) -> None:
    counted = element("property", "counted", name="count")
    work = task("work", counted, transformed("Input", "any", "counted", "${n + 1}"), tag="userTask", name="${count}")
    instance = run(process(start(), work, end(), flows="start work end"), {"n": 1})
    assert [opened.name for opened in instance.open.values() if isinstance(opened, UserTaskOpened)] == ["2"]
    instance.complete("work", count=5, agreed=True)
    assert (instance.ended, instance.data) == (True, {"n": 1, "agreed": True})


def test_an_output_for_what_ends_with_the_activity_is_refused_10_4_1() -> None:
    counted = element("property", "counted", name="count")
    output = transformed("Output", "any", "counted", "${7}")
    inside = subprocess("inside", counted, start("in"), end("out"), output, flows="in out")
    for node in (task("work", counted, output), inside):
        diagram = process(start(), node, end(), flows="start work end" if "work" in node else "start inside end")
        errors = [found for found in lint_files({"p.bpmn": diagram}) if found.severity == "error"]
        assert [found.rule for found in errors] == ["data-not-executed"]
        assert "ends with it" in errors[0].message


def test_a_property_is_a_variable_that_no_picture_shows_10_4_1(run: Run) -> None:
    write = task("write", transformed("Output", "any", "counted", "${n + 1}"))
    counted = element("property", "counted", name="count")
    assert run(process(counted, start(), write, end(), flows="start write end"), {"n": 1}).data == {"n": 1, "count": 2}


def test_types_and_collections_of_data_objects_check_nothing_10_4_1(run: Run) -> None:
    typed = element("dataObject", "note", itemSubjectRef="text", isCollection="true")
    text = element("itemDefinition", "text", structureRef="xsd:string", isCollection="true")
    diagram = process(typed, start(), noting("write", "${7}"), end(), flows="start write end", extra=[text])
    assert run(diagram).data == {"note": 7}


def test_a_data_store_that_is_only_drawn_changes_nothing_10_4_1(run: Run) -> None:
    drawn = element("dataStoreReference", "archive", name="archive", dataStoreRef="store")
    shown = element("dataOutputAssociation", "", "<targetRef>archive</targetRef>")
    work = task("work", shown, tag="userTask")
    diagram = process(drawn, start(), work, end(), flows="start work end", extra=[element("dataStore", "store")])
    instance = run(diagram)
    instance.complete("work", price=7)
    assert (instance.ended, instance.data) == (True, {"price": 7})
