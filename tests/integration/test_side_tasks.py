"""Tasks that somebody asks for by hand: of a case, of a record, or of nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.commands import SideTask
from engine.operations import OPERATIONS
from persistence import inbox, task_facts, task_list
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.search_index import SearchEntry
from persistence.task_list import Listing
from persistence.user_tasks import UserTask
from tests.databases import Database
from tests.diagrams import catch, end, extended, mapping, process, start, task, when
from tests.integration.company import Company, step

EXTERNAL = {"tag": "serviceTask", "camunda__type": "external"}


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def test_a_task_without_a_case_is_listed_counted_shown_and_the_next_one_like_any_other(company: Company) -> None:
    task_id = a_task(company)
    viewer = inbox.Viewer(company.anna, frozenset({("person", str(company.anna))}))
    with company.database.sessions() as session:
        assert [row.id for row in task_list.page(session, viewer, Listing("mine"), company.clock()).tasks] == [task_id]
        assert inbox.counts(session, viewer, company.clock()).mine == 1
        assert inbox.next_task(session, None, company.anna, company.clock()) == task_id
        assert inbox.row(session, task_id).process_name is None
        assert task_facts.facts(session, task_id).requester_name == "Boris"


def test_a_diagram_asks_for_side_tasks_and_for_how_many_are_still_open(database: Database) -> None:
    company = Company(database, OPERATIONS)
    given = {"title": "Подписать соглашение", "to": f"${{{company.boris}}}", "due": "P2D"}
    asks = task("ask", extended(mapping(given)), camunda__topic="tasks.create_side_task", **EXTERNAL)
    kept = extended(mapping(outputs={"left": "${result}"}))
    counts = task("count", kept, camunda__topic="tasks.open_side_tasks", **EXTERNAL)
    flows = "start ask work count last end"
    company.deploy(process(start(), asks, step("work"), counts, step("last"), end(), flows=flows))
    instance_id = company.start()
    side = next(one for one in company.rows(UserTask, instance_id=instance_id) if one.token is None)
    assert (side.assignee_id, side.name) == (company.boris, "Подписать соглашение")
    assert side.due_at == company.clock() + timedelta(days=2)
    assert "side_task" in [notice.kind for notice in company.rows(Notification, person_id=company.boris)]
    assert len(company.rows(SearchEntry, kind="task", subject_id=side.id)) == 1
    company.complete(instance_id, "work")
    assert company.variables(instance_id)["left"] == 1
    company.do(commands.complete_task, side.id, {"result": "Подписано"}, company.boris)
    assert company.rows(UserTask, id=side.id)[0].result == "Подписано"
    assert company.rows(Job, task_id=side.id) == []


@pytest.mark.parametrize("close", ["complete", "cancel"])
def test_a_condition_on_open_side_tasks_is_looked_at_when_one_is_closed(company: Company, close: str) -> None:
    waits = catch("wait", when("${open_side_tasks() == 0}"))
    company.deploy(process(start(), step("ask"), waits, step("last"), end(), flows="start ask wait last end"))
    instance_id = company.start()
    asked = SideTask("Позвонить", assignee_id=company.boris, instance_id=instance_id)
    side = company.do(commands.create_side_task, asked, company.anna)
    company.complete(instance_id, "ask")
    assert "last" not in company.tasks(instance_id)
    if close == "complete":
        company.do(commands.complete_task, side, {"result": "да"}, company.boris)
    else:
        company.do(commands.cancel_side_task, side, company.anna)
    assert "last" in company.tasks(instance_id)


def a_task(company: Company) -> int:
    asked = UserTask(
        name="Позвонить",
        status="assigned",
        assignee_id=company.anna,
        requested_by=company.boris,
        created_at=company.clock(),
    )
    with company.database.sessions.begin() as session:
        session.add(asked)
        session.flush()
        return asked.id
