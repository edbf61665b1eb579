"""User tasks: what waits for a person, and who may take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, String, TextClause, UniqueConstraint, Update, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base, filled_index

OPEN = text("status IN ('created', 'assigned')")
DEFERRED = text("status IN ('created', 'assigned') AND follow_up_at IS NOT NULL")
DONE = text("status = 'completed'")
ON_BEHALF = text("status = 'completed' AND completed_for IS NOT NULL")
CANCELLED = text("status = 'cancelled'")
REQUESTED, DELEGATED = text("requested_by IS NOT NULL"), text("owner_id IS NOT NULL")


def _partial(name: str, condition: TextClause, *columns: str) -> Index:
    """An index of some rows: small however many tasks were ever done, and untouched by the steps of the others."""
    return Index(f"ix_user_task_{name}", *columns, sqlite_where=condition, postgresql_where=condition)


class UserTask(Base):
    """Something a person has to do: a step of a case, or a side task that somebody asked for by hand.

    ``name`` is the rendered title; ``draft`` is what they saved without completing.  A side task has neither token nor
    element; it may belong to a case or a record, or to nothing.
    """

    __tablename__ = "user_task"
    __table_args__ = (
        UniqueConstraint("instance_id", "token"),
        _partial("open_assignee", OPEN, "assignee_id", "due_at", "id"),  # nobody's too: each serves a lane's order
        _partial("open_newest", OPEN, "assignee_id", "id"),
        _partial("open_priority", OPEN, "assignee_id", "priority", "id"),
        _partial("deferred", DEFERRED, "assignee_id", "follow_up_at", "id"),
        _partial("done", DONE, "completed_by", "completed_at", "id"),
        _partial("done_on_behalf", ON_BEHALF, "completed_for", "completed_at", "id"),
        _partial("cancelled", CANCELLED, "assignee_id"),  # no index of all of a person's tasks: it would be taken for
        filled_index("user_task", "record_id"),
        _partial("requested", REQUESTED, "requested_by"),
        _partial("owner", DELEGATED, "owner_id"),  # the open ones too, and SQLite would walk through all ever done
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    token: Mapped[int | None]
    element_id: Mapped[str | None]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # of a side task without a case
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    form_key: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(20))  # created: nobody's yet | assigned | completed | cancelled
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who delegated it and gets it back
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who started the process or assigned it
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=50)
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    completed_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whose substitute completed it
    outcome: Mapped[str | None]
    result: Mapped[str | None]  # what came of a side task, in words
    draft: Mapped[dict[str, Any] | None]
    draft_saved_at: Mapped[datetime | None]


class UserTaskCandidate(Base):
    """A group or a person that may take a task."""

    __tablename__ = "user_task_candidate"
    __table_args__ = (Index(None, "kind", "value"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # group | person
    value: Mapped[str] = mapped_column(primary_key=True)  # the group's key or the person's id


class UserTaskOverseer(Base):
    """A group or a person that an overdue task was escalated to: they see it and say who does it."""

    __tablename__ = "user_task_overseer"
    __table_args__ = (Index(None, "kind", "value"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # group | person
    value: Mapped[str] = mapped_column(primary_key=True)  # the group's key or the person's id


def by_id(session: Session, task_id: int) -> Row[Any] | None:
    """A task's row."""
    return session.execute(select(UserTask.__table__).where(UserTask.id == task_id)).one_or_none()


def draft(session: Session, task_id: int) -> tuple[dict[str, Any] | None, datetime | None]:
    """The task's draft and when it was saved; (None, None) without one."""
    query = select(UserTask.draft, UserTask.draft_saved_at).where(UserTask.id == task_id)
    found = session.execute(query).one_or_none()
    return (None, None) if found is None or found.draft is None else (found.draft, found.draft_saved_at)


def claim(session: Session, task_id: int, person_id: int) -> bool:
    """Give a task nobody has to a person; false when somebody was quicker."""
    query = update(UserTask).where(UserTask.id == task_id, UserTask.status == "created")
    return _changed(session, query.values(status="assigned", assignee_id=person_id))


def release(session: Session, task_id: int, person_id: int) -> bool:
    """Take a task from the person who has it; false when they have it no more."""
    query = update(UserTask).where(
        UserTask.id == task_id,
        UserTask.status == "assigned",
        UserTask.assignee_id == person_id,
        UserTask.owner_id.is_(None),
    )
    return _changed(session, query.values(status="created", assignee_id=None, follow_up_at=None))


def save_draft(
    session: Session, task_id: int, person_id: int, values: dict[str, Any], at: datetime, seen: datetime | None
) -> bool:
    """Keep what a person has filled in; false when the task is closed or another person's, or the draft is another one
    than was ``seen``."""
    query = update(UserTask).where(
        UserTask.id == task_id,
        UserTask.status.in_(("created", "assigned")),
        (UserTask.assignee_id == person_id) | UserTask.assignee_id.is_(None),
        UserTask.draft_saved_at.is_not_distinct_from(seen),
    )
    return _changed(session, query.values(draft=values, draft_saved_at=at))


def _changed(session: Session, query: Update) -> bool:
    return session.execute(query.returning(UserTask.id)).one_or_none() is not None
