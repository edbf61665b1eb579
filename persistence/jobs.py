"""
Jobs: what has to be done later, or outside a step's transaction.  The rows are the queue.

A worker claims due jobs for a while (a lease), does each, and finishes it in the transaction that keeps its result.
The attempt is counted when the job is claimed, so one that kills its worker runs out of attempts too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base, filled_index
from persistence.definitions import ProcessDefinition
from persistence.statements import insert

PENDING = text("status = 'pending'")
LEASED = text("status = 'pending' AND lease_until IS NOT NULL")
EARLIEST = "earliest_job"
RETRY_DELAYS = (10, 60, 300)  # seconds; the last repeats


class LeaseLost(Exception):
    """Expected the job to be still ours, but its lease ran out and another worker took it: roll back what was done."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Job(Base):
    """Something due at an instant: a timer, a mail, a call.  Whoever holds the lease is doing it now."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "due_at", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_job_lease", "lease_until", sqlite_where=LEASED, postgresql_where=LEASED),
        Index(None, "instance_id", "token"),
        filled_index("job", "task_id"),
        {"sqlite_autoincrement": True},  # a finished job's row goes away; its id must never mean another job
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    token: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("process_definition.id"))
    element_id: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # counted when claimed: a job that kills its process counts too
    max_attempts: Mapped[int] = mapped_column(default=3)
    retry_delays: Mapped[list[int] | None]  # seconds before the second, third … attempt
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    error: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(10), default="pending")  # pending | failed | done
    created_at: Mapped[datetime]


def enqueue(
    session: Session,
    kind: str,
    due_at: datetime,
    *,
    now: datetime,
    payload: dict[str, Any] | None = None,
    idempotency_key: str | None = None,
    **columns: Any,
) -> int | None:
    """Add a job; its id, or None when there already is one with this idempotency key.

    ``columns`` are further columns of Job: instance_id, token, element_id, definition_id, max_attempts, retry_delays.
    """
    note_due(session, due_at)
    row = {"kind": kind, "due_at": due_at, "created_at": now, "payload": payload or {}} | columns
    new = insert(session, Job).values(idempotency_key=idempotency_key, **row)
    return session.execute(new.on_conflict_do_nothing(index_elements=["idempotency_key"]).returning(Job.id)).scalar()


def enqueue_all(
    session: Session, kind: str, payloads: Sequence[dict[str, Any]], due_at: datetime, *, now: datetime, **columns: Any
) -> None:
    """Add a job for each of the payloads, in one statement; ``columns`` as in ``enqueue``."""
    note_due(session, due_at)
    same = {"kind": kind, "due_at": due_at, "created_at": now} | columns
    session.execute(insert(session, Job), [same | {"payload": payload} for payload in payloads])


def note_due(session: Session, due_at: datetime) -> None:
    """Remember the earliest job the session writes, for the clock of this process (``take_earliest``)."""
    known = session.info.get(EARLIEST)
    session.info[EARLIEST] = due_at if known is None else min(known, due_at)


def take_earliest(session: Session) -> datetime | None:
    """When the earliest job is due that was written since the last time this was asked."""
    earliest: datetime | None = session.info.pop(EARLIEST, None)
    return earliest


def claim_due(
    session: Session,
    now: datetime,
    owner: str,
    limit: int,
    lease: timedelta,
    *,
    only: Collection[str] | None = None,
    but: Collection[str] = (),
) -> list[Job]:
    """Take up to ``limit`` due jobs for ``lease``, the longest due first.  Two workers never get the same one.

    ``only`` and ``but`` are kinds.  The jobs are detached: later commits do not touch them.
    """
    free = select(Job.id).where(_claimable(now), Job.attempts < Job.max_attempts)
    if only is not None:
        free = free.where(Job.kind.in_(only))
    if but:
        free = free.where(Job.kind.not_in(but))
    # In a CTE, because PostgreSQL may run a subquery several times, and each run would skip what the last one locked.
    chosen = free.order_by(Job.due_at, Job.id).limit(limit).with_for_update(skip_locked=True).cte("chosen")
    claim = (
        update(Job)
        .where(Job.id.in_(select(chosen.c.id)))
        .values(lease_owner=owner, lease_until=now + lease, attempts=Job.attempts + 1)
        .returning(Job)
    )
    return sorted(_detached(session, session.scalars(claim).all()), key=lambda job: (job.due_at, job.id))


def give_up_spent(session: Session, now: datetime) -> list[Job]:
    """Mark as failed the jobs whose last attempt never came back (their worker died), and return them, detached."""
    spent = (
        select(Job.id)
        .where(_claimable(now), Job.attempts >= Job.max_attempts)
        .with_for_update(skip_locked=True)
        .cte("spent")
    )
    message = "Expected the job to end, but its worker stopped during the last attempt."
    failed = {"status": "failed", "error": func.coalesce(Job.error, message), "lease_until": None, "lease_owner": None}
    giving_up = update(Job).where(Job.id.in_(select(spent.c.id))).values(failed).returning(Job)
    return _detached(session, session.scalars(giving_up).all())


def finish(session: Session, job: Job) -> None:
    """The job is done.  To be called in the transaction that keeps its result; raises LeaseLost.

    The row goes away, unless its idempotency key has to be remembered.
    """
    if job.idempotency_key is None:
        done = session.execute(delete(Job).where(_still_ours(job)).returning(Job.id))
    else:
        marking = update(Job).where(_still_ours(job)).values(status="done", lease_until=None, lease_owner=None)
        done = session.execute(marking.returning(Job.id))
    if done.first() is None:
        raise LeaseLost


def renew(session: Session, job: Job, until: datetime) -> None:
    """Keep a claimed job until another instant.  Raises LeaseLost."""
    held = session.execute(update(Job).where(_still_ours(job)).values(lease_until=until).returning(Job.id))
    if held.first() is None:
        raise LeaseLost


def fail(session: Session, job: Job, error: str, now: datetime) -> bool:
    """The attempt failed: true when there will be another one, false when the job has failed for good."""
    delay = retry_delay(job)
    values: dict[str, Any] = {"error": error, "lease_until": None, "lease_owner": None}
    values |= {"status": "failed"} if delay is None else {"due_at": now + delay}
    if session.execute(update(Job).where(_still_ours(job)).values(values).returning(Job.id)).first() is None:
        raise LeaseLost
    return delay is not None


def retry_delay(job: Job) -> timedelta | None:
    """How long to wait before the next attempt; None when all are spent."""
    if job.attempts >= job.max_attempts:
        return None
    delays = job.retry_delays or RETRY_DELAYS
    return timedelta(seconds=delays[min(job.attempts, len(delays)) - 1])


def try_again(session: Session, job_id: int, now: datetime) -> bool:
    """Give a failed job a new set of attempts, due now; false when it has not failed."""
    values = {"status": "pending", "attempts": 0, "due_at": now, "lease_until": None, "lease_owner": None}
    again = update(Job).where(Job.id == job_id, Job.status == "failed").values(values).returning(Job.id)
    return session.execute(again).first() is not None


def take_failed(session: Session, job_id: int) -> bool:
    """Take away a job that has failed for good, because its incident takes its place; false when it has not failed."""
    failed = delete(Job).where(Job.id == job_id, Job.status == "failed").returning(Job.id)
    return session.execute(failed).first() is not None


def forget_done(session: Session, before: datetime) -> None:
    """Delete jobs done that were due before an instant; their idempotency keys are free again."""
    session.execute(delete(Job).where(Job.status == "done", Job.due_at < before))


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which a job can be claimed: it is due, or its lease runs out."""
    due = select(Job.due_at).where(PENDING, Job.lease_until.is_(None)).order_by(Job.due_at).limit(1)
    freed = select(Job.lease_until).where(LEASED).order_by(Job.lease_until).limit(1)
    found = session.execute(select(due.scalar_subquery(), freed.scalar_subquery())).one()
    return min((instant for instant in found if instant is not None), default=None)


def _claimable(now: datetime) -> ColumnElement[bool]:
    return (Job.status == "pending") & (Job.due_at <= now) & or_(Job.lease_until.is_(None), Job.lease_until <= now)


def _still_ours(job: Job) -> ColumnElement[bool]:
    """The attempts are the fence: whoever claimed it later has counted one more."""
    return (
        (Job.id == job.id)
        & (Job.status == "pending")
        & (Job.lease_owner == job.lease_owner)
        & (Job.attempts == job.attempts)
    )


def _detached(session: Session, jobs: Sequence[Job]) -> list[Job]:
    for job in jobs:
        session.expunge(job)
    return list(jobs)


def cancel_starts(session: Session, key: str) -> None:
    """Drop the calendar starts of every version of a process."""
    versions = select(ProcessDefinition.id).where(ProcessDefinition.key == key)
    session.execute(delete(Job).where(Job.kind == "start_timer", Job.definition_id.in_(versions)))
