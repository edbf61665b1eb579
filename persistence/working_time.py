"""The company's working hours, and the days on which it differs from the public calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared

ONLY = 1  # the id of the one row


class WorkingHours(Base):
    """From when to when people work.  ``version`` grows with every change of hours or days, so that others notice."""

    __tablename__ = "working_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    opens: Mapped[time]
    closes: Mapped[time]
    lunch_starts: Mapped[time | None]
    lunch_ends: Mapped[time | None]
    weekend: Mapped[list[int]]  # days of the week, Monday is 0
    zone: Mapped[str]  # of the IANA database
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CalendarDay(Base):
    """A day of the company's own: off, an hour shorter or full, whatever the public calendar says."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))  # off | short | full
    note: Mapped[str] = mapped_column(default="")


VERSION = Prepared(select(WorkingHours.version).where(WorkingHours.id == bindparam("which")))


def version(session: Session) -> int:
    """Which version of the calendar is in force; 0 while nobody has set anything."""
    found = VERSION.row(session, which=ONLY)
    return 0 if found is None else int(found[0])


def hours(session: Session) -> WorkingHours | None:
    """The hours that were set."""
    return session.get(WorkingHours, ONLY, populate_existing=True)


def days(session: Session, first: date | None = None, last: date | None = None) -> Sequence[CalendarDay]:
    """The company's own days, in order; from the first to the last when they are given."""
    query = select(CalendarDay).order_by(CalendarDay.day)
    if first is not None and last is not None:
        query = query.where(CalendarDay.day.between(first, last))
    return session.scalars(query).all()


def clear_days(session: Session, first: date, last: date) -> None:
    """Let the public calendar decide about these days again."""
    session.execute(delete(CalendarDay).where(CalendarDay.day.between(first, last)))
