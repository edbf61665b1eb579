"""What changes at an open task while it stays the same task: whose it is, when it is due, how urgent it is.

Each is one guarded UPDATE: false (or None) when the task is not in a state for it, whoever was quicker.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from persistence.statements import insert
from persistence.user_tasks import UserTask, UserTaskOverseer

OPEN = ("created", "assigned")


def assign(session: Session, task_id: int, person_id: int) -> bool:
    """Give an open task to a person; a delegation is over, and what its last holder had put aside is at hand again."""
    return _changed(
        session, _open(task_id).values(status="assigned", assignee_id=person_id, owner_id=None, follow_up_at=None)
    )


def delegate(session: Session, task_id: int, person_id: int) -> bool:
    """Give a task to a person for a while; its assignee owns it meanwhile."""
    query = _open(task_id).where(UserTask.assignee_id.is_not(None), UserTask.owner_id.is_(None))
    return _changed(session, query.values(owner_id=UserTask.assignee_id, assignee_id=person_id, follow_up_at=None))


def give_back(session: Session, task_id: int) -> int | None:
    """Return a delegated task to its owner; whose it is now."""
    query = _open(task_id).where(UserTask.owner_id.is_not(None))
    query = query.values(assignee_id=UserTask.owner_id, owner_id=None, follow_up_at=None)
    return session.execute(query.returning(UserTask.assignee_id)).scalar_one_or_none()


def set_follow_up(session: Session, task_id: int, until: datetime | None) -> bool:
    """Put a task that somebody has aside until an instant."""
    return _changed(session, _open(task_id).where(UserTask.assignee_id.is_not(None)).values(follow_up_at=until))


def set_due(session: Session, task_id: int, due_at: datetime | None) -> bool:
    """Move the due date."""
    return _changed(session, _open(task_id).values(due_at=due_at))


def set_priority(session: Session, task_id: int, priority: int) -> bool:
    """Make it more or less urgent."""
    return _changed(session, _open(task_id).values(priority=priority))


def add_overseers(session: Session, task_id: int, overseers: Iterable[tuple[str, str]]) -> None:
    """Let groups and people see a task and say who does it, from now on."""
    rows = [{"task_id": task_id, "kind": kind, "value": value} for kind, value in overseers]
    if rows:
        session.execute(insert(session, UserTaskOverseer).on_conflict_do_nothing(), rows)


def _open(task_id: int) -> Update:
    return update(UserTask).where(UserTask.id == task_id, UserTask.status.in_(OPEN))


def _changed(session: Session, query: Update) -> bool:
    changed: Any = session.execute(query.returning(UserTask.id)).one_or_none()
    return changed is not None
