"""Instances that begin with a message at a receive task or a gateway, alone or together with others."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from persistence.instances import ProcessInstance
from tests.diagrams import element, end, extended, gateway, message, process, properties, start, task
from tests.integration.company import Company, at_once, step

EXTRA = (element("message", "order", name="order.placed"), element("message", "payment", name="invoice.paid"))
KEY = extended(properties(correlationKey="${number}"))


def race(kind: str) -> bytes:
    """An order and a payment begin an instance at a gateway."""
    begin = gateway("eventBased", "begin", instantiate="true", eventGatewayType=kind)
    ordered = element("intermediateCatchEvent", "ordered", KEY, message("order"))
    paid = task("paid", KEY, tag="receiveTask", messageRef="payment")
    return process(
        begin, ordered, paid, step("ship", "thank"), end(),
        flows="begin ordered ship end; begin paid thank end", extra=EXTRA,
    )  # fmt: skip


TOGETHER = process(
    start("begin", KEY, message("order"), message("payment"), parallelMultiple="true"), step("ship"), end(),
    flows="begin ship end", extra=EXTRA,
)  # fmt: skip


def test_every_message_begins_an_instance_at_an_exclusive_gateway(company: Company) -> None:
    company.deploy(race("Exclusive"))
    first = company.receive("order.placed", {"number": "7"}, correlation_key="7")
    second = company.receive("invoice.paid", {"number": "7"}, correlation_key="7")
    assert (first.outcome, second.outcome) == ("started", "started")
    assert [company.tasks(each.instance_id or 0) for each in (first, second)] == [["ship"], ["thank"]]


@pytest.mark.parametrize("diagram", [race("Parallel"), TOGETHER], ids=["gateway", "start event"])
def test_messages_with_one_key_begin_one_instance_together(company: Company, diagram: bytes) -> None:
    company.deploy(diagram)
    first = company.receive("invoice.paid", {"number": "7"}, correlation_key="7")
    other = company.receive("order.placed", {"number": "8"}, correlation_key="8")
    second = company.receive("order.placed", {"number": "7"}, correlation_key="7")
    assert (first.outcome, other.outcome, second.outcome) == ("started", "started", "delivered")
    assert second.instance_id == first.instance_id != other.instance_id
    assert "ship" in company.tasks(first.instance_id or 0)


@pytest.mark.parametrize("diagram", [race("Parallel"), TOGETHER], ids=["gateway", "start event"])
def test_messages_that_come_at_the_same_moment_begin_one_instance_together(company: Company, diagram: bytes) -> None:
    company.deploy(diagram)
    for number in range(5):
        data = {"number": str(number)}
        results = at_once(
            lambda data=data: company.receive("order.placed", data, correlation_key=data["number"]),  # type: ignore[misc]
            lambda data=data: company.receive("invoice.paid", data, correlation_key=data["number"]),  # type: ignore[misc]
        )
        assert sorted(result.outcome for result in results) == ["delivered", "started"]
    assert len(company.rows(ProcessInstance)) == 5


def test_a_receive_task_begins_an_instance_and_nobody_starts_it_by_hand(company: Company) -> None:
    receive = task("get", tag="receiveTask", messageRef="order", instantiate="true")
    company.deploy(process(receive, step("ship"), end(), flows="get ship end", extra=EXTRA))
    result = company.receive("order.placed", {"number": "7"})
    assert (company.tasks(result.instance_id or 0), company.variables(result.instance_id or 0)) == (
        ["ship"],
        {"number": "7"},
    )
    with pytest.raises(Conflict):
        company.start()
