"""Receive tasks and send tasks (BPMN 2.0.2, 10.3.3 and 13.3.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import BpmnError
from engine.semantics.outcome import MessageAwaited
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    element,
    end,
    extended,
    many,
    mapping,
    process,
    properties,
    start,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]


def receiving(*content: str, beside: str = "", flows: str = "") -> bytes:
    """Waits for a payment at ``wait``; ``next`` comes after, ``remind`` is for what stands on its boundary."""
    wait = task("wait", *content, tag="receiveTask", messageRef="paid")
    return process(
        start(), wait, beside, user("next", "remind"), end(), flows=f"start wait next end; remind end; {flows}",
        extra=[element("message", "paid", name="invoice.paid"), element("error", "sold_out", errorCode="sold_out")],
    )  # fmt: skip


def awaited(instance: ProcessRun) -> list[tuple[str, str | None]]:
    return [(m.name, m.correlation_key) for m in instance.open.values() if isinstance(m, MessageAwaited)]


def test_a_receive_task_waits_for_its_message_and_takes_the_payload(run: Run) -> None:
    instance = run(receiving())
    assert (awaited(instance), instance.tasks) == ([("invoice.paid", None)], [])
    instance.receive("invoice.paid", amount=100.5)
    assert (instance.tasks, instance.data, awaited(instance)) == (["next"], {"amount": 100.5}, [])
    assert instance.passed() == ["start", "wait"]


def test_a_receive_task_has_a_correlation_key_as_an_event_has(run: Run) -> None:
    instance = run(receiving(extended(properties(correlationKey="${invoice}"))), {"invoice": 17})
    assert awaited(instance) == [("invoice.paid", "17")]


def test_a_correlation_key_that_cannot_be_computed_is_mended_by_a_retry(run: Run) -> None:
    instance = run(receiving(extended(properties(correlationKey="${invoice}"))))
    assert [i.element_id for i in instance.incidents] == ["wait"]
    instance.retry("wait", invoice=17)
    assert awaited(instance) == [("invoice.paid", "17")]


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_correlation_key_is_an_incident_and_takes_nobody_elses_message(run: Run, empty: object) -> None:
    instance = run(receiving(extended(properties(correlationKey="${invoice}"))), {"invoice": empty})
    assert ([i.element_id for i in instance.incidents], awaited(instance)) == (["wait"], [])
    instance.retry("wait", invoice=17)
    assert awaited(instance) == [("invoice.paid", "17")]


def test_output_parameters_let_only_a_part_of_the_payload_out(run: Run) -> None:
    instance = run(receiving(extended(mapping(outputs={"total": "${amount * 2}"}))))
    instance.receive("invoice.paid", amount=4, note="thanks")
    assert instance.data == {"total": 8}


def test_a_timer_on_the_boundary_withdraws_the_message(run: Run) -> None:
    instance = run(receiving(beside=boundary("late", "wait", timer("P2D")), flows="late remind"))
    instance.forward(days=2)
    assert (instance.tasks, awaited(instance)) == (["remind"], [])


def test_a_message_withdraws_the_timer_on_the_boundary(run: Run) -> None:
    instance = run(receiving(beside=boundary("late", "wait", timer("P2D")), flows="late remind"))
    instance.receive("invoice.paid")
    assert (instance.tasks, instance.timers) == (["next"], [])


def test_every_iteration_of_a_receive_task_waits_for_a_message_of_its_own(run: Run) -> None:
    results = "<loopDataOutputRef>amounts</loopDataOutputRef><outputDataItem name='amount'/>"
    key = extended(properties(correlationKey="${invoice}"))
    instance = run(receiving(key, many("${[7, 8]}", "invoice", results)))
    assert awaited(instance) == [("invoice.paid", "7"), ("invoice.paid", "8")]
    instance.receive("invoice.paid", amount=70)
    assert instance.tasks == []
    instance.receive("invoice.paid", amount=80)
    assert (instance.tasks, instance.data) == (["next"], {"amounts": [70, 80]})


def sending(*events: str, flows: str = "") -> bytes:
    parameters = extended(mapping({"to": "${client}"}, {"letter": "${result.id}"}))
    send = task("send", parameters, tag="sendTask", camunda__topic="mail.send")
    return process(
        start(), send, *events, user("next", "call"), end(), flows=f"start send next end; call end; {flows}",
        extra=[element("error", "refused", name="Refused", errorCode="refused")],
    )  # fmt: skip


def test_a_send_task_performs_its_operation(run: Run) -> None:
    instance = run(sending(), {"client": "a@b.ru"}, results={"mail.send": {"id": 9}})
    assert instance.effects.performed == [("mail.send", {"to": "a@b.ru"})]
    assert (instance.tasks, instance.data["letter"], instance.passed()) == (["next"], 9, ["start", "send"])


@pytest.mark.parametrize(("code", "tasks"), [("refused", ["call"]), ("other", [])])
def test_an_error_of_a_send_task_is_caught_on_its_boundary_or_an_incident(
    run: Run, code: str, tasks: list[str]
) -> None:
    caught = boundary("no", "send", '<errorEventDefinition errorRef="refused"/>')
    diagram = sending(caught, flows="no call")
    instance = run(diagram, {"client": "a@b.ru"}, results={"mail.send": BpmnError(code)})
    assert (instance.tasks, len(instance.incidents)) == (tasks, 1 - len(tasks))
