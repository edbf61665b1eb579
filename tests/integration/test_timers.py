"""Timers of running instances: rows in the job table, fired once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import commands
from engine.commands import Completion
from engine.engine import Engine
from engine.testing import MONDAY_NOON
from persistence import jobs
from persistence.jobs import Job, LeaseLost
from tests.diagrams import boundary, element, end, process, start, timer
from tests.integration.company import LEASE, Company, at_once, do_job, step

DAY = timedelta(days=1)


def waiting(definition: str) -> bytes:
    event = element("intermediateCatchEvent", "wait", definition)
    return process(start(), event, step("next"), end(), flows="start wait next end")


def watched(definition: str, **attributes: str) -> bytes:
    late = boundary("late", "work", definition, **attributes)
    return process(start(), step("work", "remind"), late, end(), flows="start work end; late remind end")


def test_a_timer_is_a_job_until_it_fires(company: Company) -> None:
    company.deploy(waiting(timer("P1D")))
    instance_id = company.start()
    (job,) = company.timers()
    assert (job.kind, job.instance_id, job.element_id, job.due_at) == ("timer", instance_id, "wait", MONDAY_NOON + DAY)
    company.forward(hours=23)
    assert company.tasks(instance_id) == []
    company.forward(hours=1)
    assert (company.tasks(instance_id), company.timers()) == (["next"], [])
    assert company.passed(instance_id, "timer_fired") == ["wait"]


def test_an_activity_that_is_done_takes_its_timers_away(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    instance_id = company.start()
    company.complete(instance_id, "work")
    assert company.timers() == []


def test_a_cancelled_instance_takes_its_timers_away(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    company.do(commands.cancel_instance, company.start(), company.anna, "A mistake")
    assert company.timers() == []


def test_a_cycle_sets_its_next_time_when_it_fires(company: Company) -> None:
    company.deploy(watched(timer("R2/P1D", "Cycle"), cancelActivity="false"))
    instance_id = company.start()
    company.forward(days=1)
    assert [job.due_at for job in company.timers()] == [MONDAY_NOON + 2 * DAY]
    company.forward(days=5)
    assert (company.timers(), company.tasks(instance_id)) == ([], ["remind", "remind", "work"])


def test_a_cycle_that_nobody_looked_after_does_not_make_up_for_what_it_missed(company: Company) -> None:
    company.deploy(watched(timer("R/P1D", "Cycle"), cancelActivity="false"))
    instance_id = company.start()
    company.clock.forward(timedelta(days=3, hours=1))
    company.work()
    assert [job.due_at for job in company.timers()] == [MONDAY_NOON + 4 * DAY]
    assert company.tasks(instance_id) == ["remind", "work"]


def test_an_interrupting_timer_cancels_the_task(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    instance_id = company.start()
    company.forward(days=1)
    assert company.tasks(instance_id) == ["remind"]
    assert company.passed(instance_id, "cancelled") == ["work"]


def test_a_timer_fires_once_whoever_gets_hold_of_its_job(company: Company) -> None:
    company.deploy(waiting(timer("P1D")))
    instance_id = company.start()
    company.clock.forward(DAY)
    (job,) = company.claim_jobs("first")
    assert company.claim_jobs("second") == []
    company.do(do_job, job)
    with pytest.raises(LeaseLost):
        company.do(do_job, job)
    assert company.passed(instance_id).count("wait") == 1


def test_a_worker_that_comes_back_after_its_lease_changes_nothing(company: Company) -> None:
    company.deploy(waiting(timer("P1D")))
    instance_id = company.start()
    company.clock.forward(DAY)
    (late,) = company.claim_jobs("late")
    company.clock.forward(2 * LEASE)
    (mine,) = company.claim_jobs("quick")
    with pytest.raises(LeaseLost):
        company.do(do_job, late)
    company.do(do_job, mine)
    assert company.passed(instance_id).count("wait") == 1


def test_two_workers_at_the_same_moment_fire_a_timer_once(company: Company) -> None:
    company.deploy(waiting(timer("P1D")))
    for _ in range(5):
        instance_id = company.start()
        company.clock.forward(DAY)
        at_once(company.work, company.work, company.work)
        assert company.passed(instance_id).count("wait") == 1


def test_a_task_done_after_its_timer_was_claimed_wins(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    instance_id = company.start()
    company.clock.forward(DAY)
    (job,) = company.claim_jobs()
    company.complete(instance_id, "work")
    with pytest.raises(LeaseLost):
        company.do(do_job, job)
    assert (company.tasks(instance_id), company.instance(instance_id).status) == ([], "completed")


def test_a_task_done_at_the_moment_its_timer_fires_is_either_done_or_cancelled(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    for _ in range(10):
        instance_id = company.start()
        task_id = company.task(instance_id, "work").id
        company.clock.forward(DAY)
        (job,) = company.claim_jobs()
        results = at_once(
            lambda task_id=task_id: company.do(commands.complete_task, task_id, {}, company.anna),
            lambda job=job: company.do(do_job, job),
        )
        assert [type(result).__name__ for result in results] in (
            ["Completion", "LeaseLost"],
            ["UserTaskClosed", "NoneType"],
        )
        assert company.tasks(instance_id) == ([] if isinstance(results[0], Completion) else ["remind"])


def test_a_job_of_a_token_that_is_gone_does_nothing(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    instance_id = company.start()
    (job,) = company.timers()
    company.complete(instance_id, "work")
    company.do(commands.fire_timer, job)
    assert company.passed(instance_id) == ["start", "work", "end"]


def test_an_incident_behind_a_timer_keeps_it_fired(company: Company) -> None:
    event = element("intermediateCatchEvent", "wait", timer("P1D"))
    company.deploy(
        process(start(), event, step("next", camunda__assignee="${who}"), end(), flows="start wait next end")
    )
    instance_id = company.start()
    company.forward(days=1)
    assert ([i.element_id for i in company.incidents(instance_id)], company.timers()) == (["next"], [])
    company.retry(instance_id, who=company.boris)
    assert (company.tasks(instance_id), company.incidents(instance_id)) == (["next"], [])


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_a_timer_given_up_is_fired_by_the_retry_of_its_incident(company: Company, interrupting: str) -> None:
    company.deploy(watched(timer("R2/P1D", "Cycle"), cancelActivity=interrupting))
    instance_id = company.start()
    company.clock.forward(DAY)
    (job,) = company.claim_jobs()
    company.do(give_up, job)
    assert [incident.kind for incident in company.incidents(instance_id)] == ["job"]
    assert (company.tasks(instance_id), company.timers()) == (["work"], [])
    company.retry(instance_id)
    assert "remind" in company.tasks(instance_id)
    assert (company.instance(instance_id).status, company.incidents(instance_id)) == ("active", [])
    assert len(company.timers()) == (0 if interrupting == "true" else 1)


def test_a_task_that_is_done_takes_the_incident_of_its_timer_away(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    instance_id = company.start()
    company.clock.forward(DAY)
    (job,) = company.claim_jobs()
    company.do(give_up, job)
    company.complete(instance_id, "work")
    assert (company.incidents(instance_id), company.instance(instance_id).status) == ([], "completed")


def give_up(engine: Engine, session: Session, job: Job) -> None:
    """What a worker does after the last attempt."""
    jobs.finish(session, job)
    commands.give_up_step(engine, session, job, "out of order")


def test_the_clock_is_told_of_the_earliest_timer_a_step_has_set(company: Company) -> None:
    company.deploy(watched(timer("P1D")))
    with company.database.sessions.begin() as session:
        commands.start_process(company.engine, session, "p")
        assert jobs.take_earliest(session) == MONDAY_NOON + DAY


def test_a_timer_job_without_an_instance_is_a_mistake_of_ours(company: Company) -> None:
    with company.database.sessions.begin() as session:
        jobs.enqueue(session, "timer", company.clock(), now=company.clock())
    (job,) = company.timers()
    with pytest.raises(ValueError, match="to name an instance"):
        company.do(commands.fire_timer, job)
    with company.database.sessions.begin() as session:
        session.execute(delete(Job))
