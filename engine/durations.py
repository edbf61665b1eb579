"""ISO 8601 durations whose months and years follow the calendar (ISO 8601-1:2019, 5.5.2).

A month has no fixed length: 31 January + P1M is 28 February, + P2M is 31 March. A `Duration` therefore keeps months
and days apart from the part with a fixed length.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Self

MAX_YEARS = 10_000

_NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
_WHOLE = r"(\d{1,9})"
_PATTERN = re.compile(
    rf"([+-])?P(?!$)(?:{_WHOLE}Y)?(?:{_WHOLE}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.ASCII,
)
_SECONDS = (86400, 3600, 60, 1)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: whole calendar months, whole calendar days, and seconds that always have the same length."""

    months: int = 0
    days: int = 0
    time: timedelta = timedelta()

    def __post_init__(self) -> None:
        if abs(self.months) > 12 * MAX_YEARS or abs(self.days) + abs(self.time.days) > 366 * MAX_YEARS:
            raise ValueError(f"Expected a duration of at most {MAX_YEARS} years, but it is longer")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `P1Y2M`, `P3W`, `P1DT2H30M`, `PT0.5S`; raises ValueError with the remedy."""
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"Expected an ISO 8601 duration such as P3D, PT4H or P1M, but got {text!r:.60}")
        sign = -1 if match[1] == "-" else 1
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        weeks, days, *time = (Decimal((part or "0").replace(",", ".")) for part in match.groups()[3:])
        days, part_of_day = divmod(weeks * 7 + days, 1)
        seconds = sum((part * size for part, size in zip((part_of_day, *time), _SECONDS, strict=True)), Decimal())
        return cls(sign * months, sign * int(days), sign * timedelta(microseconds=int(seconds * 1_000_000)))

    @classmethod
    def of(cls, length: timedelta) -> Self:
        """The duration of a `timedelta`: its days are calendar days."""
        days = int(length / timedelta(days=1))
        return cls(0, days, length - timedelta(days=days))

    def times(self, count: int) -> "Duration":
        """The duration `count` times over."""
        return Duration(self.months * count, self.days * count, self.time * count)

    def after(self, moment: datetime, zone: tzinfo | None = None) -> datetime:
        """The instant this long after `moment`: months and days on the wall clock of `zone`, hours elapsed time.

        A time that daylight saving skips moves forward by the gap; of one that comes twice it is the first.
        """
        if not self.months and not self.days:
            return moment + self.time
        local = moment if zone is None else moment.astimezone(zone)
        shifted = datetime.combine(self.after_date(local.date()), local.time(), local.tzinfo)
        if zone is None:
            return shifted + self.time
        return shifted.astimezone(moment.tzinfo) + self.time

    def after_date(self, day: date) -> date:
        """The date this many months and days after `day`; the 31st becomes the last day of a shorter month."""
        return _add_months(day, self.months) + timedelta(days=self.days)

    def __str__(self) -> str:
        sign, months, days, time = ("", self.months, self.days, self.time)
        if months <= 0 and days <= 0 and time <= timedelta() and self != Duration():
            sign, months, days, time = "-", -months, -days, -time
        years, months = divmod(months, 12)
        date_part = "".join(f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (days, "D")) if number)
        return f"{sign}P{date_part}{_time_text(time)}" if date_part or time else "PT0S"


def _add_months(day: date, months: int) -> date:
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"Expected a date between the years 1 and 9999, but {months} months from {day} is outside")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _time_text(time: timedelta) -> str:
    if not time:
        return ""
    minutes, seconds = divmod(Decimal(time // timedelta(microseconds=1)) / 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds.normalize(), "S"))
    return "T" + "".join(f"{number:f}{unit}" for number, unit in parts if number)
