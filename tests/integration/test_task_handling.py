"""A task passes from hand to hand, is put aside and moved: rightly told, and never by two at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands
from engine.errors import (
    Conflict,
    PersonUnavailable,
    UserTaskClosed,
    UserTaskDelegated,
    UserTaskNotDelegated,
    UserTaskNotFound,
)
from persistence.history import HistoryEntry
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.user_tasks import UserTask
from tests.databases import Database
from tests.diagrams import end, process, start
from tests.integration.company import Company, at_once, step

ONE = process(start(), step("work"), end(), flows="start work end")


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


@pytest.fixture
def task(company: Company) -> int:
    """Anna's."""
    company.deploy(ONE)
    task_id: int = company.task(company.start(), "work").id
    company.do(commands.claim, task_id, company.anna)
    return task_id


def row(company: Company, task_id: int) -> UserTask:
    (found,) = company.rows(UserTask, id=task_id)
    return found


def lines(company: Company, kind: str) -> list[dict[str, Any]]:
    return [entry.data for entry in company.rows(HistoryEntry, kind=kind)]


def told(company: Company, person_id: int) -> list[str]:
    return [notification.kind for notification in company.rows(Notification, person_id=person_id)]


def test_a_task_handed_over_is_the_others_with_its_draft_and_both_are_in_the_history(
    company: Company, task: int
) -> None:
    company.do(commands.save_draft, task, {"note": "half"}, company.anna, None)
    company.do(commands.assign, task, company.boris, company.anna, "Ваш клиент")
    assert (row(company, task).assignee_id, row(company, task).draft) == (company.boris, {"note": "half"})
    assert lines(company, "task_assigned") == [{"to": company.boris, "from": company.anna, "comment": "Ваш клиент"}]
    assert "task_assigned" in told(company, company.boris)


def test_a_delegated_task_comes_back_to_its_owner_who_completes_it(company: Company, task: int) -> None:
    company.do(commands.delegate, task, company.boris, company.anna, "Помогите")
    with pytest.raises(UserTaskDelegated):
        company.do(commands.complete_task, task, {}, company.boris)
    company.do(commands.save_draft, task, {"note": "done"}, company.boris, None)
    company.do(commands.give_back, task, company.boris)
    assert (row(company, task).assignee_id, row(company, task).owner_id) == (company.anna, None)
    assert row(company, task).draft == {"note": "done"}
    assert ("task_delegated" in told(company, company.boris), "task_returned" in told(company, company.anna)) == (
        True,
        True,
    )
    company.do(commands.complete_task, task, {"note": "done"}, company.anna)
    assert row(company, task).status == "completed"


def test_what_is_refused_says_whether_it_is_missing_or_in_another_state(company: Company, task: int) -> None:
    with pytest.raises(UserTaskNotFound):
        company.do(commands.delegate, 404, company.boris, company.anna)
    with pytest.raises(PersonUnavailable):
        company.do(commands.assign, task, 404, company.anna)
    with pytest.raises(UserTaskNotDelegated):
        company.do(commands.give_back, task, company.anna)
    company.do(commands.delegate, task, company.boris, company.anna)
    with pytest.raises(UserTaskDelegated):
        company.do(commands.delegate, task, company.anna, company.boris)
    company.do(commands.give_back, task, company.anna)
    company.do(commands.complete_task, task, {}, company.anna)
    for command in (commands.assign, commands.delegate):
        with pytest.raises(UserTaskClosed):
            company.do(command, task, company.boris, company.anna)
    with pytest.raises(UserTaskClosed):
        company.do(commands.postpone, task, company.clock() + timedelta(days=1), company.anna)


def test_a_task_put_aside_comes_back_by_itself_with_a_notice(company: Company, task: int) -> None:
    until = company.clock() + timedelta(hours=5)
    company.do(commands.postpone, task, until, company.anna, "Ждём ответа")
    assert row(company, task).follow_up_at == until
    company.forward(hours=6)
    assert told(company, company.anna).count("task_reminder") == 1
    assert lines(company, "task_postponed") == [{"until": until.isoformat(), "comment": "Ждём ответа"}]


def test_a_task_fetched_back_early_brings_no_notice_later(company: Company, task: int) -> None:
    company.do(commands.postpone, task, company.clock() + timedelta(hours=5), company.anna)
    company.do(commands.postpone, task, None, company.anna)
    company.forward(hours=6)
    assert (row(company, task).follow_up_at, told(company, company.anna).count("task_reminder")) == (None, 0)


def test_a_task_cannot_be_put_aside_until_yesterday(company: Company, task: int) -> None:
    with pytest.raises(Conflict, match="has passed"):
        company.do(commands.postpone, task, company.clock() - timedelta(days=1), company.anna)


def test_a_moved_due_date_moves_the_overdue_notice(company: Company, task: int) -> None:
    due = company.clock() + timedelta(days=3)
    company.do(commands.change_due, task, due, company.boris, "Клиент попросил")
    company.forward(days=2)
    assert "task_overdue" not in told(company, company.anna)
    company.forward(days=2)
    assert told(company, company.anna).count("task_overdue") == 1
    assert [line["to"] for line in lines(company, "task_due_changed")] == [due.isoformat()]


def test_a_changed_priority_is_kept_with_its_reason(company: Company, task: int) -> None:
    company.do(commands.change_priority, task, 80, company.boris, "Срочно")
    assert row(company, task).priority == 80
    assert lines(company, "task_priority_changed") == [{"from": 50, "to": 80, "comment": "Срочно"}]


def test_a_completed_task_leaves_no_job_behind(company: Company, task: int) -> None:
    company.do(commands.postpone, task, company.clock() + timedelta(hours=5), company.anna)
    company.do(commands.complete_task, task, {}, company.anna)
    assert company.rows(Job, task_id=task) == []


def test_of_two_who_return_a_task_at_once_one_is_refused(company: Company, task: int) -> None:
    company.do(commands.delegate, task, company.boris, company.anna)
    outcomes = at_once(
        lambda: company.do(commands.give_back, task, company.boris),
        lambda: company.do(commands.give_back, task, company.anna),
    )
    assert sorted(map(str, outcomes)) == ["None", str(UserTaskNotDelegated())]
    assert len(lines(company, "task_returned")) == 1


def test_a_task_completed_while_it_is_delegated_is_one_or_the_other(company: Company, task: int) -> None:
    outcomes = at_once(
        lambda: company.do(commands.delegate, task, company.boris, company.anna) or "delegated",
        lambda: company.do(commands.complete_task, task, {}, company.anna).status,
    )
    state = (row(company, task).status, row(company, task).owner_id)
    if "delegated" in outcomes:
        assert state == ("assigned", company.anna)
        assert isinstance(outcomes[1], UserTaskDelegated)
    else:
        assert state == ("completed", None)
        assert isinstance(outcomes[0], UserTaskClosed)
