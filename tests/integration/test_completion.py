"""What happens when people do the same task at the same time, or what they do cannot be kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine import commands
from engine.errors import DraftChanged, InvalidInput, UserTaskClaimed, UserTaskClosed, UserTaskNotFound
from persistence.user_tasks import UserTask, UserTaskCandidate
from tests.diagrams import boundary, end, process, start, timer
from tests.integration.company import Company, at_once, step

ONE = process(start(), step("work"), end(), flows="start work end")
TWO = process(start(), step("work", "next"), end(), flows="start work next end")


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


@pytest.mark.parametrize("diagram", [ONE, TWO], ids=["the last task", "one of two"])
def test_of_two_people_who_complete_a_task_at_once_one_wins_and_history_is_written_once(
    company: Company, diagram: bytes
) -> None:
    company.deploy(diagram)
    for _ in range(5):
        instance_id = company.start()
        task_id = company.task(instance_id, "work").id
        results = at_once(
            lambda task_id=task_id: company.do(commands.complete_task, task_id, {"by": "Anna"}, company.anna),
            lambda task_id=task_id: company.do(commands.complete_task, task_id, {"by": "Boris"}, company.boris),
        )
        assert kinds(results) == ["Completion", "UserTaskClosed"]
        (submitted,) = company.history(instance_id, "task_completed")
        (done,) = company.rows(UserTask, id=task_id)
        winner = {company.anna: "Anna", company.boris: "Boris"}[done.completed_by]
        assert (submitted.element_id, submitted.data) == ("work", {"by": winner})
        assert submitted.actor_id == done.completed_by
        assert company.passed(instance_id).count("work") == 1


def test_one_person_who_submits_twice_at_once_completes_once(company: Company) -> None:
    company.deploy(TWO)
    task_id = company.task(company.start(), "work").id
    call = lambda: company.do(commands.complete_task, task_id, {}, company.anna)  # noqa: E731 - the same call thrice
    assert kinds(at_once(call, call, call)) == ["Completion", "UserTaskClosed", "UserTaskClosed"]


def test_of_two_people_who_claim_a_task_at_once_one_has_it(company: Company) -> None:
    company.deploy(ONE)
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    results = at_once(
        lambda: company.do(commands.claim, task_id, company.anna),
        lambda: company.do(commands.claim, task_id, company.boris),
    )
    assert kinds(results) == ["NoneType", "UserTaskClaimed"]
    (claimed,) = company.history(instance_id, "task_claimed")
    assert claimed.actor_id == company.task(instance_id, "work").assignee_id


def test_claiming_ones_own_task_again_changes_nothing(company: Company) -> None:
    company.deploy(ONE)
    instance_id = company.start()
    for _ in range(2):
        company.do(commands.claim, company.task(instance_id, "work").id, company.anna)
    assert len(company.history(instance_id, "task_claimed")) == 1


def test_claiming_a_task_while_it_is_completed_says_it_is_closed(company: Company) -> None:
    company.deploy(ONE)
    for _ in range(5):
        task_id = company.task(company.start(), "work").id
        claimed, completed = at_once(
            lambda task_id=task_id: company.do(commands.claim, task_id, company.boris),
            lambda task_id=task_id: company.do(commands.complete_task, task_id, {}, company.anna),
        )
        if claimed is None:
            assert isinstance(completed, UserTaskClaimed)
        else:
            assert isinstance(claimed, UserTaskClosed)


def test_a_task_another_person_has_cannot_be_completed(company: Company) -> None:
    company.deploy(ONE)
    task_id = company.task(company.start(), "work").id
    company.do(commands.claim, task_id, company.boris)
    with pytest.raises(UserTaskClaimed):
        company.do(commands.complete_task, task_id, {}, company.anna)
    company.do(commands.complete_task, task_id, {}, company.boris)


def test_a_task_given_back_can_be_taken_by_another(company: Company) -> None:
    company.deploy(ONE)
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    company.do(commands.claim, task_id, company.anna)
    with pytest.raises(UserTaskClaimed):
        company.do(commands.release, task_id, company.boris)
    company.do(commands.release, task_id, company.anna)
    company.do(commands.claim, task_id, company.boris)
    assert company.task(instance_id, "work").assignee_id == company.boris


def test_a_closed_task_cannot_be_claimed_assigned_or_drafted(company: Company) -> None:
    company.deploy(ONE)
    task_id = company.task(company.start(), "work").id
    company.do(commands.complete_task, task_id, {}, company.anna)
    for command, *arguments in (
        (commands.claim, company.anna),
        (commands.release, company.anna),
        (commands.assign, company.boris, company.anna),
        (commands.save_draft, {}, company.anna, None),
        (commands.complete_task, {}, company.anna),
    ):
        with pytest.raises(UserTaskClosed):
            company.do(command, task_id, *arguments)


def test_what_does_not_exist_is_not_found(company: Company) -> None:
    with pytest.raises(UserTaskNotFound):
        company.do(commands.complete_task, 404, {}, company.anna)


def test_a_draft_is_kept_until_the_task_is_completed(company: Company) -> None:
    company.deploy(ONE)
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    saved_at = company.do(commands.save_draft, task_id, {"comment": "half"}, company.anna, None)
    drafted = company.task(instance_id, "work")
    assert (drafted.draft, drafted.draft_saved_at) == ({"comment": "half"}, saved_at)
    company.do(commands.complete_task, task_id, {"comment": "whole"}, company.anna)
    (done,) = company.rows(UserTask, id=task_id)
    assert (done.draft, done.status) == (None, "completed")


def test_a_draft_saved_meanwhile_is_not_overwritten_but_by_intention(company: Company) -> None:
    company.deploy(ONE)
    task_id = company.task(company.start(), "work").id
    first = company.do(commands.save_draft, task_id, {"comment": "one"}, company.anna, None)
    company.clock.forward(timedelta(seconds=1))
    with pytest.raises(DraftChanged):
        company.do(commands.save_draft, task_id, {"comment": "two"}, company.anna, None)
    assert company.rows(UserTask, id=task_id)[0].draft == {"comment": "one"}
    assert company.do(commands.save_draft, task_id, {"comment": "one"}, company.anna, None) == first
    company.do(commands.save_draft, task_id, {"comment": "two"}, company.anna, first)
    assert company.rows(UserTask, id=task_id)[0].draft == {"comment": "two"}


def test_values_the_form_refuses_change_nothing(company: Company) -> None:
    schema = {"type": "object", "required": ["comment"], "properties": {"comment": {"type": "string"}}}
    form = orjson.dumps({"title": "Решение", "schema": schema})
    company.deploy(
        process(start(), step("work", camunda__formKey="decide"), end(), flows="start work end"), decide=form
    )
    instance_id = company.start()
    with pytest.raises(InvalidInput) as refused:
        company.complete(instance_id, "work", comment=5)
    assert [error.path for error in refused.value.errors] == [("comment",)]
    assert (company.tasks(instance_id), company.history(instance_id, "task_completed")) == (["work"], [])


def test_the_next_task_is_told_and_has_its_candidates(company: Company) -> None:
    company.deploy(TWO)
    instance_id = company.start()
    completion = company.complete(instance_id, "work", decision="yes")
    following = company.task(instance_id, "next")
    assert (completion.opened, completion.status) == ((following.id,), "active")
    (candidate,) = company.rows(UserTaskCandidate, task_id=following.id)
    assert (candidate.kind, candidate.value) == ("group", "staff")
    (done,) = company.rows(UserTask, instance_id=instance_id, status="completed")
    assert (done.outcome, done.completed_at) == ("yes", company.clock())


def test_a_task_is_cancelled_when_the_process_moves_on_without_it(company: Company) -> None:
    diagram = process(
        start(),
        step("work", "remind"),
        boundary("late", "work", timer("P1D")),
        end(),
        flows="start work end; late remind end",
    )
    company.deploy(diagram)
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    company.forward(days=1)
    assert company.tasks(instance_id) == ["remind"]
    with pytest.raises(UserTaskClosed):
        company.do(commands.complete_task, task_id, {}, company.anna)


def test_a_task_of_a_cancelled_instance_is_closed(company: Company) -> None:
    company.deploy(ONE)
    instance_id = company.start()
    task_id = company.task(instance_id, "work").id
    company.do(commands.cancel_instance, instance_id, company.boris, "A mistake")
    assert (company.instance(instance_id).status, company.tasks(instance_id)) == ("cancelled", [])
    (asked,) = company.history(instance_id, "cancellation_requested")
    assert (asked.data, asked.actor_id) == ({"reason": "A mistake"}, company.boris)
    with pytest.raises(UserTaskClosed):
        company.do(commands.complete_task, task_id, {}, company.anna)
