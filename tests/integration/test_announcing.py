"""Which events programs outside are told of, in the transaction that makes them true."""

from __future__ import annotations

import pytest

from engine import announcing, commands
from engine.errors import UserTaskClaimed
from persistence import webhooks
from persistence.jobs import Job
from persistence.webhooks import Webhook, WebhookDelivery
from tests.diagrams import boundary, end, message, process, script, start
from tests.integration.company import Company, step


def register(company: Company, *events: str, process: str | None = None) -> int:
    values = {"name": "1C", "url": "https://example.org", "secret": "whsec_", "created_at": company.clock()}
    with company.database.sessions.begin() as session:
        return webhooks.add(session, values, events or announcing.EVENTS, [process] if process else []).id


def told(company: Company) -> list[str]:
    return [delivery.event for delivery in company.rows(WebhookDelivery)]


def one_task(**attributes: str) -> bytes:
    return process(start(), step("work", **attributes), end(), flows="start work end")


def test_a_case_is_told_from_its_start_to_its_end(company: Company):
    register(company)
    company.deploy(one_task())
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    company.do(commands.claim, task_id, company.anna)
    company.complete(instance_id, "work")
    assert told(company) == ["case.started", "task.created", "task.assigned", "task.completed", "case.ended"]
    data = [delivery.data for delivery in company.rows(WebhookDelivery)]
    assert {one["instance_id"] for one in data} == {instance_id}
    assert (data[2]["assignee_id"], data[3]["task_id"], data[4]["status"]) == (company.anna, task_id, "completed")


def test_each_delivery_has_a_job(company: Company):
    register(company, "case.started")
    register(company, "case.started")
    company.deploy(one_task())
    company.start()
    posted = sorted(job.payload["delivery_id"] for job in company.rows(Job, kind="webhook"))
    assert posted == [delivery.id for delivery in company.rows(WebhookDelivery)]
    assert len(posted) == 2


def test_a_task_that_is_not_needed_any_more_is_told(company: Company):
    register(company, "task.cancelled", "task.completed")
    late = boundary("late", "work", message("stop"))
    names = ['<message id="stop" name="stop"/>']
    company.deploy(process(start(), step("work"), late, end(), flows="start work end; late end", extra=names))
    company.start()
    company.receive("stop")
    assert told(company) == ["task.cancelled"]


def test_an_incident_is_told(company: Company):
    register(company, "case.incident")
    company.deploy(process(start(), script("fail", "1 / 0"), end(), flows="start fail end"))
    company.start()
    (delivery,) = company.rows(WebhookDelivery)
    assert delivery.data["element_id"] == "fail"


def test_only_what_is_wanted_of_the_processes_that_are_wanted_is_told(company: Company):
    register(company, process="another")
    register(company, "case.ended", process="p")
    switched_off = register(company, "case.started")
    company.do(lambda engine, session: webhooks.switch(session, switched_off, active=False))
    company.deploy(one_task())
    company.start()
    assert told(company) == []


def test_what_is_rolled_back_is_not_told(company: Company):
    register(company, "task.assigned")
    company.deploy(one_task())
    task_id = company.task(company.start(), "work").id

    def claim_twice(engine, session):
        commands.claim(engine, session, task_id, company.anna)
        commands.claim(engine, session, task_id, company.boris)

    with pytest.raises(UserTaskClaimed):
        company.do(claim_twice)
    assert (told(company), len(company.rows(Webhook))) == ([], 1)
