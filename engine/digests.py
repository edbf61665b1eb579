"""When the digest of what can wait is due: at a local time a person chose, on working days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from engine.calendar import WorkingCalendar
from persistence import notification_choices

ATTEMPTS: dict[str, Any] = {"max_attempts": 4, "retry_delays": [300, 1800, 7200]}


def at_time(day: date, at: str, zone: tzinfo) -> datetime:
    """A local time of a day as an instant.

    A time that the clocks skip or repeat that day is one instant all the same (PEP 495): one digest a day.
    """
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)


def next_time(now: datetime, at: str, zone: tzinfo) -> datetime:
    """The next time it is ``at`` in the zone."""
    today = now.astimezone(zone).date()
    due_at = at_time(today, at, zone)
    return due_at if due_at > now else at_time(today + timedelta(days=1), at, zone)


def expect(session: Session, person_ids: Collection[int], now: datetime, zone: tzinfo) -> None:
    """See to it that these people get a digest next time.  Two statements."""
    times = notification_choices.digest_times(session, person_ids)
    due = {person_id: next_time(now, at, zone) for person_id, at in times.items()}
    days = {person_id: (due_at.astimezone(zone).date().isoformat(), due_at) for person_id, due_at in due.items()}
    notification_choices.await_digests(session, days, now, **ATTEMPTS)


def put_off(session: Session, person_id: int, now: datetime, calendar: WorkingCalendar, zone: tzinfo) -> bool:
    """On a day off, leave the digest to the next working day; false when today is one."""
    day = today = now.astimezone(zone).date()
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    if day == today:
        return False
    at = notification_choices.digest_times(session, [person_id])[person_id]
    due = {person_id: (day.isoformat(), at_time(day, at, zone))}
    notification_choices.await_digests(session, due, now, **ATTEMPTS)
    return True
