"""
The clock: does jobs when they are due.

APScheduler holds one wake-up, at the earliest due time.  It is moved at once when this process writes an earlier job;
what other processes write is found by a look every half second, one indexed query.  A look claims what is due, with a
lease, and hands it to an executor; each job runs in a transaction of its own that also ends the job, so it is done once
or not at all.  What reaches outside (mail) says itself how far it was when it was interrupted.

Who executes is a small seam, ``executors.Executor``.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.orm import Session

from engine import commands
from engine.engine import Engine
from persistence import jobs, outgoing_mail, steps, webhooks
from persistence.jobs import Job
from webapp import dates, transaction, workflow
from webapp.mail.delivery import send_mail
from webapp.mail.digest_letters import send_digest
from webapp.running.executors import Executor, Threads
from webapp.transaction import run_in_transaction
from webapp.webhooks.delivery import send_event

LOOK_EVERY = timedelta(seconds=0.5)
LEASE = timedelta(minutes=1)
KEEP_DONE = timedelta(days=30)  # how long idempotency keys of jobs are remembered
TIDY_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)

Handler = Callable[[Engine, Session, Job], object]

KINDS: dict[str, Handler] = {
    "timer": commands.fire_timer,
    "continue": commands.continue_step,
    "start_timer": commands.start_by_timer,
    "collect_file": commands.collect,
    **commands.DELIVERIES,
    **commands.ALARMS,
}
"""What does a job of each kind, within the transaction that ends the job."""

OUTWARD: dict[str, Callable[[Engine, Job], None]] = {"mail": send_mail, "digest": send_digest, "webhook": send_event}
"""Kinds that reach outside: no transaction is open while they do, and each ends the job in the one that keeps what came
of it."""

STEPS: dict[str, Callable[[Engine, Session, Job, str], object]] = {
    "timer": commands.give_up_step,
    "continue": commands.give_up_step,
}
"""Kinds that take a step of their instance, and what writes the incident when no attempt is left."""


class Clock:
    """Wakes up when a job is due, and sees to it that it is done."""

    def __init__(self, app: Flask, executor: Executor | None = None) -> None:
        self._app = app
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._executor = executor or Threads(app, execute, OUTWARD, app.config["SETTINGS"].threads, self.wake)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": {"type": "threadpool", "max_workers": 1}}
        )
        self._lock = threading.Lock()
        self._stopping = False
        self._next: datetime | None = None
        self._tidied: datetime | None = None

    def start(self) -> None:
        """Begin; from now on this process's own jobs wake it up at once."""
        self._scheduler.start()
        transaction.listeners.append(self.wake)
        self.wake()

    def stop(self) -> None:
        """Let running jobs end; claimed ones that were not begun are claimed again when their lease is over."""
        with self._lock:
            self._stopping = True  # the scheduler waits for a look that must not wait for the scheduler
        transaction.listeners.remove(self.wake)
        self._scheduler.shutdown(wait=True)
        self._executor.stop()

    def wake(self, at: datetime | None = None) -> None:
        """Wake up then, unless it would be earlier anyway; at once without a time."""
        at = at or dates.now()
        with self._lock:
            if self._stopping or (self._next is not None and self._next <= at):
                return
            self._next = at
            self._scheduler.add_job(
                self._look,
                "date",
                run_date=at,
                id="look",
                replace_existing=True,
                misfire_grace_time=None,
                max_instances=3,
            )

    def _look(self) -> None:
        with self._lock:
            self._next = None
        try:
            self.wake(self._do_what_is_due() or dates.now() + LOOK_EVERY)
        except Exception:
            log.exception("Could not look for due jobs; looking again in a moment")
            self.wake(dates.now() + LOOK_EVERY)

    def _do_what_is_due(self) -> datetime | None:
        """Claim and submit; when to look again if that is soon."""
        claimed: list[Job] = []
        with self._app.app_context():
            due = earliest()
            if due is not None and due <= dates.now():
                claimed = self._claim()
                for job in claimed:
                    self._executor.submit(job)
                due = earliest()
            self._tidy()
        now = dates.now()
        if due is None or due >= now + LOOK_EVERY:
            return None
        return due if claimed or due > now else None  # what nobody is free for waits until somebody is

    def _claim(self) -> list[Job]:
        """As many as there are threads for, of the two sorts each."""
        now, inside, outside = dates.now(), self._executor.free(), self._executor.free_outside()

        for job in run_in_transaction(lambda session: jobs.give_up_spent(session, now)):
            log.error("Job %s (%s) failed: its worker stopped every time", job.id, job.kind)
            _tell(job, job.error or "")

        def claim(session: Session) -> list[Job]:
            steps_of_ours = jobs.claim_due(session, now, self._owner, inside, LEASE, but=OUTWARD) if inside else []
            calls = jobs.claim_due(session, now, self._owner, outside, LEASE, only=OUTWARD) if outside else []
            return steps_of_ours + calls

        return run_in_transaction(claim)

    def _tidy(self) -> None:
        now = dates.now()
        if self._tidied is None or self._tidied < now - TIDY_EVERY:
            self._tidied = now
            run_in_transaction(lambda session: _forget(session, now - KEEP_DONE))


def execute(job: Job) -> None:
    """Do a claimed job and end it, in one transaction; a failure is another attempt later, or the last."""
    try:
        if job.kind in OUTWARD:
            OUTWARD[job.kind](workflow.engine(), job)
        else:
            run_in_transaction(lambda session: _do(session, job))
    except jobs.LeaseLost:
        log.warning("Job %s (%s) took longer than its lease; another worker has it", job.id, job.kind)
    except Exception as error:
        log.exception("Job %s (%s) failed", job.id, job.kind)
        _fail(job, error)


def _forget(session: Session, before: datetime) -> None:
    jobs.forget_done(session, before)
    outgoing_mail.forget(session, before)
    webhooks.forget(session, before)


def earliest() -> datetime | None:
    """When the next job is due."""
    session = transaction.reading()
    return jobs.next_due(session)


def _do(session: Session, job: Job) -> None:
    if job.kind not in KINDS:
        raise LookupError(f"Expected a job of one of the kinds {', '.join(KINDS)}, but it is {job.kind!r}.")
    _lock(session, job)
    jobs.finish(session, job)  # before the work, which would take a timer's row away itself: the lease is still ours
    KINDS[job.kind](workflow.engine(), session, job)


def _fail(job: Job, error: Exception) -> None:
    message = f"{type(error).__name__}: {error}"
    try:
        if not run_in_transaction(lambda session: jobs.fail(session, job, message, dates.now())):
            _tell(job, message)
    except jobs.LeaseLost:
        log.warning("Job %s (%s) is another worker's by now", job.id, job.kind)


def _tell(job: Job, message: str) -> None:
    """A step that cannot be taken becomes an incident of its instance; other jobs stay for `marshrut jobs` to list.

    In a transaction of its own: the job has failed, whatever becomes of the incident.
    """
    if job.kind in STEPS:
        try:
            run_in_transaction(lambda session: _give_up(session, job, message))
        except Exception:
            log.exception("Job %s (%s) failed, and so did its incident; `marshrut jobs` lists it", job.id, job.kind)


def _give_up(session: Session, job: Job, message: str) -> None:
    _lock(session, job)
    if jobs.take_failed(session, job.id):
        STEPS[job.kind](workflow.engine(), session, job, message)


def _lock(session: Session, job: Job) -> None:
    """First the instance, then its rows: the order of every step."""
    if job.kind in STEPS and job.instance_id is not None:
        steps.lock_instance(session, job.instance_id)
