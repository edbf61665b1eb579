"""What a process has to give when it ends: its data outputs and output sets (BPMN 2.0.2, 10.4.1 and 10.4.2)."""

from __future__ import annotations

from collections.abc import Callable

from engine import runtime
from engine.dialect.linter import lint_files
from engine.testing import ProcessRun
from tests.diagrams import (
    element,
    end,
    event_subprocess,
    gateway,
    process,
    signal,
    start,
    task,
    throw,
    undoing,
    user,
)

Run = Callable[..., ProcessRun]

NEWS = element("signal", "news", name="price.changed")
PARALLEL = gateway("parallel", "fork")


def output_set(*given: str, optional: str = "") -> str:
    refs = "".join(f"<dataOutputRefs>out_{name}</dataOutputRefs>" for name in (*given, *filter(None, [optional])))
    return element(
        "outputSet", "", refs, f"<optionalOutputRefs>out_{optional}</optionalOutputRefs>" if optional else ""
    )


def giving(*sets: str) -> str:
    outputs = "".join(element("dataOutput", f"out_{name}", name=name) for name in ("price", "note"))
    return element("ioSpecification", "", outputs, element("inputSet"), *sets)


PRICE = giving(output_set("price"))


def test_a_process_does_not_end_without_its_data_outputs_but_without_optional_ones_10_4_1(run: Run) -> None:
    diagram = process(
        giving(output_set("price", optional="note")), start(), user("work"), end(), flows="start work end"
    )
    instance = run(diagram)
    instance.complete("work", price=7)
    assert (instance.ended, instance.data) == (True, {"price": 7})
    instance = run(diagram)
    instance.complete("work", note="cheap")
    (incident,) = instance.incidents
    assert (incident.element_id, "no price" in incident.message, instance.ended) == ("end", True, False)
    instance.retry("end", price=8)
    assert (instance.ended, instance.data) == (True, {"note": "cheap", "price": 8})
    assert instance.history.count(("completed", "end")) == 1


def test_one_of_several_output_sets_is_enough(run: Run) -> None:
    diagram = process(giving(output_set("price"), output_set("note")), start(), user("work"), end(),
                      flows="start work end")  # fmt: skip
    for values, incidents in (({"note": "cheap"}, 0), ({}, 1)):
        instance = run(diagram)
        instance.complete("work", **values)
        assert (instance.ended, len(instance.incidents)) == (not incidents, incidents)


def test_only_the_last_of_several_ends_needs_them_10_4_1(run: Run) -> None:
    diagram = process(PRICE, start(), PARALLEL, user("one", "two"), end(), end("other"),
                      flows="start fork one end; fork two other")  # fmt: skip
    instance = run(diagram)
    instance.complete("one")
    assert (instance.incidents, instance.tasks) == ([], ["two"])
    instance.complete("two")
    assert [incident.element_id for incident in instance.incidents] == ["other"]


def test_a_terminate_end_needs_them_too(run: Run) -> None:
    stop = end("stop", "<terminateEventDefinition/>")
    diagram = process(
        PRICE, start(), PARALLEL, user("one", "two"), end(), stop, flows="start fork one end; fork two stop"
    )
    instance = run(diagram)
    instance.complete("two")
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["stop"], [])
    instance.retry("stop", price=1)
    assert instance.ended


def test_a_process_that_ends_with_its_event_subprocess_needs_them(run: Run) -> None:
    handler = event_subprocess("handler", signal("news"), end("handled"), flows="handler_begins handled")
    instance = run(process(PRICE, start(), user("work"), end(), handler, flows="start work end", extra=[NEWS]))
    instance.signal("price.changed")
    assert [i.element_id for i in instance.incidents] == ["handler"]
    instance.retry("handler", price=1)
    assert instance.ended


def test_a_process_that_ends_with_what_came_late_to_a_gateway_needs_them(run: Run) -> None:
    join = element(
        "complexGateway", "join", "<activationCondition>sum(values(activationCount)) > 0</activationCondition>"
    )
    diagram = process(PRICE, start(), PARALLEL, user("one", "two"), join, end(),
                      flows="start fork one join end; fork two join")  # fmt: skip
    instance = run(diagram)
    instance.complete("one")
    instance.complete("two")
    assert [i.element_id for i in instance.incidents] == ["join"]
    instance.retry("join", price=1)
    assert instance.ended


def test_a_process_that_ends_with_what_is_undone_beside_it_stands_at_its_end_without_them(run: Run) -> None:
    undo = throw("undo", '<compensateEventDefinition waitForCompletion="false"/>')
    diagram = process(PRICE, start(), task("work"), undoing("work"), undo, end(), flows="start work undo end")
    for values, ends in (({"price": 1}, True), ({}, False)):
        instance = run(diagram)
        instance.complete("undo_work", **values)
        assert (instance.ended, [i.element_id for i in instance.incidents]) == (ends, [] if ends else ["end"])
    instance.retry("end", price=1)
    assert instance.ended


def test_whoever_leaves_the_incident_behind_lets_it_end_without_them(run: Run) -> None:
    instance = run(process(PRICE, start(), user("work"), end(), flows="start work end"))
    instance.complete("work")
    instance.skip("end")
    assert (instance.ended, instance.data) == (True, {})


def test_what_is_cancelled_needs_no_data_outputs(run: Run) -> None:
    instance = run(process(PRICE, start(), user("work"), end(), flows="start work end"))
    instance.do(runtime.Cancel())
    assert (instance.ended, instance.incidents) == (True, [])


def test_an_output_set_of_what_is_not_declared_is_refused() -> None:
    diagram = process(giving(output_set("total")), start(), end(), flows="start end")
    errors = [found for found in lint_files({"p.bpmn": diagram}) if found.severity == "error"]
    assert [(found.rule, found.element_id) for found in errors] == [("data-output-undeclared", "p")]
