"""Messages: one receiver each, once each, also when several come at the same moment."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from persistence.instances import ProcessInstance
from persistence.messages import MessageSubscription, ReceivedMessage
from tests.diagrams import boundary, element, end, extended, process, properties, start
from tests.integration.company import Company, at_once, step

MESSAGES = [element("message", "received", name="lead.received"), element("message", "paid", name="invoice.paid")]
BY_MESSAGE = process(
    start("by_message", '<messageEventDefinition messageRef="received"/>'), step("work"), end(),
    flows="by_message work end", extra=MESSAGES,
)  # fmt: skip


def waiting(key: str = "${invoice}") -> bytes:
    """Waits for the payment of its invoice, or of any without a key."""
    named = extended(properties(correlationKey=key)) if key else ""
    event = element("intermediateCatchEvent", "wait", named, '<messageEventDefinition messageRef="paid"/>')
    return process(start(), event, step("ship"), end(), flows="start wait ship end", extra=MESSAGES)


def test_a_message_starts_a_process_with_its_payload(company: Company) -> None:
    company.deploy(BY_MESSAGE)
    result = company.receive("lead.received", {"client": "Ромашка"})
    assert result.outcome == "started"
    assert result.instance_id is not None
    assert company.variables(result.instance_id) == {"client": "Ромашка"}
    assert company.tasks(result.instance_id) == ["work"]


def test_the_same_key_again_starts_nothing_and_tells_the_first_instance(company: Company) -> None:
    company.deploy(BY_MESSAGE)
    first = company.receive("lead.received", {"n": 1}, idempotency_key="form-7")
    again = company.receive("lead.received", {"n": 2}, idempotency_key="form-7")
    other = company.receive("lead.received", {"n": 3}, idempotency_key="form-8")
    assert (again.outcome, again.instance_id) == ("duplicate", first.instance_id)
    assert other.outcome == "started"
    assert len(company.rows(ProcessInstance)) == 2


def test_the_same_key_at_the_same_moment_starts_one_instance(company: Company) -> None:
    company.deploy(BY_MESSAGE)
    for number in range(5):
        call = lambda number=number: company.receive("lead.received", idempotency_key=f"form-{number}")  # noqa: E731
        results = at_once(call, call, call, call)
        assert sorted(result.outcome for result in results) == ["duplicate"] * 3 + ["started"]
        assert len({result.instance_id for result in results}) == 1
    assert len(company.rows(ProcessInstance)) == 5


def test_a_key_whose_first_message_was_rolled_back_is_free_again(company: Company) -> None:
    company.deploy(BY_MESSAGE)

    def receive_and_fail() -> None:
        with company.database.sessions.begin() as session:
            from engine import commands

            commands.correlate_message(company.engine, session, "lead.received", {}, idempotency_key="form-7")
            raise Conflict

    with pytest.raises(Conflict):
        receive_and_fail()
    assert company.receive("lead.received", idempotency_key="form-7").outcome == "started"


def test_one_waiting_token_gets_the_message_with_its_key(company: Company) -> None:
    company.deploy(waiting())
    first, second = company.start(invoice="A-1"), company.start(invoice="A-2")
    result = company.receive("invoice.paid", {"amount": 100}, correlation_key="A-2")
    assert (result.outcome, result.instance_id) == ("delivered", second)
    assert (company.tasks(first), company.tasks(second)) == ([], ["ship"])
    assert company.variables(second) == {"invoice": "A-2", "amount": 100}
    assert [s.instance_id for s in company.rows(MessageSubscription)] == [first]


def test_of_several_that_wait_for_any_the_longest_waiting_gets_it(company: Company) -> None:
    company.deploy(waiting(key=""))
    first, second = company.start(), company.start()
    assert company.receive("invoice.paid", correlation_key="whatever").instance_id == first
    assert company.receive("invoice.paid").instance_id == second
    assert company.receive("invoice.paid").outcome == "unmatched"


def test_several_messages_at_the_same_moment_find_one_token_each(company: Company) -> None:
    company.deploy(waiting())
    instances = [company.start(invoice="A-1") for _ in range(3)]
    results = at_once(*[lambda: company.receive("invoice.paid", correlation_key="A-1")] * 4)
    assert sorted(result.outcome for result in results) == ["delivered"] * 3 + ["unmatched"]
    assert sorted(r.instance_id for r in results if r.instance_id is not None) == instances
    assert [company.passed(i).count("wait") for i in instances] == [1, 1, 1]


def test_the_history_says_what_a_message_brought(company: Company) -> None:
    company.deploy(waiting())
    instance_id = company.start(invoice="7")
    company.receive("invoice.paid", {"amount": 100}, correlation_key="7")
    (received,) = company.history(instance_id, "message_received")
    assert (received.element_id, received.data) == ("wait", {"amount": 100})


def test_a_message_nobody_waits_for_is_kept(company: Company) -> None:
    company.deploy(waiting())
    company.start(invoice="A-1")
    assert company.receive("invoice.paid", {"amount": 5}, correlation_key="B-9").outcome == "unmatched"
    (kept,) = company.rows(ReceivedMessage)
    assert (kept.outcome, kept.payload, kept.instance_id, kept.correlation_key) == (
        "unmatched",
        {"amount": 5},
        None,
        "B-9",
    )


def test_a_message_is_not_for_a_token_that_has_moved_on(company: Company) -> None:
    diagram = process(
        start(), step("work", "next"), boundary("gone", "work", '<messageEventDefinition messageRef="paid"/>'), end(),
        flows="start work next end; gone end", extra=MESSAGES,
    )  # fmt: skip
    company.deploy(diagram)
    instance_id = company.start()
    company.complete(instance_id, "work")
    assert (company.receive("invoice.paid").outcome, company.rows(MessageSubscription)) == ("unmatched", [])


def test_a_message_is_delivered_once_even_if_what_follows_fails(company: Company) -> None:
    event = element("intermediateCatchEvent", "wait", '<messageEventDefinition messageRef="paid"/>')
    check = step("ship", camunda__assignee="${shipper}")
    company.deploy(process(start(), event, check, end(), flows="start wait ship end", extra=MESSAGES))
    instance_id = company.start()
    assert company.receive("invoice.paid", {"amount": 5}).outcome == "delivered"
    assert ([i.element_id for i in company.incidents(instance_id)], company.rows(MessageSubscription)) == (["ship"], [])
    company.retry(instance_id, shipper=company.anna)
    assert (company.tasks(instance_id), company.variables(instance_id)["amount"]) == (["ship"], 5)


def test_an_end_in_the_same_step_as_the_delivery_ends_the_instance(company: Company) -> None:
    event = element("intermediateCatchEvent", "wait", '<messageEventDefinition messageRef="paid"/>')
    company.deploy(process(start(), event, end(), flows="start wait end", extra=MESSAGES))
    instance_id = company.start()
    company.receive("invoice.paid")
    assert (company.instance(instance_id).status, company.rows(MessageSubscription)) == ("completed", [])
