"""Jobs about a user task, whatever instance it belongs to: coming back, reminders, being overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from persistence.jobs import Job, note_due
from persistence.prepared import Prepared

JOB: Table = Job.__table__  # type: ignore[assignment]
INSERT = Prepared(
    insert(JOB), ("kind", "task_id", "payload", "due_at", "created_at", "attempts", "max_attempts", "status")
)
WITHDRAW_ALL = Prepared(delete(JOB).where(JOB.c.task_id == bindparam("task")))
NEW: Mapping[str, Any] = {"attempts": 0, "max_attempts": 3, "status": "pending"}


def schedule(
    session: Session, task_id: int, kind: str, due_at: datetime, *, now: datetime, payload: dict[str, Any] | None = None
) -> None:
    """One job about a task."""
    row = {"task_id": task_id, "kind": kind, "due_at": due_at, "created_at": now, "payload": payload or {}}
    schedule_all(session, [row])


def schedule_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Jobs about tasks: task_id, kind, due_at, created_at, payload."""
    if rows:
        note_due(session, min(row["due_at"] for row in rows))
        INSERT.many(session, [{**NEW, **row} for row in rows])


def withdraw(session: Session, task_id: int, kinds: Sequence[str]) -> None:
    """Take away a task's jobs of these kinds."""
    session.execute(delete(Job).where(Job.task_id == task_id, Job.kind.in_(kinds)))


def withdraw_by_due(session: Session, task_id: int) -> None:
    """Take away the jobs that go by the task's due date (their payload says so)."""
    found = session.execute(select(Job.id, Job.payload).where(Job.task_id == task_id))
    session.execute(delete(Job).where(Job.id.in_([job_id for job_id, payload in found if payload.get("by_due")])))


def withdraw_all(session: Session, task_id: int) -> None:
    """Nothing is to be done about a task any more.  Asked for every task completed."""
    WITHDRAW_ALL.changed(session, task=task_id)
