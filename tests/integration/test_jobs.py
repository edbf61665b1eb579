"""The queue of jobs: claimed by one worker at a time, done once, tried again, given up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence import jobs
from persistence.jobs import Job, LeaseLost
from tests.databases import Database

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def enqueue(session: Session, due_at: datetime = NOON, **columns: object) -> int:
    job_id = jobs.enqueue(session, "timer", due_at, now=NOON, **columns)
    assert job_id is not None
    session.commit()
    return job_id


def claim(session: Session, now: datetime = NOON, owner: str = "worker", limit: int = 10) -> list[Job]:
    claimed = jobs.claim_due(session, now, owner, limit, MINUTE)
    session.commit()
    return claimed


def status(session: Session, job_id: int) -> str | None:
    return session.scalar(select(Job.status).where(Job.id == job_id))


def test_a_due_job_is_claimed_with_what_it_carries(session: Session):
    enqueue(session, payload={"sum": 1.5}, element_id="reminder", token=7)
    [job] = claim(session)
    assert (job.payload, job.element_id, job.token, job.attempts) == ({"sum": 1.5}, "reminder", 7, 1)


def test_a_job_is_not_claimed_before_it_is_due(session: Session):
    enqueue(session, NOON + MINUTE)
    assert claim(session) == []


def test_the_longest_due_come_first(session: Session):
    later, sooner = enqueue(session, NOON - MINUTE), enqueue(session, NOON - 2 * MINUTE)
    assert [job.id for job in claim(session)] == [sooner, later]


def test_no_more_are_claimed_than_asked_for(session: Session):
    for _ in range(3):
        enqueue(session)
    assert len(claim(session, limit=2)) == 2


def test_a_claimed_job_is_nobody_elses(session: Session):
    enqueue(session)
    claim(session)
    assert claim(session, owner="another") == []


def test_a_job_whose_lease_ran_out_is_claimed_again(session: Session):
    enqueue(session)
    claim(session)
    [again] = claim(session, NOON + MINUTE, owner="another")
    assert (again.lease_owner, again.attempts) == ("another", 2)


def test_a_claim_that_is_rolled_back_never_was(session: Session):
    enqueue(session)
    jobs.claim_due(session, NOON, "worker", 10, MINUTE)
    session.rollback()
    assert [job.attempts for job in claim(session)] == [1]


def test_many_workers_at_once_never_get_the_same_job(database: Database):
    with database.sessions.begin() as session:
        for _ in range(120):
            jobs.enqueue(session, "timer", NOON, now=NOON)

    def work(worker: int) -> list[int]:
        claimed: list[int] = []
        for _ in count():
            with database.sessions.begin() as session:
                found = [job.id for job in jobs.claim_due(session, NOON, f"worker {worker}", 5, MINUTE)]
            if not found:
                return claimed
            claimed += found
        return claimed

    with ThreadPoolExecutor(6) as threads:
        claimed = [job_id for found in threads.map(work, range(6)) for job_id in found]
    assert len(claimed) == len(set(claimed)) == 120


def test_a_finished_job_goes_away(session: Session):
    job_id = enqueue(session)
    jobs.finish(session, *claim(session))
    assert status(session, job_id) is None


def test_a_finished_job_with_an_idempotency_key_is_remembered(session: Session):
    job_id = enqueue(session, idempotency_key="mail:1")
    jobs.finish(session, *claim(session))
    assert status(session, job_id) == "done"
    assert jobs.enqueue(session, "mail", NOON, now=NOON, idempotency_key="mail:1") is None


def test_what_was_done_is_forgotten_after_a_while(session: Session):
    job_id = enqueue(session, idempotency_key="mail:1")
    jobs.finish(session, *claim(session))
    jobs.forget_done(session, NOON)
    assert status(session, job_id) == "done"
    jobs.forget_done(session, NOON + MINUTE)
    assert status(session, job_id) is None


def test_a_job_that_somebody_else_took_over_cannot_be_finished(session: Session):
    enqueue(session)
    [late] = claim(session)
    claim(session, NOON + MINUTE, owner="another")
    with pytest.raises(LeaseLost):
        jobs.finish(session, late)


def test_a_job_that_the_same_worker_claimed_again_is_finished_by_the_later_claim_only(session: Session):
    enqueue(session)
    [late] = claim(session)
    claim(session, NOON + MINUTE)
    with pytest.raises(LeaseLost):
        jobs.finish(session, late)


def test_a_failed_attempt_is_followed_by_another_after_a_pause(session: Session):
    enqueue(session, retry_delays=[30, 120])
    assert jobs.fail(session, *claim(session), "no answer", NOON)
    session.commit()
    assert claim(session, NOON + timedelta(seconds=29)) == []
    assert len(claim(session, NOON + timedelta(seconds=30))) == 1


def test_pauses_grow_and_the_last_repeats():
    tried = [Job(attempts=attempts, max_attempts=6, retry_delays=[30, 120]) for attempts in (1, 2, 3, 4)]
    assert [jobs.retry_delay(job) for job in tried] == [timedelta(seconds=pause) for pause in (30, 120, 120, 120)]


def test_a_job_without_attempts_left_has_failed(session: Session):
    job_id = enqueue(session, max_attempts=1)
    assert not jobs.fail(session, *claim(session), "no answer", NOON)
    assert session.execute(select(Job.status, Job.error).where(Job.id == job_id)).one() == ("failed", "no answer")


def test_a_failed_job_is_not_claimed(session: Session):
    enqueue(session, max_attempts=1)
    jobs.fail(session, *claim(session), "no answer", NOON)
    assert claim(session, NOON + timedelta(days=1)) == []


def test_a_failed_job_can_be_tried_again(session: Session):
    job_id = enqueue(session, max_attempts=1)
    jobs.fail(session, *claim(session), "no answer", NOON)
    assert jobs.try_again(session, job_id, NOON + MINUTE)
    assert [job.attempts for job in claim(session, NOON + MINUTE)] == [1]


def test_a_job_that_has_not_failed_needs_no_second_set_of_attempts(session: Session):
    assert not jobs.try_again(session, enqueue(session), NOON)


def test_a_job_that_kills_its_workers_runs_out_of_attempts(session: Session):
    job_id = enqueue(session, max_attempts=2)
    claim(session)
    claim(session, NOON + MINUTE)
    assert claim(session, NOON + 2 * MINUTE) == []
    assert [job.id for job in jobs.give_up_spent(session, NOON + 2 * MINUTE)] == [job_id]
    assert status(session, job_id) == "failed"


def test_a_job_in_its_last_attempt_is_not_given_up_on(session: Session):
    enqueue(session, max_attempts=1)
    claim(session)
    assert jobs.give_up_spent(session, NOON + timedelta(seconds=59)) == []


def test_the_clock_wakes_for_the_earliest_job(session: Session):
    enqueue(session, NOON + 2 * MINUTE)
    enqueue(session, NOON + MINUTE)
    assert jobs.next_due(session) == NOON + MINUTE


def test_the_clock_wakes_when_a_lease_runs_out(session: Session):
    enqueue(session)
    claim(session)
    enqueue(session, NOON + timedelta(hours=1))
    assert jobs.next_due(session) == NOON + MINUTE


def test_the_clock_does_not_wake_for_failed_jobs(session: Session):
    enqueue(session, max_attempts=1)
    jobs.fail(session, *claim(session), "no answer", NOON)
    assert jobs.next_due(session) is None


def test_a_second_job_with_the_same_idempotency_key_is_not_added(session: Session):
    enqueue(session, idempotency_key="mail:1")
    assert jobs.enqueue(session, "mail", NOON, now=NOON, idempotency_key="mail:1") is None


def test_an_id_never_means_another_job(session: Session):
    first = enqueue(session)
    jobs.finish(session, *claim(session))
    session.commit()
    assert enqueue(session) > first
