"""Incidents: what fails stops where it is, loses nothing, and goes on when it is mended."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands
from engine.errors import BpmnError, Conflict, NotFound, OperationError
from engine.operations import OperationContext
from engine.runtime import moving
from persistence.incidents import Incident
from persistence.people import Group
from tests.databases import Database
from tests.diagrams import boundary, element, end, extended, gateway, mapping, process, script, start, task, timer
from tests.integration.company import Company, step


class Warehouse:
    """An operation that writes a row and then does what it is told: give a result or raise."""

    def __init__(self) -> None:
        self.answer: Any = "done"
        self.keys: list[str] = []

    def reserve(self, context: OperationContext, name: str = "goods") -> Any:
        self.keys.append(context.idempotency_key)
        context.session.add(Group(key=f"{name}-{len(self.keys)}", name=name))
        context.session.flush()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


@pytest.fixture
def company(database: Database, warehouse: Warehouse) -> Company:
    return Company(database, {"goods.reserve": warehouse.reserve})


def reserving(*content: str) -> str:
    return task("reserve", *content, tag="serviceTask", camunda__type="external", camunda__topic="goods.reserve")


def asked(*content: str, also: str = "") -> bytes:
    """A person is asked, then goods are reserved, then somebody ships them; beside it another branch."""
    return process(
        start(), gateway("parallel", "fork"), step("ask", "ship", "beside"), reserving(*content), also, end(),
        flows="start fork ask reserve ship end; fork beside end",
    )  # fmt: skip


def written(company: Company) -> list[str]:
    return [group.key for group in company.rows(Group) if group.key != "staff"]


def test_a_failing_operation_keeps_what_the_person_typed(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("The warehouse is closed")
    completion = company.complete(instance_id, "ask", quantity=5, comment="urgent")
    assert (completion.status, completion.opened) == ("incident", ())
    (submitted,) = company.history(instance_id, "task_completed")
    assert (submitted.data, submitted.actor_id) == ({"quantity": 5, "comment": "urgent"}, company.anna)
    assert company.variables(instance_id) == {"quantity": 5, "comment": "urgent"}
    (incident,) = company.incidents(instance_id)
    assert (incident.element_id, incident.kind, incident.message) == ("reserve", "operation", "The warehouse is closed")


def test_what_a_failed_operation_wrote_is_undone(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("The warehouse is closed")
    company.complete(instance_id, "ask")
    assert written(company) == []
    warehouse.answer = "done"
    company.retry(instance_id)
    assert written(company) == ["goods-2"]


def test_other_branches_go_on_beside_an_incident(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("No")
    company.complete(instance_id, "ask")
    assert company.complete(instance_id, "beside").status == "incident"
    assert company.tasks(instance_id) == []
    warehouse.answer = "done"
    company.retry(instance_id)
    assert company.complete(instance_id, "ship").status == "completed"


def test_a_retry_with_changed_variables_goes_on_and_resolves_the_incident(company: Company) -> None:
    company.deploy(asked(extended(mapping({"name": "${goods.name}"}))))
    instance_id = company.start()
    company.complete(instance_id, "ask", goods={"title": "bolts"})
    (incident,) = company.incidents(instance_id)
    assert incident.details["expression"] == "goods.name"
    assert "bolts" in incident.details["variables"]["goods"]
    company.retry(instance_id, goods={"name": "bolts"})
    assert (company.tasks(instance_id), company.incidents(instance_id)) == (["beside", "ship"], [])
    assert company.instance(instance_id).status == "active"
    (resolved,) = company.rows(Incident)
    assert (resolved.resolved_by, resolved.resolved_at) == (company.boris, company.clock())
    (told,) = company.history(instance_id, "incident_retried")
    assert (told.actor_id, told.data["variables"]) == (company.boris, {"goods": {"name": "bolts"}})


def test_a_retry_that_fails_again_is_a_new_incident(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("Closed")
    company.complete(instance_id, "ask")
    warehouse.answer = OperationError("Still closed")
    company.retry(instance_id)
    first, second = company.rows(Incident)
    assert (first.resolved_at is not None, second.resolved_at) == (True, None)
    assert (second.message, company.instance(instance_id).status) == ("Still closed", "incident")


def test_an_operation_tried_again_gets_the_same_idempotency_key(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("Closed")
    company.complete(instance_id, "ask")
    warehouse.answer = "done"
    company.retry(instance_id)
    assert len(warehouse.keys) == 2
    assert len(set(warehouse.keys)) == 1


def test_an_incident_is_resolved_once(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("Closed")
    company.complete(instance_id, "ask")
    (incident,) = company.incidents(instance_id)
    warehouse.answer = "done"
    company.do(commands.retry_incident, incident.id, company.boris)
    with pytest.raises(Conflict, match="resolved already"):
        company.do(commands.retry_incident, incident.id, company.boris)
    with pytest.raises(NotFound):
        company.do(commands.retry_incident, 404, company.boris)


@pytest.mark.parametrize(
    "unexpected",
    [KeyError("price"), ValueError("not a number"), ZeroDivisionError(), AttributeError("x"), TypeError("y")],
)
def test_a_mistake_in_an_operation_is_an_incident_too(
    company: Company, warehouse: Warehouse, unexpected: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = unexpected
    company.complete(instance_id, "ask", quantity=5)
    (incident,) = company.incidents(instance_id)
    assert (incident.kind, written(company)) == ("operation", [])
    assert type(unexpected).__name__ in incident.message
    assert len(company.history(instance_id, "task_completed")) == 1
    assert "goods.reserve" in caplog.text


def test_a_result_that_is_no_json_is_an_incident_and_its_writes_are_undone(
    company: Company, warehouse: Warehouse
) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = object()
    company.complete(instance_id, "ask")
    assert ([i.kind for i in company.incidents(instance_id)], written(company)) == (["operation"], [])


def test_what_the_database_refuses_is_an_incident_and_the_step_is_kept(company: Company) -> None:
    def twice(context: OperationContext) -> None:
        context.session.add_all([Group(key="same", name="a")])
        context.session.flush()
        context.session.connection().exec_driver_sql(
            "INSERT INTO people_group (key, name, name_en) VALUES ('same', 'b', '')"
        )

    company.engine.operations["goods.reserve"] = twice  # type: ignore[index]
    company.deploy(asked())
    instance_id = company.start()
    company.complete(instance_id, "ask", quantity=5)
    (incident,) = company.incidents(instance_id)
    assert ("the database refused it" in incident.message, written(company)) == (True, [])
    assert company.variables(instance_id) == {"quantity": 5}


def test_a_task_whose_performers_come_out_empty_is_an_incident_and_not_lost(company: Company) -> None:
    asked = step("work", camunda__candidateGroups="", camunda__assignee="${who}")
    company.deploy(process(start(), asked, end(), flows="start work end"))
    instance_id = company.start(who=None)
    (incident,) = company.incidents(instance_id)
    assert "come out empty" in incident.message
    company.retry(instance_id, who=company.anna)
    assert company.tasks(instance_id) == ["work"]


def test_an_error_of_an_operation_is_caught_and_its_writes_are_undone(company: Company, warehouse: Warehouse) -> None:
    caught = boundary("sold_out", "reserve", "<errorEventDefinition/>") + step("buy")
    diagram = process(
        start(), step("ask", "ship"), reserving(), caught, end(), flows="start ask reserve ship end; sold_out buy end"
    )
    company.deploy(diagram)
    instance_id = company.start()
    warehouse.answer = BpmnError("sold_out", "No bolts")
    company.complete(instance_id, "ask")
    assert (company.tasks(instance_id), company.incidents(instance_id), written(company)) == (["buy"], [], [])
    (caught_error,) = company.history(instance_id, "error_caught")
    assert (caught_error.element_id, caught_error.data) == ("reserve", {"code": "sold_out", "message": "No bolts"})


def test_an_incident_in_an_output_mapping_keeps_what_was_typed_until_it_is_mended(company: Company) -> None:
    outputs = extended(mapping(outputs={"total": "${price * quantity}"}))
    company.deploy(process(start(), step("ask", content=outputs), step("ship"), end(), flows="start ask ship end"))
    instance_id = company.start()
    completion = company.complete(instance_id, "ask", price=2.5, comment="urgent")
    assert (completion.status, company.tasks(instance_id)) == ("incident", [])
    (submitted,) = company.history(instance_id, "task_completed")
    assert submitted.data == {"price": 2.5, "comment": "urgent"}
    company.retry(instance_id, quantity=4)
    assert (company.tasks(instance_id), company.incidents(instance_id)) == (["ship"], [])
    assert company.variables(instance_id) == {"total": 10}
    assert company.instance(instance_id).status == "active"


def test_cancelling_an_instance_resolves_its_incidents(company: Company, warehouse: Warehouse) -> None:
    company.deploy(asked())
    instance_id = company.start()
    warehouse.answer = OperationError("No")
    company.complete(instance_id, "ask")
    company.do(commands.cancel_instance, instance_id, company.boris, "Not wanted any more")
    assert (company.incidents(instance_id), company.instance(instance_id).status) == ([], "cancelled")


def endless() -> bytes:
    return process(
        start(), step("ask"), gateway("exclusive", "again"), script("count", "n = n + 1"),
        gateway("exclusive", "enough", default="enough_again"), end(),
        element("sequenceFlow", "", "<conditionExpression>${n &gt;= limit}</conditionExpression>",
                id="out", sourceRef="enough", targetRef="end"),
        flows="start ask again count enough again",
    )  # fmt: skip


def test_an_endless_loop_is_an_incident_and_nothing_is_lost(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "STEP_ELEMENTS", 300)
    company.deploy(endless())
    instance_id = company.start(n=0, limit=1_000_000)
    company.complete(instance_id, "ask", comment="typed with care")
    (incident,) = company.incidents(instance_id)
    assert (incident.kind, company.instance(instance_id).status) == ("budget", "incident")
    assert company.history(instance_id, "task_completed")[0].data == {"comment": "typed with care"}
    assert company.variables(instance_id)["n"] == 100
    company.retry(instance_id, limit=150)
    assert (company.instance(instance_id).status, company.variables(instance_id)["n"]) == ("completed", 150)


def test_every_branch_of_an_endless_step_can_be_retried(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "STEP_ELEMENTS", 5)
    diagram = process(
        start(), gateway("parallel", "fork"), *(task(f"t{n}") for n in range(6)), gateway("parallel", "join"),
        step("ship"), end(), flows="; ".join(f"fork t{n} join" for n in range(6)) + "; start fork; join ship end",
    )  # fmt: skip
    company.deploy(diagram)
    instance_id = company.start()
    assert len(company.incidents(instance_id)) > 1
    monkeypatch.undo()
    for incident in company.incidents(instance_id):
        company.do(commands.retry_incident, incident.id, company.boris)
    assert (company.tasks(instance_id), company.incidents(instance_id)) == (["ship"], [])


def test_a_person_who_does_not_exist_is_an_incident_and_not_a_lost_step(company: Company) -> None:
    diagram = process(
        start(), step("ask"), step("ship", camunda__assignee="${shipper}"), end(), flows="start ask ship end"
    )
    company.deploy(diagram)
    instance_id = company.start()
    company.complete(instance_id, "ask", shipper=404)
    (incident,) = company.incidents(instance_id)
    assert (incident.element_id, "404" in incident.message) == ("ship", True)
    company.retry(instance_id, shipper=company.boris)
    assert company.task(instance_id, "ship").assignee_id == company.boris


def test_an_interrupting_timer_overtakes_an_incident(company: Company, warehouse: Warehouse) -> None:
    diagram = process(
        start(), reserving(), boundary("late", "reserve", timer("P1D")), step("ship", "remind"), end(),
        flows="start reserve ship end; late remind end",
    )  # fmt: skip
    company.deploy(diagram)
    warehouse.answer = OperationError("No")
    instance_id = company.start()
    company.forward(days=1)
    assert (company.tasks(instance_id), company.incidents(instance_id)) == (["remind"], [])
    assert company.instance(instance_id).status == "active"
