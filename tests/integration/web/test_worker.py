"""The clock: due jobs are done once, soon, also after a crash; what fails is tried again."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from persistence import jobs
from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from tests.integration.web.conftest import a_request
from webapp import dates
from webapp.running import worker
from webapp.running.worker import Clock, execute
from webapp.transaction import run_in_transaction

PATIENCE = 20  # seconds; a test that waits that long has failed


class Here:
    """An executor that does a job at once, in the thread that asks, and tells when it has."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.done: list[Job] = []
        self.told = threading.Event()

    def free(self) -> int:
        return 1

    def free_outside(self) -> int:
        return 1

    def submit(self, job: Job) -> None:
        with self.app.app_context():
            execute(job)
        self.done.append(job)
        self.told.set()

    def stop(self) -> None:
        """Nothing runs elsewhere."""


@pytest.fixture
def executor(app):
    return Here(app)


@pytest.fixture
def clock(app, executor) -> Iterator[Clock]:
    running = Clock(app, executor)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def noted(monkeypatch):
    """A kind of job that only notes that it was done."""
    done = []
    monkeypatch.setitem(worker.KINDS, "note", lambda engine, session, job: done.append(job.payload))
    return done


def enqueue(app, kind="note", after=0.0, **columns):
    now = dates.now()
    with app.app_context():
        due_at = now + timedelta(seconds=after)
        return run_in_transaction(lambda session: jobs.enqueue(session, kind, due_at, now=now, **columns))


def left(session):
    session.rollback()
    return session.scalars(select(Job).where(Job.kind != "task_overdue")).all()  # which the open task waits for


def test_a_due_timer_fires_once(app, browser, session, executor, clock):
    browser.post("/request", a_request())
    with app.app_context():
        past = update(Job).where(Job.kind == "timer").values(due_at=dates.now())
        run_in_transaction(lambda writer: writer.execute(past) and None)
    assert executor.told.wait(PATIENCE)
    fired = select(HistoryEntry).where(HistoryEntry.element_type == "boundaryEvent", HistoryEntry.kind == "completed")
    assert len(session.scalars(fired).all()) == 1
    assert left(session) == []


def test_a_job_of_this_process_wakes_the_clock_at_once(app, executor, clock, noted, monkeypatch):
    monkeypatch.setattr(worker, "LOOK_EVERY", timedelta(hours=1))
    clock.wake()
    enqueue(app, payload={"number": 1})
    assert executor.told.wait(PATIENCE)
    assert noted == [{"number": 1}]


def test_a_job_of_another_process_is_found_by_looking(app, executor, clock, noted, monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("webapp.transaction.listeners", [])
        enqueue(app)
    assert executor.told.wait(PATIENCE)
    assert noted == [{}]


def test_a_job_is_not_done_before_it_is_due(app, executor, clock, noted):
    enqueue(app, after=0.7, payload={"number": 1})
    assert executor.told.wait(PATIENCE)
    assert executor.done[0].due_at <= dates.now()


def test_a_job_whose_worker_died_is_done_when_its_lease_is_over(app, session, executor, noted):
    enqueue(app)
    dead = timedelta(milliseconds=50)
    with app.app_context():
        run_in_transaction(lambda writer: jobs.claim_due(writer, dates.now(), "a worker that died", 1, dead) and None)
    running = Clock(app, executor)
    running.start()
    assert executor.told.wait(PATIENCE)
    running.stop()
    assert noted == [{}]
    assert left(session) == []


def test_a_job_that_fails_is_tried_again_later_and_says_why(app, session, executor, clock, monkeypatch):
    def fail(*_):
        raise OSError("no route to host")

    monkeypatch.setitem(worker.KINDS, "broken", fail)
    enqueue(app, "broken")
    assert executor.told.wait(PATIENCE)
    (job,) = left(session)
    assert (job.status, job.error, job.attempts) == ("pending", "OSError: no route to host", 1)
    assert job.due_at > dates.now()


def test_what_a_failed_job_wrote_is_undone(app, session, executor, clock, monkeypatch):
    def write_and_fail(engine, writer, job):
        jobs.enqueue(writer, "note", dates.now(), now=dates.now())
        raise OSError

    monkeypatch.setitem(worker.KINDS, "broken", write_and_fail)
    enqueue(app, "broken")
    assert executor.told.wait(PATIENCE)
    assert [job.kind for job in left(session)] == ["broken"]


def test_a_job_of_an_unknown_kind_says_which_there_are(app, session, executor, clock):
    enqueue(app, "telepathy")
    assert executor.told.wait(PATIENCE)
    assert "timer" in left(session)[0].error


def test_threads_do_jobs_and_stop_gracefully(app, session, monkeypatch):
    done = threading.Semaphore(0)
    monkeypatch.setitem(worker.KINDS, "note", lambda *_: done.release())
    running = Clock(app)
    running.start()
    for _ in range(3):
        enqueue(app)
    assert all(done.acquire(timeout=PATIENCE) for _ in range(3))
    running.stop()
    assert left(session) == []


@pytest.fixture
def broken_timers(monkeypatch):
    """Timers cannot be fired."""

    def fail(*_):
        raise OSError("out of order")

    monkeypatch.setitem(worker.KINDS, "timer", fail)


def last_attempt(app):
    """A request has come, and the timer of its task is due for the last time."""
    with app.app_context():
        due = update(Job).where(Job.kind == "timer").values(due_at=dates.now(), max_attempts=1)
        run_in_transaction(lambda writer: writer.execute(due) and None)


def test_a_timer_that_cannot_be_fired_is_an_incident_whose_retry_fires_it(
    app, browser, session, executor, clock, broken_timers
):
    browser.post("/request", a_request())
    last_attempt(app)
    assert executor.told.wait(PATIENCE)
    incident = session.scalars(select(Incident)).one()
    assert (incident.kind, incident.element_id, left(session)) == ("job", "assignment_overdue", [])
    assert "OSError: out of order" in incident.message
    operator = browser.become("kiseleva")
    assert incident.message in html.unescape(operator.get(f"/cases/{incident.instance_id}").text)
    operator.post(f"/cases/{incident.instance_id}/incidents/{incident.id}/retry")
    session.rollback()
    assert session.scalars(select(Incident.resolved_at)).one() is not None
    assert session.scalars(select(ProcessInstance.status)).one() == "active"
    reminded = select(HistoryEntry).where(HistoryEntry.element_id == "remind_head_of_sales")
    assert session.scalars(reminded).one().kind == "completed"


def test_a_timer_whose_workers_died_is_an_incident_too(app, browser, session, executor):
    browser.post("/request", a_request())
    last_attempt(app)
    dead = timedelta(0)
    with app.app_context():
        run_in_transaction(lambda writer: jobs.claim_due(writer, dates.now(), "a worker that died", 1, dead) and None)
    running = Clock(app, executor)
    with app.app_context():
        running._do_what_is_due()
    assert "its worker stopped" in session.scalars(select(Incident)).one().message
    assert left(session) == []
