"""When a timer is due: dates, durations and cycles as diagrams write them (BPMN 2.0.2, 10.5.5 TimerEventDefinition).

Months and days follow the wall clock of the process's time zone, hours are elapsed time; results are UTC.

Errors:
    InvalidTimer(ValueError)   the text is not a date, a duration or a cycle; says what one looks like
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final, Literal

from engine.cycles import SHORTEST_PERIOD, Cycle, Interval, read_cron
from engine.durations import Duration

TimerKind = Literal["date", "duration", "cycle"]

MAX_REPEATS: Final = 1_000_000
_REPEATS: Final = re.compile(r"R(\d{0,7})", re.ASCII)
_PROBE: Final = datetime(2024, 1, 31, tzinfo=UTC)


class InvalidTimer(ValueError):
    """The text is not what a timer of this kind needs."""


@lru_cache(maxsize=1024)  # a diagram's deadlines are the same few texts again and again
def parse_duration(text: str) -> Duration:
    """`P3D`, `PT4H`, `P1M`; raises InvalidTimer."""
    try:
        duration = Duration.parse(text)
    except ValueError as error:
        raise InvalidTimer(str(error)) from None
    if text.strip().startswith("-"):
        raise InvalidTimer(f"Expected a duration into the future, but got {text!r:.60}")
    return duration


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """`2026-01-31T10:00:00+03:00` in UTC; without an offset it is a time of `zone`. Raises InvalidTimer."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidTimer(f"Expected a date such as 2026-01-31T10:00:00+03:00, but got {text!r:.60}") from None


def parse_cycle(text: str, zone: tzinfo = UTC) -> Cycle:
    """`R3/PT10M`, `R/2026-01-01T09:00/P3M`, `R/P1D/2026-12-31`, or cron `0 9 1 */3 *`. Raises InvalidTimer."""
    try:
        return _interval(text.strip(), zone) if text.strip().startswith("R") else read_cron(text)
    except InvalidTimer:
        raise
    except ValueError as error:
        raise InvalidTimer(str(error)) from None


def due(kind: TimerKind, value: Any, now: datetime, zone: tzinfo) -> datetime:
    """When a timer set up `now` with `value` is due for the first time, in UTC; raises InvalidTimer."""
    if kind == "duration":
        return _after(_duration(value), now, zone)
    if kind == "date":
        return _instant(value, zone)
    if not isinstance(value, str):
        raise InvalidTimer(f"Expected a cycle such as R3/PT10M or 0 9 * * 1, but got {value!r:.60}")
    try:
        first = parse_cycle(value, zone).first(now, zone)
    except OverflowError:
        first = None
    if first is None:
        raise InvalidTimer(f"Expected a cycle that is not over yet, but {value!r:.60} was over at {now.isoformat()}")
    return first


def deadline(value: Any, now: datetime, zone: tzinfo) -> datetime:
    """A task's due date: an instant, or a duration from `now`; a bare date means its end. Raises InvalidTimer."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, Duration) or (isinstance(text, str) and text.startswith("P")):
        return _after(_duration(text), now, zone)
    if isinstance(text, str) and len(text) == 10:
        return parse_instant(f"{text}T23:59:59", zone)
    return _instant(text, zone)


def check_timer(kind: TimerKind, text: str) -> str | None:
    """Why the literal text cannot be a timer of this kind, or None; texts with `${…}` are known only when they run."""
    if "${" in text or "#{" in text:
        return None
    try:
        _CHECKS[kind](text)
    except InvalidTimer as error:
        return str(error)
    return None


_CHECKS: Final[dict[str, Callable[[str], object]]] = {
    "date": lambda text: parse_instant(text, UTC),
    "duration": parse_duration,
    "cycle": parse_cycle,
}


def _interval(text: str, zone: tzinfo) -> Interval:
    head, *parts = text.split("/")
    repeats = _REPEATS.fullmatch(head)
    if repeats is None or not 1 <= len(parts) <= 3:
        raise InvalidTimer(f"Expected a cycle such as R3/PT10M or R/2026-01-01T09:00/P3M, but got {text!r:.60}")
    return Interval(_period(text, parts), _count(text, repeats[1]), *_bounds(text, parts, zone))


def _period(text: str, parts: list[str]) -> Duration:
    periods = [parse_duration(part) for part in parts if part.startswith("P")]
    if len(periods) != 1:
        raise InvalidTimer(f"Expected one period such as PT10M in the cycle, but got {text!r:.60}")
    if periods[0].after(_PROBE) - _PROBE < SHORTEST_PERIOD:
        raise InvalidTimer(f"Expected a period of at least a second, but got {text!r:.60}")
    return periods[0]


def _count(text: str, number: str) -> int | None:
    if number and not 1 <= int(number) <= MAX_REPEATS:
        raise InvalidTimer(f"Expected one to {MAX_REPEATS} repetitions, or R for no end, but got {text!r:.60}")
    return int(number) if number else None


def _bounds(text: str, parts: list[str], zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    position = next(index for index, part in enumerate(parts) if part.startswith("P"))
    before, after = parts[:position], parts[position + 1 :]
    if len(before) > 1 or len(after) > 1:
        raise InvalidTimer(f"Expected R/start/period/end, but got {text!r:.60}")
    start = parse_instant(before[0], zone) if before else None
    return start, parse_instant(after[0], zone) if after else None


def _duration(value: Any) -> Duration:
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        return parse_duration(value)
    raise InvalidTimer(f"Expected a duration such as PT4H, but got {value!r:.60}")


def _instant(value: Any, zone: tzinfo) -> datetime:
    if isinstance(value, datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone).astimezone(UTC)
    if isinstance(value, str):
        return parse_instant(value, zone)
    raise InvalidTimer(f"Expected a date such as 2026-01-31T10:00:00+03:00, but got {value!r:.60}")


def _after(duration: Duration, now: datetime, zone: tzinfo) -> datetime:
    try:
        return duration.after(now, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidTimer(f"Expected a time before the year 9999, but it is {duration} after {now.date()}") from None
