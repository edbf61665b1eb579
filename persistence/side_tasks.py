"""Side tasks: what people ask of one another by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from persistence.task_changes import OPEN
from persistence.user_tasks import UserTask, UserTaskCandidate

IS_SIDE = UserTask.token.is_(None)


def add(session: Session, values: dict[str, Any], candidates: Sequence[tuple[str, str]]) -> int:
    """A new side task (columns of ``UserTask``), and who may take it; its id."""
    task_id = session.execute(insert(UserTask).returning(UserTask.id), values).scalar_one()
    if candidates:
        rows = [{"task_id": task_id, "kind": kind, "value": value} for kind, value in candidates]
        session.execute(insert(UserTaskCandidate), rows)
    return task_id


def complete(
    session: Session, task_id: int, person_id: int, on_behalf_of: int | None, result: str | None, at: datetime
) -> bool:
    """Complete a side task unless somebody did already, another person has it or it is delegated."""
    holder_id = on_behalf_of or person_id
    query = update(UserTask).where(
        UserTask.id == task_id,
        UserTask.status.in_(OPEN),
        IS_SIDE,
        UserTask.owner_id.is_(None),
        or_(UserTask.assignee_id.is_(None), UserTask.assignee_id == holder_id),
    )
    query = query.values(
        status="completed",
        assignee_id=holder_id,
        completed_at=at,
        completed_by=person_id,
        completed_for=on_behalf_of,
        result=result,
        draft=None,
    )
    return session.execute(query.returning(UserTask.id)).one_or_none() is not None


def cancel(session: Session, task_id: int) -> bool:
    """Cancel a side task unless it is done already."""
    query = update(UserTask).where(UserTask.id == task_id, UserTask.status.in_(OPEN), IS_SIDE)
    return session.execute(query.values(status="cancelled").returning(UserTask.id)).one_or_none() is not None


def open_count(session: Session, instance_id: int) -> int:
    """How many side tasks of a case are still to be done."""
    query = select(func.count()).select_from(UserTask)
    query = query.where(UserTask.instance_id == instance_id, IS_SIDE, UserTask.status.in_(OPEN))
    return session.execute(query).scalar_one()
