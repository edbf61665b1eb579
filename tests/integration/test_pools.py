"""Processes of one diagram that talk to one another: pools, message flows, correlation (BPMN 2.0.2, 8.4.2 and 9)."""

from __future__ import annotations

from persistence.instances import ProcessInstance
from tests.diagrams import arrows, catch, definitions, element, end, extended, mapping, message, start, throw
from tests.integration.company import Company, step

MESSAGES = (element("message", "order", name="order.placed"), element("message", "reply", name="order.answered"))


def path(of: str, place: str) -> str:
    return element("correlationPropertyRetrievalExpression", "", f"<messagePath>{place}</messagePath>", messageRef=of)


def pools(*flows: tuple[str, str], supplier_runs: bool = True) -> bytes:
    """A buyer orders and waits for the reply; a supplier gets the order, checks it and replies."""
    order = throw("ask", extended(mapping({"number": "${number}"})), message("order"))
    reply = throw("tell", extended(mapping({"of": "${number}", "price": "${price}"})), message("reply"))
    buyer = element(
        "process", "p", start(), order, catch("wait", message("reply")), step("pay"), end(),
        arrows("start ask wait pay end"), isExecutable="true",
    )  # fmt: skip
    supplier = element(
        "process", "supplier", start("begin", message("order")), step("check"), reply, end("supplied"),
        arrows("begin check tell supplied"), isExecutable=str(supplier_runs).lower(),
    )  # fmt: skip
    collaboration = element(
        "collaboration", "talk",
        element("participant", "buyer", processRef="p"), element("participant", "seller", processRef="supplier"),
        *(element("messageFlow", f"{a}_{b}", sourceRef=a, targetRef=b) for a, b in flows),
        element("correlationKey", "key", "<correlationPropertyRef>of_order</correlationPropertyRef>"),
    )  # fmt: skip
    number = element("correlationProperty", "of_order", path("order", "number"), path("reply", "of"))
    return definitions(collaboration, *MESSAGES, number, buyer, supplier)


DRAWN = (("ask", "begin"), ("tell", "wait"))


def supplied(company: Company) -> list[int]:
    return [each.id for each in company.rows(ProcessInstance, key="supplier")]


def test_every_process_of_a_diagram_that_runs_is_deployed_with_it(company: Company) -> None:
    company.deploy(pools(*DRAWN))
    company.deploy(pools(*DRAWN))
    company.start(number=1)
    (supplier,) = supplied(company)
    assert company.tasks(supplier) == ["check"]


def test_each_reply_goes_to_the_instance_that_has_asked(company: Company) -> None:
    company.deploy(pools(*DRAWN))
    buyers = [company.start(number=number) for number in (1, 2, 3)]
    first, second, third = supplied(company)
    company.complete(second, "check", price=20)
    assert [company.tasks(each) for each in buyers] == [[], ["pay"], []]
    assert company.variables(buyers[1]) == {"number": 2, "of": 2, "price": 20}
    company.complete(third, "check", price=30)
    company.complete(first, "check", price=10)
    assert [company.variables(each)["price"] for each in buyers] == [10, 20, 30]


def test_a_message_from_outside_finds_its_instance_by_what_it_brings(company: Company) -> None:
    company.deploy(pools(*DRAWN))
    buyers = [company.start(number=number) for number in (1, 2)]
    result = company.receive("order.answered", {"of": 2, "price": 7})
    assert (result.outcome, result.instance_id) == ("delivered", buyers[1])
    assert company.receive("order.answered", {"of": 5}).outcome == "unmatched"
    assert company.receive("order.answered", {}).outcome == "unmatched"


def test_a_kept_message_finds_its_instance_by_what_it_brings(company: Company) -> None:
    company.deploy(pools(*DRAWN))
    company.receive("order.answered", {"of": 2, "price": 7}, time_to_live="PT1H")
    one, two = company.start(number=1), company.start(number=2)
    assert (company.tasks(one), company.tasks(two)) == ([], ["pay"])


def test_a_flow_to_a_pool_that_does_not_run_is_documentation(company: Company) -> None:
    company.deploy(pools(("ask", "seller"), ("tell", "wait"), supplier_runs=False))
    instance_id = company.start(number=1)
    assert supplied(company) == []
    assert company.receive("order.answered", {"of": 1}).instance_id == instance_id
