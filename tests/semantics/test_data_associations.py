"""Data associations that compute (BPMN 2.0.2, 10.4.2): what activities take and give, what events take along."""

from __future__ import annotations

from collections.abc import Callable

from engine.semantics.outcome import MessageSent
from engine.testing import ProcessRun
from tests.diagrams import element, end, message, process, start, task, throw, user

Run = Callable[..., ProcessRun]

TOTAL = element("dataObject", "total") + element("dataObjectReference", "total_drawn", dataObjectRef="total")
SENT = element("message", "sent", name="invoice.sent")


def text(tag: str, value: str) -> str:
    return element(tag).replace("><", f">{value}<")


def transformed(direction: str, source: str, target: str, value: str) -> str:
    return element(
        f"data{direction}Association", "", text("sourceRef", source), text("targetRef", target),
        text("transformation", value),
    )  # fmt: skip


def assigned(direction: str, **values: str) -> str:
    pairs = (element("assignment", "", text("from", value), text("to", name)) for name, value in values.items())
    return element(f"data{direction}Association", "", text("targetRef", "any"), *pairs)


def io(*inputs: str) -> str:
    """Data inputs called like their ids without the first word."""
    declared = (element("dataInput", name, name=name.removeprefix("in_")) for name in inputs)
    return element("ioSpecification", "", *declared, element("inputSet"), element("outputSet"))


def test_a_transformation_computes_a_data_input_by_its_name(run: Run) -> None:
    work = task(
        "work", io("in_amount"), transformed("Input", "total_drawn", "in_amount", "${total * 2}"), tag="serviceTask",
        camunda__topic="pay",
    )  # fmt: skip
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"), {"total": 21})
    assert (instance.effects.performed, instance.data) == ([("pay", {"amount": 42})], {"total": 21})


def test_a_data_object_is_the_variable_called_after_it(run: Run) -> None:
    work = task("work", transformed("Output", "any", "total_drawn", "${price * 3}"), tag="userTask")
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"))
    instance.complete("work", price=7, comment="stays inside")
    assert instance.data == {"total": 21}


def test_assignments_name_what_they_compute(run: Run) -> None:
    work = task("work", assigned("Input", half="${n / 2}"), assigned("Output", seen="${half}"), tag="userTask")
    instance = run(process(start(), work, end(), flows="start work end"), {"n": 8})
    instance.complete("work")
    assert instance.data == {"n": 8, "seen": 4}


def test_an_event_takes_along_what_its_associations_compute(run: Run) -> None:
    tell = throw("tell", assigned("Input", number="${n + 1}"), message("sent"))
    instance = run(process(start(), tell, end(), flows="start tell end", extra=[SENT]), {"n": 1})
    assert [sent.payload for sent in instance.sent if isinstance(sent, MessageSent)] == [{"number": 2}]


def test_an_association_that_computes_nothing_only_shows(run: Run) -> None:
    shown = element("dataOutputAssociation", "", text("targetRef", "total_drawn"))
    instance = run(process(TOTAL, start(), user("work").replace("</", f"{shown}</"), end(), flows="start work end"))
    instance.complete("work", price=7)
    assert instance.data == {"price": 7}


def needing(*sets: str) -> bytes:
    inputs = "".join(element("dataInput", f"in_{name}", name=name) for name in ("client", "amount", "note"))
    specification = element("ioSpecification", "", inputs, *sets, element("outputSet"))
    return process(specification, start(), user("work"), end(), flows="start work end")


def input_set(*needed: str, optional: str = "") -> str:
    refs = [text("dataInputRefs", f"in_{name}") for name in (*needed, *filter(None, [optional]))]
    return element("inputSet", "", *refs, text("optionalInputRefs", f"in_{optional}") if optional else "")


def test_a_process_does_not_begin_without_its_data_inputs_but_without_optional_ones_10_4_1(run: Run) -> None:
    diagram = needing(input_set("client", "amount", optional="note"))
    assert run(diagram, {"client": "A", "amount": 1}).tasks == ["work"]
    instance = run(diagram, {"client": "A"})
    (incident,) = instance.incidents
    assert (incident.element_id, "no amount" in incident.message, instance.tasks) == ("start", True, [])
    instance.retry("start", amount=1)
    assert instance.tasks == ["work"]


def test_one_of_several_input_sets_is_enough(run: Run) -> None:
    diagram = needing(input_set("client"), input_set("amount", "note"))
    assert run(diagram, {"client": "A"}).tasks == ["work"]
    assert run(diagram, {"amount": 1}).incidents
