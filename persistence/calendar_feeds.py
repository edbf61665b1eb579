"""Calendar feeds: the secret address of a person's deadlines, and the deadlines it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Row, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.history import HistoryEntry
from persistence.inbox import IS_OPEN, Viewer, is_candidate
from persistence.instances import ProcessInstance
from persistence.records import Record
from persistence.statements import insert
from persistence.user_tasks import UserTask

MOST = 500  # deadlines of one feed, the earliest first


class CalendarFeed(Base):
    """A person's feed; they have one.  Of the secret in its address only the SHA-256 is kept."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    with_groups: Mapped[bool]  # also what waits for somebody of their groups
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


def replace(session: Session, person_id: int, token_hash: str, now: datetime, *, with_groups: bool) -> None:
    """Give a person's feed a new address; the one before leads nowhere from now on."""
    told = {"token_hash": token_hash, "with_groups": with_groups, "created_at": now, "last_used_at": None}
    new = insert(session, CalendarFeed).values(person_id=person_id, **told)
    session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=told))


def revoke(session: Session, person_id: int) -> bool:
    """End a person's feed; false when they have none."""
    ended = delete(CalendarFeed).where(CalendarFeed.person_id == person_id).returning(CalendarFeed.person_id)
    return session.execute(ended).first() is not None


def of_person(session: Session, person_id: int) -> CalendarFeed | None:
    """A person's feed."""
    return session.get(CalendarFeed, person_id)


def by_hash(session: Session, token_hash: str) -> CalendarFeed | None:
    """The feed with this secret."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash))


def note_use(session: Session, person_id: int, now: datetime) -> None:
    """Note when the feed was last asked for."""
    session.execute(update(CalendarFeed).where(CalendarFeed.person_id == person_id).values(last_used_at=now))


def deadlines(session: Session, viewer: Viewer, *, with_groups: bool) -> Sequence[Row[Any]]:
    """Open tasks with a deadline, the earliest first: a person's own, and those offered to them if asked for.

    ``changes`` is how often people have changed something about the task, ``changed_at`` when they did last.
    """
    mine = UserTask.assignee_id.in_(viewer.people)
    offered = UserTask.assignee_id.is_(None) & is_candidate(viewer.candidacies)
    changes = select(func.count()).where(HistoryEntry.task_id == UserTask.id).scalar_subquery()
    changed_at = select(func.max(HistoryEntry.at)).where(HistoryEntry.task_id == UserTask.id).scalar_subquery()
    query = (
        select(
            UserTask.id,
            UserTask.name,
            UserTask.name_en,
            UserTask.description,
            UserTask.due_at,
            UserTask.created_at,
            Record.number.label("record_number"),
            Record.title.label("record_title"),
            changes.label("changes"),
            func.coalesce(changed_at, UserTask.created_at).label("changed_at"),
        )
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Record, Record.id == func.coalesce(UserTask.record_id, ProcessInstance.record_id))
        .where(IS_OPEN, UserTask.due_at.is_not(None), or_(mine, offered) if with_groups else mine)
    )
    return session.execute(query.order_by(UserTask.due_at, UserTask.id).limit(MOST)).all()
