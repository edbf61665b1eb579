"""Messages that processes send one another: one receiver each, kept until there is one."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import delivery
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.messages import ReceivedMessage
from tests.diagrams import (
    boundary,
    element,
    end,
    extended,
    mapping,
    message,
    process,
    properties,
    start,
    task,
    throw,
)
from tests.integration.company import Company, at_once, step

MESSAGES = (element("message", "order", name="order.placed"), element("message", "answer", name="order.answered"))
SENT = extended(mapping({"goods": "${goods}"}), properties(correlationKey="${number}"))


def sends(event: str = "", **told: str) -> bytes:
    extension = extended(mapping({"goods": "${goods}"}), properties(correlationKey="${number}", **told))
    event = event or throw("send", extension, message("order"))
    return process(
        start(), event, step("after"), end(), flows="start send after end", process_id="sends", extra=MESSAGES
    )


def waits(key: str = "${number}") -> bytes:
    named = extended(properties(correlationKey=key)) if key else ""
    event = element("intermediateCatchEvent", "wait", named, message("order"))
    return process(start(), event, step("next"), end(), flows="start wait next end", process_id="waits", extra=MESSAGES)


STARTED = process(
    start("begin", message("order")), step("work"), end(), flows="begin work end", process_id="started", extra=MESSAGES
)
GOODS = {"number": "17", "goods": "chairs"}


def kept(company: Company) -> list[tuple[str, Any]]:
    return [(row.outcome, row.instance_id) for row in company.rows(ReceivedMessage)]


@pytest.mark.parametrize(
    "event",
    [
        "",
        end("send", SENT, message("order")),
        task("send", SENT, tag="sendTask", messageRef="order"),
    ],
    ids=["throw event", "end event", "send task"],
)
def test_a_message_goes_to_the_instance_with_its_key_in_the_same_transaction(company: Company, event: str) -> None:
    if event.startswith("<endEvent"):
        company.deploy(process(start(), event, flows="start send", process_id="sends", extra=MESSAGES), "sends")
    else:
        company.deploy(sends(event), "sends")
    company.deploy(waits(), "waits")
    other, right = company.start("waits", number="16"), company.start("waits", number="17")
    company.start("sends", **GOODS)
    assert (company.tasks(other), company.tasks(right)) == ([], ["next"])
    assert company.variables(right) == {"number": "17", "goods": "chairs"}
    assert kept(company) == []


def test_a_message_starts_the_process_it_starts(company: Company) -> None:
    company.deploy(sends(), "sends")
    company.deploy(STARTED, "started")
    company.start("sends", **GOODS)
    (started,) = company.rows(ProcessInstance, key="started")
    assert (company.variables(started.id), started.started_by) == ({"goods": "chairs"}, company.anna)


def test_a_message_nobody_waits_for_is_kept_for_who_does_later_one_each_the_oldest_first(company: Company) -> None:
    company.deploy(sends(), "sends")
    company.deploy(waits(), "waits")
    company.start("sends", number="17", goods="chairs")
    company.start("sends", number="17", goods="tables")
    first, second, third = (company.start("waits", number="17") for _ in range(3))
    assert [company.tasks(each) for each in (first, second, third)] == [["next"], ["next"], []]
    assert [company.variables(each)["goods"] for each in (first, second)] == ["chairs", "tables"]
    assert kept(company) == [("delivered", first), ("delivered", second)]


def test_a_kept_message_is_only_for_its_key_and_for_who_takes_any(company: Company) -> None:
    company.deploy(sends(), "sends")
    company.start("sends", **GOODS)
    company.deploy(waits(), "waits")
    assert company.tasks(company.start("waits", number="16")) == []
    company.deploy(waits(key=""), "waits")
    assert company.tasks(company.start("waits")) == ["next"]


@pytest.mark.parametrize(("told", "hours"), [({}, 24), ({"messageTimeToLive": "PT4H"}, 4)])
def test_a_kept_message_expires(company: Company, told: dict[str, str], hours: int) -> None:
    company.deploy(sends(**told), "sends")
    company.deploy(waits(), "waits")
    company.start("sends", **GOODS)
    company.forward(hours=hours - 1)
    assert kept(company) == [("buffered", None)]
    company.forward(hours=1)
    assert (kept(company), company.rows(Job, kind="message_expiry")) == ([("expired", None)], [])
    assert company.tasks(company.start("waits", number="17")) == []


def test_a_message_without_a_life_is_not_kept(company: Company) -> None:
    company.deploy(sends(messageTimeToLive="PT0S"), "sends")
    company.deploy(waits(), "waits")
    company.start("sends", **GOODS)
    assert (kept(company), company.tasks(company.start("waits", number="17"))) == ([("unmatched", None)], [])


def test_a_delivered_message_does_not_expire(company: Company) -> None:
    company.deploy(sends(), "sends")
    company.deploy(waits(), "waits")
    company.start("sends", **GOODS)
    instance_id = company.start("waits", number="17")
    company.forward(days=2)
    assert kept(company) == [("delivered", instance_id)]


def test_a_message_from_outside_is_kept_when_it_has_a_time_to_live(company: Company) -> None:
    company.deploy(waits(), "waits")
    result = company.receive("order.placed", {"goods": "lamps"}, correlation_key="17", time_to_live="PT1H")
    assert result.outcome == "buffered"
    instance_id = company.start("waits", number="17")
    assert company.variables(instance_id)["goods"] == "lamps"
    again = company.receive("order.placed", {}, idempotency_key="a", time_to_live="PT1H")
    assert (again.outcome, company.receive("order.placed", {}, idempotency_key="a").outcome) == (
        "buffered",
        "duplicate",
    )


def test_a_kept_message_and_who_begins_to_wait_do_not_miss_each_other(company: Company) -> None:
    """At the same moment one transaction looks for a receiver and keeps it, the other for a message and waits."""
    company.deploy(waits(), "waits")
    for number in range(8):
        receive = lambda number=number: company.receive(  # noqa: E731
            "order.placed", {}, correlation_key=str(number), time_to_live="PT1H"
        )
        begin = lambda number=number: company.start("waits", number=str(number))  # noqa: E731
        _result, instance_id = at_once(receive, begin)
        assert company.tasks(instance_id) == ["next"]


def test_of_several_that_begin_to_wait_at_the_same_moment_one_gets_the_kept_message(company: Company) -> None:
    company.deploy(waits(), "waits")
    company.receive("order.placed", {}, correlation_key="17", time_to_live="PT1H")
    instances = at_once(*[lambda: company.start("waits", number="17")] * 4)
    assert sorted(company.tasks(each) for each in instances) == [[], [], [], ["next"]]


def test_a_message_can_be_answered_within_the_same_transaction(company: Company) -> None:
    """The answer comes before its receiver waits for it, and is kept for it."""
    asks = process(
        start(), throw("ask", SENT, message("order")),
        element("intermediateCatchEvent", "wait", extended(properties(correlationKey="${number}")), message("answer")),
        step("next"), end(), flows="start ask wait next end", process_id="asks", extra=MESSAGES,
    )  # fmt: skip
    reply = extended(mapping({"price": "${7}"}), properties(correlationKey="17"))
    answers = process(
        start("begin", message("order")), throw("reply", reply, message("answer")), end(), flows="begin reply end",
        process_id="answers", extra=MESSAGES,
    )  # fmt: skip
    company.deploy(asks, "asks")
    company.deploy(answers, "answers")
    instance_id = company.start("asks", **GOODS)
    assert (company.tasks(instance_id), company.variables(instance_id)["price"]) == (["next"], 7.0)


def test_a_boundary_event_takes_one_kept_message_after_another(company: Company) -> None:
    company.receive("order.placed", {}, time_to_live="PT1H")
    company.receive("order.placed", {}, time_to_live="PT1H")
    diagram = process(
        start(), step("host"), boundary("on", "host", message("order"), cancelActivity="false"), step("next"), end(),
        flows="start host end; on next end", extra=MESSAGES,
    )  # fmt: skip
    company.deploy(diagram)
    instance_id = company.start()
    assert company.tasks(instance_id) == ["host", "next", "next"]


def test_an_instance_that_takes_very_many_kept_messages_goes_on_in_jobs(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "KEPT_AT_ONCE", 2)
    for _ in range(5):
        company.receive("order.placed", {}, time_to_live="PT1H")
    diagram = process(
        start(), step("host"), boundary("on", "host", message("order"), cancelActivity="false"), step("next"), end(),
        flows="start host end; on next end", extra=MESSAGES,
    )  # fmt: skip
    company.deploy(diagram)
    instance_id = company.start()
    assert company.tasks(instance_id).count("next") == 2
    company.forward(minutes=1)
    assert company.tasks(instance_id).count("next") == 5
    assert company.rows(Job, kind="kept_message") == []


def test_messages_that_start_one_another_for_ever_become_an_incident(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.commands.step.STEP_THROWS", 20)
    diagram = process(
        start("begin", message("order")), throw("again", message("order")), end(), flows="begin again end",
        extra=MESSAGES,
    )  # fmt: skip
    company.deploy(diagram)
    company.receive("order.placed")
    found = [each.status for each in company.rows(ProcessInstance)]
    assert found == ["completed"] * 20 + ["incident"]


def test_a_catch_that_waits_for_nothing_any_more_leaves_the_message_to_others(company: Company) -> None:
    company.deploy(waits(), "waits")
    company.deploy(sends(), "sends")
    gone = company.start("waits", number="17")
    company.do(cancel, gone, company.boris)
    company.start("sends", **GOODS)
    assert kept(company) == [("buffered", None)]


def cancel(engine: Any, session: Any, instance_id: int, person_id: int) -> None:
    from engine.commands import cancel_instance

    cancel_instance(engine, session, instance_id, person_id, "no longer needed")
