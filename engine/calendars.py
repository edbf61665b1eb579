"""The company's working calendar as administrators have set it: read from the database when it has changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.calendar import Day, WorkingCalendar
from persistence import working_time


class Calendars:
    """Keeps the calendar that was read last; one small statement says whether it is still true.

    Every process has its own, so that a change in one is seen by the next step in any other.
    """

    def __init__(self) -> None:
        self._kept: tuple[int, WorkingCalendar] | None = None

    def current(self, session: Session, default: WorkingCalendar) -> WorkingCalendar:
        """The calendar as it is now; ``default`` while nobody has set anything."""
        version = working_time.version(session)
        if not version:
            return default
        if self._kept is None or self._kept[0] != version:
            self._kept = version, _read(session, default.country)
        return self._kept[1]


def _read(session: Session, country: str) -> WorkingCalendar:
    hours = working_time.hours(session)
    assert hours is not None, "what has a version has hours"
    return WorkingCalendar(
        country,
        {day.day: Day(day.kind) for day in working_time.days(session)},
        hours.opens,
        hours.closes,
        ZoneInfo(hours.zone),
        (hours.lunch_starts, hours.lunch_ends) if hours.lunch_starts and hours.lunch_ends else None,
        hours.weekend,
    )
