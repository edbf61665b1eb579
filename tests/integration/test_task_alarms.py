"""Reminders, the overdue notice and the escalation of a task: once, in time, and only while it is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine import commands
from persistence import task_facts
from persistence.history import HistoryEntry
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.people import Group, Person, PersonGroup
from tests.databases import Database
from tests.diagrams import element, end, process, start
from tests.integration.company import Company, do_job, step

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def company(database: Database) -> Company:
    """Anna works, Boris leads her; it is Monday noon in Moscow."""
    company = Company(database)
    with database.sessions.begin() as session:
        session.get_one(Person, company.anna).manager_id = company.boris
    return company


def begun(company: Company, due: str = "P10D", variables: dict[str, Any] | None = None, **properties: str) -> int:
    """Anna's task with these properties; its id."""
    given = "".join(element("camunda:property", name=name, value=value) for name, value in properties.items())
    alarms = element("extensionElements", "", element("camunda:properties", "", given))
    who = {"camunda__assignee": str(company.anna), "camunda__dueDate": due}
    company.deploy(process(start(), step("work", content=alarms, **who), end(), flows="start work end"))
    task_id: int = company.task(company.start(**(variables or {})), "work").id
    return task_id


def told(company: Company, kind: str, person_id: int | None = None) -> list[datetime]:
    """When somebody was told."""
    found = company.rows(Notification, kind=kind, person_id=person_id or company.anna)
    return [notification.created_at for notification in found]


def test_reminders_come_so_long_after_the_task_and_before_its_due_date(company: Company) -> None:
    began = company.clock()
    begun(company, remindAfter="P2D, P4D", remindBefore="PT24H")
    company.forward(days=20)
    assert told(company, "task_reminder") == [began + 2 * DAY, began + 4 * DAY, began + 9 * DAY]
    assert told(company, "task_overdue") == [began + 10 * DAY]


def test_working_days_are_those_of_the_calendar(company: Company) -> None:
    """The weekend is none, nor is the Monday after 8 March."""
    begun(company, due="${workdays(5)}", remindBefore="${workdays(-1, due)}", remindAfter="${workdays(1, created)}")
    company.forward(days=20)
    assert [moment.strftime("%a") for moment in told(company, "task_reminder")] == ["Tue", "Fri"]
    assert [moment.strftime("%a") for moment in told(company, "task_overdue")] == ["Tue"]


def test_a_task_asked_again_goes_on_counting_from_when_it_was_asked_first(company: Company) -> None:
    """S1-38, S1-39"""
    first = company.clock() - 3 * DAY
    begun(company, variables={"asked": first.isoformat()}, remindFrom="${asked}", remindAfter="P2D, P4D")
    company.forward(days=5)
    assert told(company, "task_reminder") == [first + 4 * DAY]


def test_an_overdue_notice_can_wait_or_be_done_without(company: Company) -> None:
    began = company.clock()
    begun(company, due="P4D", overdueAfter="P1D")
    begun(company, due="P4D", overdueAfter="never")
    company.forward(days=9)
    assert told(company, "task_overdue") == [began + 5 * DAY]


def test_a_late_task_escalates_to_the_line_manager_who_may_then_see_and_direct_it(company: Company) -> None:
    with company.database.sessions.begin() as session:
        session.add_all([Group(key="chiefs", name="Руководство"), Person(name="Clara", created_at=company.clock())])
        session.flush()
        session.add(PersonGroup(person_id=company.boris + 1, group_key="chiefs"))
    task_id, began = begun(company, due="P1D", escalateTo="manager, chiefs", escalateAfter="PT2H"), company.clock()
    company.forward(days=2)
    for chief in (company.boris, company.boris + 1):
        assert told(company, "task_escalated", chief) == [began + DAY + 2 * HOUR]
    with company.database.sessions() as session:
        overseers = task_facts.concerned(session, task_id)[1]
    assert overseers == {("person", str(company.boris)), ("group", "chiefs")}
    (line,) = company.rows(HistoryEntry, kind="task_escalated")
    assert line.data["to"] == [company.boris, company.boris + 1]


def test_what_goes_by_the_due_date_moves_with_it_and_the_rest_stays(company: Company) -> None:
    began = company.clock()
    task_id = begun(company, remindAfter="P2D", remindBefore="P1D", escalateTo="manager")
    company.do(commands.change_due, task_id, began + 20 * DAY, company.boris)
    company.forward(days=30)
    assert told(company, "task_reminder") == [began + 2 * DAY, began + 19 * DAY]
    assert told(company, "task_overdue") == [began + 20 * DAY]
    assert told(company, "task_escalated", company.boris) == [began + 20 * DAY]


def test_nobody_is_told_of_a_task_that_is_done(company: Company) -> None:
    task_id = begun(company, remindAfter="P1D")
    company.do(commands.complete_task, task_id, {}, company.anna)
    company.forward(days=30)
    assert (told(company, "task_reminder"), told(company, "task_overdue")) == ([], [])


def test_an_alarm_claimed_as_the_task_was_completed_tells_nobody(company: Company) -> None:
    task_id = begun(company, remindAfter="P1D")
    company.clock.instant += DAY
    (job,) = company.claim_jobs()
    with company.database.sessions.begin() as session:
        commands.ALARMS[job.kind](company.engine, session, job)
        session.rollback()
    company.do(commands.complete_task, task_id, {}, company.anna)
    assert company.rows(Job, task_id=task_id) == []
    assert told(company, "task_reminder") == []


def test_an_alarm_done_twice_tells_once(company: Company) -> None:
    """Its worker's lease ran out, and another one did it too."""
    begun(company, remindAfter="P1D")
    company.clock.instant += DAY
    (job,) = company.claim_jobs()
    for _ in range(2):
        with company.database.sessions.begin() as session:
            commands.ALARMS[job.kind](company.engine, session, job)
    company.do(do_job, job)
    assert len(told(company, "task_reminder")) == 1


def test_a_reminder_that_is_no_duration_is_an_incident_of_the_task(company: Company) -> None:
    content = element(
        "extensionElements",
        "",
        element("camunda:properties", "", element("camunda:property", name="remindAfter", value="${when}")),
    )
    company.deploy(process(start(), step("work", content=content), end(), flows="start work end"))
    instance_id = company.start(when="soon")
    assert "soon" in company.incidents(instance_id)[0].message
    company.retry(instance_id, when="P1D")
    assert company.tasks(instance_id) == ["work"]
