"""Working days and working hours.

Public holidays and their transfers come from the `holidays` package; what it does not know yet (next year's government
decree, a company's own days) are overrides. The day before a public holiday is an hour shorter (Labour Code of the
Russian Federation, article 95).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import holidays

MAX_DAYS: Final = 10_000
SATURDAY, SUNDAY = 5, 6
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_DECREED: Final = ("RU",)  # where the government moves days off anew for every year
_MOVED: Final = ("substituted", "observed")
"""How the `holidays` package, asked in English, marks a day off that stands in for another day."""


class Day(StrEnum):
    """What kind of day it is; the values stand in configuration files."""

    OFF = "off"
    SHORT = "short"  # one hour less
    FULL = "full"


class WorkingCalendar:
    """Which days are worked and from when to when, in one time zone.

    ``lunch`` is a break from when to when; ``weekend`` are days of the week, Monday is 0.
    """

    def __init__(
        self,
        country: str = "RU",
        overrides: Mapping[date, Day] | None = None,
        opens: time = time(9),
        closes: time = time(18),
        zone: tzinfo | None = None,
        lunch: tuple[time, time] | None = None,
        weekend: Collection[int] = (SATURDAY, SUNDAY),
    ) -> None:
        if not opens < closes:
            raise ValueError(f"Expected opening hours within one day, but got {opens} to {closes}")
        if lunch and not opens < lunch[0] < lunch[1] < closes:
            raise ValueError(f"Expected a break within {opens} to {closes}, but got {lunch[0]} to {lunch[1]}")
        if not set(weekend) < set(range(7)):
            raise ValueError(f"Expected days of the week that leave one to work on, but got {sorted(weekend)}")
        self.country = country
        self.zone: tzinfo = zone or ZoneInfo("Europe/Moscow")
        self.weekend = frozenset(weekend)
        self._holidays = holidays.country_holidays(country, language="en_US")
        self._holidays.weekend = set(weekend)
        self._overrides = dict(overrides or {})
        self._stretches = ((opens, lunch[0]), (lunch[1], closes)) if lunch else ((opens, closes),)

    def kind(self, day: date) -> Day:
        """Whether the day is off, an hour shorter or full."""
        if day in self._overrides:
            return self._overrides[day]
        if not self._holidays.is_working_day(day):
            return Day.OFF
        return Day.SHORT if self._is_festive(day + _DAY) else Day.FULL

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return self.kind(day) is not Day.OFF

    def add_workdays(self, moment: datetime, days: int) -> datetime:
        """The same time of day so many working days later, or earlier if negative; 0 moves to a working day. In UTC."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if not days and not self.is_workday(day):
            days = 1
        for _ in range(_limited(abs(days))):
            day = self._neighbour(day, _DAY if days > 0 else -_DAY)
        return datetime.combine(day, local.time(), self.zone).astimezone(UTC)

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days there are after `start` up to and including `end`."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + _DAY * number) for number in range(1, _limited((end - start).days) + 1))

    def add_work_hours(self, moment: datetime, hours: timedelta) -> datetime:
        """When so much working time has passed after `moment`. In UTC."""
        if hours < timedelta():
            raise ValueError(f"Expected working time into the future, but got {hours}")
        left = hours
        for opens, closes in self._shifts(moment):
            if opens + left <= closes:
                return opens + left
            left -= closes - opens
        raise ValueError(f"Expected less working time, but {hours} does not fit into {MAX_DAYS} days")

    def _shifts(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from `moment` on, in UTC."""
        first = moment.astimezone(self.zone).date()
        for day in (first + _DAY * number for number in range(MAX_DAYS)):
            for opens, closes in self.hours(day):
                if moment < closes:
                    yield max(opens, moment.astimezone(UTC)), closes

    def hours(self, day: date) -> list[tuple[datetime, datetime]]:
        """The stretches that are worked on a day, in UTC: none, one, or one before and one after the break."""
        kind = self.kind(day)
        if kind is Day.OFF:
            return []
        stretches = [(self._instant(day, opens), self._instant(day, closes)) for opens, closes in self._stretches]
        end = stretches[-1][1] - (_HOUR if kind is Day.SHORT else timedelta())
        return [(opens, min(closes, end)) for opens, closes in stretches if opens < end]

    def _instant(self, day: date, at: time) -> datetime:
        """A time of day as an instant; one that the clocks skip in spring is as much later."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _neighbour(self, day: date, step: timedelta) -> date:
        for number in range(1, MAX_DAYS):
            if self.is_workday(day + step * number):
                return day + step * number
        raise ValueError("Expected a working day, but the calendar has none")

    def is_known(self, year: int) -> bool:
        """Whether the government's transfers of that year are known; else only the holidays of every year are."""
        return self.country not in _DECREED or year in self._holidays.special_public_holidays

    def _is_festive(self, day: date) -> bool:
        """Whether it is a public holiday itself, not a day off moved there."""
        name = self._holidays.get(day)
        return name is not None and not any(word in name for word in _MOVED)


def _limited(days: int) -> int:
    if days > MAX_DAYS:
        raise ValueError(f"Expected at most {MAX_DAYS} days, but got {days}")
    return days
