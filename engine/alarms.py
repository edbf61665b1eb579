"""Jobs for what is to be told of tasks while they are open: reminders, being overdue, escalations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.semantics.alarms import Alarm
from persistence import task_jobs


def schedule(session: Session, wanted: Iterable[tuple[int, Alarm]], now: datetime) -> None:
    """Jobs for alarms of tasks (id, alarm), in the transaction that opens or moves them."""
    rows = [
        {
            "task_id": task_id,
            "kind": alarm.kind,
            "due_at": alarm.at,
            "created_at": now,
            "payload": {"by_due": alarm.by_due, "to": list(alarm.to)},
        }
        for task_id, alarm in wanted
    ]
    task_jobs.schedule_all(session, rows)


def schedule_default(session: Session, task: Any, now: datetime) -> None:
    """A side task says nothing of alarms: it is overdue once, at its due date."""
    if task.due_at is not None:
        schedule(session, [(task.id, Alarm("task_overdue", task.due_at))], now)
