"""Taking back one's own submission while nobody has acted on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import commands, state
from engine.errors import RecallRefused
from engine.semantics.resting import wake_all
from engine.shelves import StoredShelf
from persistence.history import HistoryEntry
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.recall_points import RecallPoint
from persistence.user_tasks import UserTask
from tests.databases import Database
from tests.diagrams import boundary, end, gateway, process, script, start, subprocess, task, timer
from tests.integration.company import Company, step

TWO = process(start(), step("first"), step("second"), end(), flows="start first second end")


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def begun(company: Company, diagram: bytes = TWO) -> tuple[int, int]:
    """An instance whose first task Anna has; the ids of both."""
    company.deploy(diagram)
    instance_id = company.start()
    task_id = company.task(instance_id, "first").id
    company.do(commands.claim, task_id, company.anna)
    return instance_id, task_id


def refused(company: Company, task_id: int) -> str:
    with pytest.raises(RecallRefused) as refusal:
        company.do(commands.recall_task, task_id, company.anna)
    return refusal.value.reason


def row(company: Company, task_id: int) -> UserTask:
    (found,) = company.rows(UserTask, id=task_id)
    return found


def picture(company: Company, instance_id: int) -> Any:
    """What an instance is, whatever its tokens are numbered: elements with their variables, tasks, variables."""
    instance = company.instance(instance_id)
    with company.database.sessions() as session:
        spec = company.engine.definitions.get(session, instance.definition_id).spec
        workflow = state.load(instance.state, spec, StoredShelf(session, instance_id))
        wake_all(workflow)
    tokens = sorted(
        (token.node.name, str(token.locals)) for scope in workflow.scopes() for token in scope.tasks.values()
    )
    jobs = company.rows(Job, instance_id=instance_id)
    timers = sorted((job.element_id, job.due_at) for job in jobs)
    return instance.status, tokens, workflow.data, company.tasks(instance_id), company.variables(instance_id), timers


def test_what_was_submitted_is_the_draft_of_the_task_again(company: Company) -> None:
    instance_id, task_id = begun(company)
    before = picture(company, instance_id)
    company.do(commands.complete_task, task_id, {"answer": 7, "left_empty": None}, company.anna)
    company.do(commands.recall_task, task_id, company.anna)
    task = row(company, task_id)
    assert (task.status, task.assignee_id, task.draft, task.completed_at) == (
        "assigned",
        company.anna,
        {"answer": 7},
        None,
    )
    assert picture(company, instance_id) == before
    assert [entry.actor_id for entry in company.rows(HistoryEntry, kind="task_recalled")] == [company.anna]
    assert [job.task_id for job in company.rows(Job, kind="task_overdue")] == [task_id]


def test_who_had_got_the_next_task_is_told_that_it_is_no_longer_theirs(company: Company) -> None:
    second = step("second", camunda__assignee=str(company.boris))
    _, task_id = begun(company, process(start(), step("first"), second, end(), flows="start first second end"))
    company.do(commands.complete_task, task_id, {}, company.anna)
    company.do(commands.recall_task, task_id, company.anna)
    assert [notice.kind for notice in company.rows(Notification, person_id=company.boris)][-1] == "task_recalled"


def test_a_timer_of_the_task_is_due_when_it_was(company: Company) -> None:
    diagram = process(
        start(),
        step("first"),
        step("second"),
        step("late"),
        boundary("timeout", "first", timer("P3D")),
        end(),
        end("end2"),
        flows="start first second end; timeout late end2",
    )
    instance_id, task_id = begun(company, diagram)
    due = company.clock() + timedelta(days=3)
    company.forward(days=1)
    company.do(commands.complete_task, task_id, {}, company.anna)
    assert company.timers() == []
    company.do(commands.recall_task, task_id, company.anna)
    assert [job.due_at for job in company.timers()] == [due]
    company.forward(days=2)
    assert company.tasks(instance_id) == ["late"]


def test_nothing_is_taken_back_once_somebody_has_begun_what_followed(company: Company) -> None:
    instance_id, task_id = begun(company)
    company.do(commands.complete_task, task_id, {}, company.anna)
    second = company.task(instance_id, "second").id
    company.do(commands.claim, second, company.boris)
    assert refused(company, task_id) == "touched"
    company.do(commands.release, second, company.boris)
    company.do(commands.save_draft, second, {"half": 1}, company.boris, None)
    assert refused(company, task_id) == "touched"
    assert row(company, second).status == "created"


def test_nothing_is_taken_back_once_the_process_has_gone_on_or_ended(company: Company) -> None:
    instance_id, task_id = begun(company)
    company.do(commands.complete_task, task_id, {}, company.anna)
    second = company.task(instance_id, "second").id
    assert not company.do(commands.complete_task, second, {}, company.anna).recallable
    assert (refused(company, task_id), refused(company, second)) == ("ended", "ended")
    assert company.rows(RecallPoint) == []


def test_nothing_is_taken_back_that_cannot_be_done_again(database: Database) -> None:
    company = Company(database, {"numbering.next": lambda context: "Д-1", "records.find": lambda context: None})
    for topic, outcome in (("numbering.next", "unrepeatable"), ("records.find", None)):
        work = task("work", tag="serviceTask", camunda__type="external", camunda__topic=topic)
        diagram = process(start(), step("first"), work, step("second"), end(), flows="start first work second end")
        _, task_id = begun(company, diagram)
        completion = company.do(commands.complete_task, task_id, {}, company.anna)
        assert completion.recallable == (outcome is None)  # nobody is offered what would be refused
        if outcome is None:
            company.do(commands.recall_task, task_id, company.anna)
        else:
            assert refused(company, task_id) == outcome


def test_a_submission_is_taken_back_once(company: Company) -> None:
    _, task_id = begun(company)
    company.do(commands.complete_task, task_id, {}, company.anna)
    company.do(commands.recall_task, task_id, company.anna)
    assert refused(company, task_id) == "moved"


IN_PARALLEL = process(
    start(),
    gateway("parallel", "fork"),
    step("first"),
    step("beside"),
    script("work", "made = answer + 1"),
    step("second"),
    end(),
    end("end2"),
    boundary("timeout", "first", timer("P3D")),
    step("late"),
    end("end3"),
    flows="start fork first work second end; fork beside end2; timeout late end3",
)
IN_SUBPROCESS = process(
    start(),
    subprocess("inner", start("begin"), step("first"), step("second"), end("done"), flows="begin first second done"),
    boundary("timeout", "inner", timer("P3D")),
    step("late"),
    end(),
    end("end2"),
    flows="start inner end; timeout late end2",
)


@pytest.fixture
def deployed(sqlite_database: Database) -> Company:
    company = Company(sqlite_database)
    for key, diagram in (("p", TWO), ("q", IN_PARALLEL), ("r", IN_SUBPROCESS)):
        company.deploy(diagram.replace(b'id="p"', f'id="{key}"'.encode()), key=key)
    return company


@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(key=st.sampled_from("pqr"), answer=st.integers(0, 9), more=st.integers(0, 9), recalls=st.integers(1, 3))
def test_completing_after_a_recall_is_like_completing_at_once(
    deployed: Company, key: str, answer: int, more: int, recalls: int
) -> None:
    company, instance_id = deployed, deployed.start(key)
    task_id = company.task(instance_id, "first").id
    company.do(commands.complete_task, task_id, {"answer": answer}, company.anna)
    at_once = picture(company, instance_id)
    for _ in range(recalls):
        company.do(commands.recall_task, task_id, company.anna)
        company.do(commands.complete_task, task_id, {"answer": more, "slip": 1}, company.anna)
        company.do(commands.recall_task, task_id, company.anna)
        company.do(commands.complete_task, task_id, {"answer": answer}, company.anna)
    assert picture(company, instance_id) == at_once
