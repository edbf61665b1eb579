"""Notifications: what a person is told, apart from tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base

UNREAD = text("read_at IS NULL")


class Notification(Base):
    """One thing told to one person.  ``link`` is an address inside the application."""

    __tablename__ = "notification"
    __table_args__ = (
        Index(None, "person_id", "id"),
        Index("ix_notification_unread", "person_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    link: Mapped[str | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))


def notify(
    session: Session,
    person_ids: Sequence[int],
    title: str,
    *,
    now: datetime,
    kind: str = "process",
    body: str = "",
    link: str | None = None,
    instance_id: int | None = None,
) -> list[int]:
    """Tell people something; the ids of the notifications, in the order of the people."""
    text_of_all = {"kind": kind, "title": title, "body": body, "link": link, "instance_id": instance_id}
    rows = [{"person_id": person_id, "created_at": now} | text_of_all for person_id in person_ids]
    if not rows:
        return []
    return list(session.scalars(insert(Notification).returning(Notification.id, sort_by_parameter_order=True), rows))


def unread_count(session: Session, person_id: int) -> int:
    """How many notifications a person has not read."""
    unread = select(func.count()).select_from(Notification).where(Notification.person_id == person_id, UNREAD)
    return session.execute(unread).scalar_one()


def latest(session: Session, person_id: int, limit: int = 20) -> Sequence[Notification]:
    """A person's notifications, newest first."""
    theirs = select(Notification).where(Notification.person_id == person_id)
    return session.scalars(theirs.order_by(Notification.id.desc()).limit(limit)).all()


def mark_read(session: Session, person_id: int, now: datetime, up_to: int | None = None) -> None:
    """Mark a person's notifications as read, those up to an id: what came meanwhile stays unread."""
    unread = update(Notification).where(Notification.person_id == person_id, UNREAD)
    if up_to is not None:
        unread = unread.where(Notification.id <= up_to)
    session.execute(unread.values(read_at=now))
