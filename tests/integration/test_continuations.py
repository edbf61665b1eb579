"""Steps of their own are jobs: written with the step that ends, done once, given up as an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands
from engine.errors import Conflict, InvalidInput, OperationError
from engine.operations import OperationContext
from engine.testing import MONDAY_NOON
from persistence.incidents import Incident
from persistence.jobs import Job
from tests.databases import Database
from tests.diagrams import end, extended, flow, gateway, process, start, task
from tests.integration.company import Company, do_job, step
from tests.integration.test_completion import at_once

HOUR = timedelta(hours=1)


class Warehouse:
    """An operation that fails as often as it is told."""

    def __init__(self) -> None:
        self.failures = 0
        self.asked = 0

    def reserve(self, _context: OperationContext) -> Any:
        self.asked += 1
        if self.asked <= self.failures:
            raise OperationError(f"No answer to request {self.asked}")
        return "done"


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


@pytest.fixture
def company(database: Database, warehouse: Warehouse) -> Company:
    return Company(database, {"goods.reserve": warehouse.reserve})


def reserving(cycle: str = "", **attributes: str) -> bytes:
    content = extended(f"<camunda:failedJobRetryTimeCycle>{cycle}</camunda:failedJobRetryTimeCycle>" if cycle else "")
    work = task(
        "reserve", content, tag="serviceTask", camunda__type="external", camunda__topic="goods.reserve", **attributes
    )
    return process(start(), work, step("ship"), end(), flows="start reserve ship end")


def test_a_step_that_stops_is_gone_on_with_by_a_job(company: Company, warehouse: Warehouse) -> None:
    company.deploy(reserving(camunda__asyncBefore="true"))
    instance = company.start()
    (job,) = company.rows(Job)
    assert (job.kind, job.element_id, job.due_at, warehouse.asked) == ("continue", "reserve", MONDAY_NOON, 0)
    assert company.instance(instance).status == "active"
    company.work()
    assert (company.rows(Job, kind="continue"), warehouse.asked, company.tasks(instance)) == ([], 1, ["ship"])


def test_failures_are_tried_again_before_they_become_an_incident(company: Company, warehouse: Warehouse) -> None:
    warehouse.failures = 3
    company.deploy(reserving("PT1M,PT1H"))
    instance = company.start()
    assert (company.incidents(instance), company.instance(instance).status) == ([], "active")
    (told,) = company.history(instance, "attempt_failed")
    assert (told.element_id, told.data["message"]) == ("reserve", "No answer to request 1")
    company.forward(minutes=1)
    assert (warehouse.asked, company.incidents(instance)) == (2, [])
    company.forward(hours=1)
    (incident,) = company.incidents(instance)
    assert (incident.message, company.instance(instance).status) == ("No answer to request 3", "incident")
    company.retry(instance)
    assert company.tasks(instance) == ["ship"]


def test_an_attempt_that_succeeds_leaves_no_incident(company: Company, warehouse: Warehouse) -> None:
    warehouse.failures = 1
    company.deploy(reserving("R3/PT10M"))
    instance = company.start()
    company.forward(minutes=10)
    assert (company.tasks(instance), company.rows(Incident), company.rows(Job, kind="continue")) == (["ship"], [], [])


@pytest.mark.parametrize("exclusive", ["true", "false"])
def test_steps_of_one_instance_are_taken_one_after_another_whatever_is_said(company: Company, exclusive: str) -> None:
    """``camunda:exclusive``: two of them at the same moment lose nothing of one another."""
    branches = (
        task(node, f"<script>{node} = 1</script>", tag="scriptTask", camunda__asyncBefore="true",
             camunda__exclusive=exclusive)
        for node in "ab"
    )  # fmt: skip
    flows = "start fork a join ship end; fork b join"
    join = gateway("parallel", "fork") + gateway("parallel", "join")
    company.deploy(process(start(), join, *branches, step("ship"), end(), flows=flows))
    instance = company.start()
    one, other = company.claim_jobs()
    assert at_once(lambda: company.do(do_job, one), lambda: company.do(do_job, other)) == [None, None]
    assert (company.tasks(instance), company.variables(instance)) == (["ship"], {"a": 1, "b": 1})


def test_cancelling_takes_the_step_away(company: Company) -> None:
    company.deploy(reserving(camunda__asyncBefore="true"))
    instance = company.start()
    company.do(commands.cancel_instance, instance, company.boris, "Not needed")
    assert company.rows(Job, kind="continue") == []


def test_a_step_nobody_could_take_is_an_incident_whose_retry_takes_it(company: Company, warehouse: Warehouse) -> None:
    company.deploy(reserving(camunda__asyncBefore="true"))
    instance = company.start()
    (job,) = company.claim_jobs()
    company.give_up(job, "out of order")
    (incident,) = company.incidents(instance)
    assert (incident.kind, warehouse.asked) == ("job", 0)
    assert incident.message == "Expected the step to be taken, but every attempt failed: out of order"
    company.retry(instance)
    assert (warehouse.asked, company.tasks(instance)) == (1, ["ship"])


def test_whoever_leaves_an_incident_behind_says_why(company: Company, warehouse: Warehouse) -> None:
    warehouse.failures = 1
    company.deploy(reserving())
    instance = company.start()
    (incident,) = company.incidents(instance)
    with pytest.raises(InvalidInput):
        company.do(commands.skip_incident, incident.id, company.boris, "  ")
    company.do(commands.skip_incident, incident.id, company.boris, "Reserved by telephone")
    (left,) = company.rows(Incident)
    assert (left.resolution, left.note, left.resolved_by) == ("skipped", "Reserved by telephone", company.boris)
    (told,) = company.history(instance, "incident_skipped")
    assert (told.actor_id, told.data["reason"]) == (company.boris, "Reserved by telephone")
    assert (company.tasks(instance), warehouse.asked, company.instance(instance).status) == (["ship"], 1, "active")
    with pytest.raises(Conflict):
        company.do(commands.skip_incident, incident.id, company.boris, "Again")


def test_a_way_may_be_named_where_no_condition_holds(company: Company) -> None:
    company.deploy(
        process(
            start(),
            gateway("exclusive", "which"),
            step("a", "b"),
            end(),
            flow("which", "a", "${n &gt; 10}"),
            flow("which", "b", "${n &lt; 5}"),
            flows="start which; a end; b end",
        )
    )
    instance = company.start(n=7)
    (incident,) = company.incidents(instance)
    with pytest.raises(InvalidInput) as refused:
        company.do(commands.skip_incident, incident.id, company.boris, "By agreement", "start_which")
    assert [error.path for error in refused.value.errors] == [("flow",)]
    company.do(commands.skip_incident, incident.id, company.boris, "By agreement", "which_b")
    assert company.tasks(instance) == ["b"]
