"""When a repeating timer fires: repeating intervals of ISO 8601 (`R3/PT10M`) and cron (`0 9 1 */3 *`).

All instants that come in and go out are UTC; months, days and cron's hours follow the wall clock of the process's time
zone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Protocol

from croniter import croniter

from engine.durations import Duration

AVERAGE_MONTH: Final = timedelta(days=30.436875)
SHORTEST_PERIOD: Final = timedelta(seconds=1)

_CRON_CHARACTERS: Final = re.compile(r"[\d*/,\-?#L]+", re.ASCII)
_CRON_NAMES: Final = re.compile(
    r"\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|MON|TUE|WED|THU|FRI|SAT|SUN)\b", re.ASCII | re.IGNORECASE
)


class Cycle(Protocol):
    """A repeating timer. `repeats` is how often it fires, None if without end; who fires it counts."""

    @property
    def repeats(self) -> int | None: ...

    def first(self, after: datetime, zone: tzinfo) -> datetime | None:
        """The first time it fires when set up at `after`."""

    def next(self, previous: datetime, zone: tzinfo, anchor: datetime | None = None) -> datetime | None:
        """The time it fires after `previous`; None if there is none.

        `anchor` is when it was set up, so that R/P1M of the 31st goes to 28 February and back to 31 March.
        """


@dataclass(frozen=True, slots=True)
class Interval:
    """`R<repeats>/<start>/<period>/<end>`; start and end may be missing (ISO 8601-1:2019, 5.6)."""

    period: Duration
    repeats: int | None = None
    start: datetime | None = None
    end: datetime | None = None

    def first(self, after: datetime, zone: tzinfo) -> datetime | None:
        """The start if it is still to come; without a start, one period after it was set up."""
        if self.start is not None and self.start >= after:
            return self._unless_over(self.start, 0)
        return self.next(after, zone)

    def next(self, previous: datetime, zone: tzinfo, anchor: datetime | None = None) -> datetime | None:
        """Counted from the start, else from `anchor`, else from `previous`; never by adding to a clipped date."""
        origin = self.start or anchor or previous
        count = max(0, (previous - origin) // self._about() - 2)
        while (moment := self._occurrence(origin, count, zone)) <= previous:
            count += 1
        return self._unless_over(moment, count if self.start is not None else count - 1)

    def _occurrence(self, origin: datetime, count: int, zone: tzinfo) -> datetime:
        return self.period.times(count).after(origin, zone).astimezone(UTC)

    def _about(self) -> timedelta:
        return self.period.months * AVERAGE_MONTH + timedelta(days=self.period.days) + self.period.time

    def _unless_over(self, moment: datetime, index: int) -> datetime | None:
        spent = self.repeats is not None and index >= self.repeats
        return None if spent or (self.end is not None and moment > self.end) else moment


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields: minute, hour, day of month, month, day of week.

    As in Vixie's cron, daylight saving neither skips nor doubles a daily time: a time that does not exist moves forward
    by the gap, one that comes twice fires the first time. Cycles of every hour follow elapsed time.
    """

    expression: str
    repeats: int | None = None

    def first(self, after: datetime, zone: tzinfo) -> datetime | None:
        """The first match after it was set up."""
        return self.next(after, zone)

    def next(self, previous: datetime, zone: tzinfo, anchor: datetime | None = None) -> datetime | None:
        """The first match after `previous`."""
        local = previous.astimezone(zone)
        hourly = self.expression.split()[1].startswith("*")
        matches = croniter(self.expression, local if hourly else local.replace(tzinfo=None))
        while True:
            match: datetime = matches.get_next(datetime)
            moment = (match if hourly else match.replace(tzinfo=zone)).astimezone(UTC)
            if moment > previous:
                return moment


def read_cron(text: str) -> Cron:
    """Check the five fields; raises ValueError with the remedy."""
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(
            f"Expected five cron fields (minute hour day month weekday), but got {text!r:.60}: "
            "leave the seconds and the year out"
        )
    if not all(_CRON_CHARACTERS.fullmatch(_CRON_NAMES.sub("1", field)) for field in fields):
        raise ValueError(
            f"Expected numbers, names of months and weekdays, and * / , - L # in cron, but got {text!r:.60}"
        )
    cron = Cron(" ".join(fields))
    try:
        cron.next(datetime(2024, 1, 1, tzinfo=UTC), UTC)
    except ValueError as error:
        raise ValueError(f"Expected a cron expression that matches some day, but got {text!r:.60}: {error}") from None
    return cron
