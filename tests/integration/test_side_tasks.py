"""Tasks that somebody asks for by hand: of a case, of a record, or of nothing."""

from __future__ import annotations

import pytest

from persistence import inbox, task_facts
from persistence.user_tasks import UserTask
from tests.databases import Database
from tests.integration.company import Company


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def test_a_task_without_a_case_is_listed_counted_shown_and_the_next_one_like_any_other(company: Company) -> None:
    task_id = a_task(company)
    viewer = inbox.Viewer(company.anna, frozenset())
    with company.database.sessions() as session:
        assert [row.id for row in inbox.tasks(session, viewer, "mine", company.clock())] == [task_id]
        assert inbox.counts(session, viewer, company.clock()).mine == 1
        assert inbox.next_task(session, None, company.anna) == task_id
        assert inbox.row(session, task_id).process_name is None
        assert task_facts.facts(session, task_id).requester_name == "Boris"


def a_task(company: Company) -> int:
    task = UserTask(
        name="Позвонить",
        status="assigned",
        assignee_id=company.anna,
        requested_by=company.boris,
        created_at=company.clock(),
    )
    with company.database.sessions.begin() as session:
        session.add(task)
        session.flush()
        return task.id
