"""Data associations that compute (BPMN 2.0.2, 10.4.2): what activities take and give, what events take along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.semantics.outcome import MessageSent
from engine.testing import ProcessRun
from tests.diagrams import element, end, message, process, start, task, throw, user

Run = Callable[..., ProcessRun]

TOTAL = element("dataObject", "total") + element("dataObjectReference", "total_drawn", dataObjectRef="total")
SETS = element("inputSet") + element("outputSet")
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


def copied(direction: str, source: str, target: str) -> str:
    return element(f"data{direction}Association", "", text("sourceRef", source), text("targetRef", target))


def io(*inputs: str) -> str:
    """Data inputs called like their ids without the first word."""
    declared = (element("dataInput", name, name=name.removeprefix("in_")) for name in inputs)
    return element("ioSpecification", "", *declared, SETS)


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


def test_an_association_without_a_transformation_copies_a_data_object_into_a_data_input_10_4_2(run: Run) -> None:
    work = task("work", io("in_amount"), copied("Input", "total_drawn", "in_amount"), tag="serviceTask",
                camunda__topic="pay")  # fmt: skip
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"), {"total": 21})
    assert (instance.effects.performed, instance.data) == ([("pay", {"amount": 21})], {"total": 21})


def test_a_data_input_whose_source_is_not_there_waits_for_it_10_4_2(run: Run) -> None:
    work = task("work", io("in_amount"), copied("Input", "total_drawn", "in_amount"), tag="serviceTask",
                camunda__topic="pay")  # fmt: skip
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"))
    assert ([i.element_id for i in instance.incidents], instance.effects.performed) == (["work"], [])
    instance.retry("work", total=3)
    assert (instance.ended, instance.effects.performed) == (True, [("pay", {"amount": 3})])


@pytest.mark.parametrize("tag", ["serviceTask", "callActivity"])
def test_an_optional_data_input_whose_source_is_not_there_holds_up_nothing_10_4_1(run: Run, tag: str) -> None:
    refs = "".join(text("dataInputRefs", f"in_{name}") for name in ("amount", "note"))
    declared = "".join(element("dataInput", f"in_{name}", name=name) for name in ("amount", "note"))
    optional = element("inputSet", "", refs, text("optionalInputRefs", "in_note"))
    specification = element("ioSpecification", "", declared, optional, element("outputSet"))
    work = task("work", specification, transformed("Input", "total_drawn", "in_amount", "${total * 2}"),
                copied("Input", "note", "in_note"), tag=tag, camunda__topic="pay", calledElement="other")  # fmt: skip
    diagram = process(TOTAL, element("dataObject", "note"), start(), work, end(), flows="start work end")
    for given, passed in (({}, {}), ({"note": "soon"}, {"note": "soon"})):
        instance = run(diagram, {"total": 1, **given})
        asked = [call.variables for call in instance.calls] + [arguments for _, arguments in instance.effects.performed]
        assert (asked, instance.incidents) == ([{"amount": 2, **passed}], [])


def test_an_optional_data_output_that_is_not_there_changes_nothing_10_4_1(run: Run) -> None:
    refs = text("dataOutputRefs", "out_price") + text("optionalOutputRefs", "out_price")
    outputs = element("ioSpecification", "", element("dataOutput", "out_price", name="price"), element("inputSet"),
                      element("outputSet", "", refs))  # fmt: skip
    work = task("work", outputs, copied("Output", "out_price", "total_drawn"), tag="userTask")
    diagram = process(TOTAL, start(), work, end(), flows="start work end")
    for values, after in (({"price": 7}, {"total": 7}), ({}, {})):
        instance = run(diagram)
        instance.complete("work", **values)
        assert (instance.ended, instance.data) == (True, after)


def test_an_association_without_a_transformation_copies_a_data_output_into_a_data_object_10_4_2(run: Run) -> None:
    outputs = element("ioSpecification", "", element("dataOutput", "out_price", name="price"), SETS)
    work = task("work", outputs, copied("Output", "out_price", "total_drawn"), tag="userTask")
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"))
    instance.complete("work", price=7, comment="stays inside")
    assert instance.data == {"total": 7}


def test_a_throwing_event_takes_along_what_is_copied_into_its_data_input_10_4_2(run: Run) -> None:
    taken = element("dataInput", "in_amount", name="amount") + copied("Input", "total_drawn", "in_amount")
    tell = throw("tell", taken, element("inputSet"), message("sent"))
    instance = run(process(TOTAL, start(), tell, end(), flows="start tell end", extra=[SENT]), {"total": 5})
    assert [sent.payload for sent in instance.sent if isinstance(sent, MessageSent)] == [{"amount": 5}]


def test_a_call_passes_its_data_inputs_and_takes_its_data_outputs_10_3_6(run: Run) -> None:
    specification = element(
        "ioSpecification", "", element("dataInput", "in_amount", name="amount"),
        element("dataOutput", "out_price", name="price"), SETS,
    )  # fmt: skip
    call = task(
        "ask", specification, transformed("Input", "total_drawn", "in_amount", "${total * 2}"),
        copied("Output", "out_price", "total_drawn"), tag="callActivity", calledElement="other",
    )  # fmt: skip
    instance = run(process(TOTAL, start(), call, end(), flows="start ask end"), {"total": 21})
    (requested,) = instance.calls
    assert requested.variables == {"amount": 42}
    instance.give_back(requested.token, price=5, internal="stays there")
    assert (instance.ended, instance.data) == (True, {"total": 5})


def test_data_outputs_of_a_call_that_lead_nowhere_or_are_not_there_change_nothing_10_3_6(run: Run) -> None:
    declared = "".join(element("dataOutput", f"out_{name}", name=name) for name in ("price", "note"))
    specification = element("ioSpecification", "", declared, SETS)
    for led, after in (("", {}), (copied("Output", "out_price", "total_drawn"), {"total": 5})):
        call = task("ask", specification, led, tag="callActivity", calledElement="other")
        instance = run(process(TOTAL, start(), call, end(), flows="start ask end"))
        instance.give_back(instance.calls[0].token, price=5)
        assert (instance.ended, instance.data) == (True, after)


def test_a_loop_goes_over_the_data_that_is_joined_to_its_data_input_10_3_8(run: Run) -> None:
    """Table 10.31: the collection, the item and the results by reference."""
    specification = element(
        "ioSpecification", "", element("dataInput", "in_all", name="numbers"),
        element("dataInput", "in_amount", name="amount"), element("dataOutput", "out_all", name="answers"), SETS,
    )  # fmt: skip
    loop = element(
        "multiInstanceLoopCharacteristics", "", text("loopDataInputRef", "in_all"),
        text("loopDataOutputRef", "out_all"), element("inputDataItem", "one"), element("outputDataItem", "answer"),
    )  # fmt: skip
    work = task(
        "work", specification, copied("Input", "total_drawn", "in_all"), copied("Input", "one", "in_amount"),
        transformed("Output", "answer", "answer", "${result}"), copied("Output", "out_all", "prices_drawn"), loop,
        tag="serviceTask", camunda__topic="pay",
    )  # fmt: skip
    prices = element("dataObject", "prices") + element("dataObjectReference", "prices_drawn", dataObjectRef="prices")
    instance = run(
        process(TOTAL, prices, start(), work, end(), flows="start work end"), {"total": [1, 2]},
        results={"pay": lambda amount: amount * 10},
    )  # fmt: skip
    assert (instance.ended, instance.data) == (True, {"total": [1, 2], "prices": [10, 20]})


def test_an_association_that_computes_nothing_only_shows(run: Run) -> None:
    """As modelers draw it: from a data object to a place nobody has named, and from the node itself."""
    shown = copied("Input", "total_drawn", "nowhere") + element(
        "dataOutputAssociation", "", text("targetRef", "total_drawn")
    )
    place = element("property", "nowhere", name="__targetRef_placeholder")
    work = task("work", place, shown, tag="userTask")
    instance = run(process(TOTAL, start(), work, end(), flows="start work end"))
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
