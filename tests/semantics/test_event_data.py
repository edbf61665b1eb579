"""Data outputs of events: where what an event brings goes to (BPMN 2.0.2, 10.4.2 and 10.5.1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    extended,
    mapping,
    message,
    process,
    properties,
    script,
    signal,
    start,
    subprocess,
    task,
    timer,
    user,
)
from tests.semantics.test_data_associations import copied, transformed

Run = Callable[..., ProcessRun]

TOTAL = element("dataObject", "total")
PAID = element("message", "paid", name="invoice.paid")
NEWS = element("signal", "news", name="price.changed")
GOT = element("dataOutput", "got", name="amount")
TAKEN = GOT + copied("Output", "got", "total") + element("outputSet", "", "<dataOutputRefs>got</dataOutputRefs>")


def test_a_data_output_of_an_event_is_what_its_message_brings_by_that_name_10_5_1(run: Run) -> None:
    wait = catch("wait", TAKEN + message("paid"))
    instance = run(process(TOTAL, start(), wait, user("next"), end(), flows="start wait next end", extra=[PAID]))
    instance.receive("invoice.paid", amount=7, bank="stays with the event")
    assert (instance.tasks, instance.data) == (["next"], {"total": 7})


def test_what_an_event_brings_can_be_computed_with_10_4_2(run: Run) -> None:
    doubled = GOT + transformed("Output", "got", "total", "${amount * 2 + fee}")
    wait = catch("wait", doubled + message("paid"))
    instance = run(process(TOTAL, start(), wait, end(), flows="start wait end", extra=[PAID]), {"fee": 1})
    instance.receive("invoice.paid", amount=7)
    assert (instance.ended, instance.data) == (True, {"fee": 1, "total": 15})


def test_output_parameters_of_an_event_mean_the_same(run: Run) -> None:
    wait = catch("wait", extended(mapping(outputs={"total": "${amount}"})) + message("paid"))
    instance = run(process(start(), wait, end(), flows="start wait end", extra=[PAID]))
    instance.receive("invoice.paid", amount=7, bank="stays with the event")
    assert (instance.ended, instance.data) == (True, {"total": 7})


def test_what_an_event_should_bring_and_does_not_is_an_incident_until_it_is_given_10_4_2(run: Run) -> None:
    wait = catch("wait", TAKEN + message("paid"))
    instance = run(process(TOTAL, start(), wait, end(), flows="start wait end", extra=[PAID]))
    instance.receive("invoice.paid", bank="B")
    assert [incident.element_id for incident in instance.incidents] == ["wait"]
    instance.retry("wait", amount=7)
    assert (instance.ended, instance.data["total"]) == (True, 7)


@pytest.mark.parametrize("interrupts", ["true", "false"])
def test_an_event_on_a_boundary_gives_its_data_outputs_10_5_1(run: Run, interrupts: str) -> None:
    event = boundary("event", "work", TAKEN + signal("news"), cancelActivity=interrupts)
    look = script("look", "seen = total")
    flows = "start work end; event look end"
    instance = run(process(TOTAL, start(), user("work"), event, look, end(), flows=flows, extra=[NEWS]))
    instance.signal("price.changed", amount=7, place="stays with the event")
    assert (instance.tasks, instance.data) == (["work"] * (interrupts == "false"), {"total": 7, "seen": 7})


def test_an_error_on_a_boundary_gives_its_data_outputs_10_5_1(run: Run) -> None:
    code = element("dataOutput", "code", name="error_code") + copied("Output", "code", "total")
    caught = boundary("caught", "work", code + element("errorEventDefinition"))
    inside = subprocess("work", start("in"), end("fails", element("errorEventDefinition", errorRef="refused")),
                        flows="in fails")  # fmt: skip
    refused = element("error", "refused", errorCode="REFUSED")
    instance = run(process(TOTAL, start(), inside, caught, end(), flows="start work end; caught end", extra=[refused]))
    assert (instance.ended, instance.data) == (True, {"total": "REFUSED"})


def test_the_names_camunda_gives_to_what_is_caught_are_data_outputs(run: Run) -> None:
    named = element("errorEventDefinition", camunda__errorCodeVariable="code", camunda__errorMessageVariable="why")
    throws = end("fails", element("errorEventDefinition", errorRef="refused"))
    inside = subprocess("work", start("in"), throws, flows="in fails")
    refused = element("error", "refused", errorCode="REFUSED", camunda__errorMessage="No more than ${limit}")
    diagram = process(start(), inside, boundary("caught", "work", named), end(), flows="start work end; caught end",
                      extra=[refused])  # fmt: skip
    instance = run(diagram, {"limit": 3})
    assert (instance.ended, instance.data) == (True, {"limit": 3, "code": "REFUSED", "why": "No more than 3"})


def test_the_name_camunda_gives_to_an_escalation_is_a_data_output(run: Run) -> None:
    named = element("escalationEventDefinition", camunda__escalationCodeVariable="code")
    throws = end("late", element("escalationEventDefinition", escalationRef="late_one"))
    inside = subprocess("work", start("in"), throws, flows="in late")
    late = element("escalation", "late_one", escalationCode="LATE")
    diagram = process(start(), inside, boundary("caught", "work", named), end(), flows="start work end; caught end",
                      extra=[late])  # fmt: skip
    instance = run(diagram)
    assert (instance.ended, instance.data) == (True, {"code": "LATE"})


def test_the_start_of_an_event_subprocess_gives_its_data_outputs_within_10_5_1(run: Run) -> None:
    handler = event_subprocess(
        "handler", TAKEN + signal("news"), TOTAL, script("look", "seen = total"), end("handled"),
        flows="handler_begins look handled", interrupts=False,
    )  # fmt: skip
    instance = run(process(start(), user("work"), end(), handler, flows="start work end", extra=[NEWS]))
    instance.signal("price.changed", amount=7)
    assert (instance.tasks, instance.data) == (["work"], {"seen": 7})


def test_the_start_of_a_process_gives_its_data_outputs_10_5_1(run: Run) -> None:
    begin = start("begin", TAKEN, message("paid"))
    brought = {"amount": 7, "bank": "stays with the event"}
    instance = run(process(TOTAL, begin, user("work"), end(), flows="begin work end", extra=[PAID]), brought,
                   start="begin", by="invoice.paid")  # fmt: skip
    assert (instance.tasks, instance.data) == (["work"], {"total": 7})


def test_what_a_start_that_waits_for_more_has_brought_is_there_when_all_has_come_10_5_1(run: Run) -> None:
    doubled = GOT + transformed("Output", "got", "total", "${amount + bonus}")
    key = extended(properties(correlationKey="${order}"))
    begin = start("begin", key, doubled, message("paid"), message("sent"), parallelMultiple="true")
    sent = element("message", "sent", name="goods.sent")
    diagram = process(TOTAL, begin, user("work"), end(), flows="begin work end", extra=[PAID, sent])
    instance = run(diagram, {"amount": 7, "order": 1}, start="begin", by="invoice.paid")
    assert (instance.tasks, instance.awaited, instance.data) == ([], ["goods.sent"], {})
    instance.receive("goods.sent", bonus=3)
    assert (instance.tasks, instance.data) == (["work"], {"total": 10})


def test_an_instantiating_receive_task_gives_its_data_outputs_10_3_3(run: Run) -> None:
    outputs = element("ioSpecification", "", GOT, element("inputSet"), element("outputSet"))
    begin = task("begin", outputs, copied("Output", "got", "total"), tag="receiveTask", messageRef="paid",
                 instantiate="true")  # fmt: skip
    brought = {"amount": 7, "bank": "stays with the task"}
    instance = run(process(TOTAL, begin, user("work"), end(), flows="begin work end", extra=[PAID]), brought,
                   start="begin", by="invoice.paid")  # fmt: skip
    assert (instance.tasks, instance.data) == (["work"], {"total": 7})


def test_an_event_that_brings_nothing_can_give_what_is_computed(run: Run) -> None:
    wait = catch("wait", transformed("Output", "any", "total", "${n + 1}") + timer("PT1H"))
    instance = run(process(TOTAL, start(), wait, end(), flows="start wait end"), {"n": 1})
    instance.forward(hours=1)
    assert (instance.ended, instance.data) == (True, {"n": 1, "total": 2})
