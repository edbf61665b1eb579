"""The state of an instance before its last completed task, kept so that who completed it can take that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    LargeBinary,
    Row,
    and_,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.instances import ProcessInstance
from persistence.prepared import Prepared
from persistence.task_changes import OPEN
from persistence.user_tasks import UserTask


class RecallPoint(Base):
    """One per instance: only its last step can be taken back.

    ``version`` is the instance's after that step: once it has moved on, the point means nothing. ``refusal`` says why
    the step cannot be taken back at all. ``before`` holds what belongs to the state beyond ``state``.
    """

    __tablename__ = "recall_point"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"))
    version: Mapped[int]
    refusal: Mapped[str | None]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    before: Mapped[dict[str, Any]]


COLUMNS = ("instance_id", "task_id", "version", "refusal", "state", "before")


def _upsert(dialect: Any) -> Prepared:
    new = dialect.insert(RecallPoint.__table__)
    changed = {name: new.excluded[name] for name in COLUMNS[1:]}
    return Prepared(new.on_conflict_do_update(index_elements=["instance_id"], set_=changed), COLUMNS)


KEEP = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
"""Asked for every task completed."""
FORGET = Prepared(delete(RecallPoint.__table__).where(RecallPoint.instance_id == bindparam("which")))  # type: ignore[arg-type]


def keep(session: Session, values: dict[str, Any]) -> None:
    """Keep the point of an instance's last step (the columns of ``RecallPoint``) in place of the one before."""
    KEEP[session.get_bind().dialect.name].changed(session, **values)


def forget(session: Session, instance_id: int) -> None:
    """Nothing can be taken back any more."""
    FORGET.changed(session, which=instance_id)


def of_task(session: Session, task_id: int) -> Row[Any] | None:
    """The point before a task was completed, if it is the last one completed in its instance."""
    return session.execute(select(RecallPoint.__table__).where(RecallPoint.task_id == task_id)).one_or_none()


def standing(session: Session, task_id: int) -> Row[Any] | None:
    """Of a completed task: its instance's ``status`` and ``version``; ``point_version``, ``refusal`` and ``before`` of
    the point before it, None without one."""
    query = (
        select(
            ProcessInstance.status,
            ProcessInstance.version,
            RecallPoint.version.label("point_version"),
            RecallPoint.refusal,
            RecallPoint.before,
        )
        .join(UserTask, UserTask.instance_id == ProcessInstance.id)
        .outerjoin(RecallPoint, RecallPoint.task_id == UserTask.id)
        .where(UserTask.id == task_id)
    )
    return session.execute(query).one_or_none()


def is_untouched(session: Session, opened: Sequence[tuple[int, int | None]]) -> bool:
    """Whether ``cancel_untouched`` would cancel all of these tasks now.  One statement."""
    rows = [and_(UserTask.id == task_id, *_untouched(assignee_id)) for task_id, assignee_id in opened]
    found = select(func.count()).select_from(UserTask).where(or_(false(), *rows))
    return session.execute(found).scalar_one() == len(rows)


def cancel_untouched(session: Session, opened: Sequence[tuple[int, int | None]]) -> bool:
    """Cancel tasks (id, to whom it was given at once) unless somebody has taken, begun, delegated or done one."""
    for task_id, assignee_id in opened:
        untouched = update(UserTask).where(UserTask.id == task_id, *_untouched(assignee_id))
        cancelled = session.execute(untouched.values(status="cancelled").returning(UserTask.id))
        if cancelled.one_or_none() is None:
            return False
    return True


def _untouched(assignee_id: int | None) -> list[ColumnElement[bool]]:
    return [
        UserTask.status.in_(OPEN),
        UserTask.assignee_id.is_not_distinct_from(assignee_id),
        UserTask.owner_id.is_(None),
        UserTask.draft_saved_at.is_(None),
    ]


def reopen(session: Session, task_id: int, draft: dict[str, Any], at: datetime) -> bool:
    """A completed task is its assignee's again, with what was submitted as the draft."""
    query = update(UserTask).where(UserTask.id == task_id, UserTask.status == "completed")
    query = query.values(
        status="assigned",
        completed_at=None,
        completed_by=None,
        completed_for=None,
        outcome=None,
        draft=draft,
        draft_saved_at=at,
    )
    return session.execute(query.returning(UserTask.id)).one_or_none() is not None
