"""Dates, instants and durations inside expressions: their texts, their arithmetic, their comparison with texts."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.durations import Duration
from engine.scripting.errors import Refused

_LENGTHS = (timedelta, Duration)
_MAX_REPEAT = 1_000_000


def as_date(value: Any) -> date:
    """The date of an ISO text, an instant or a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if type(value) is str and len(value) >= 10:
        day: date = _read(date.fromisoformat, value[:10], "a date such as 2026-01-31")
        return day
    raise Refused(f"Expected a date such as 2026-01-31, but got {_shown(value)}")


def as_instant(value: Any) -> datetime:
    """The instant of an ISO text with an offset or of an instant."""
    moment = (
        _read(datetime.fromisoformat, value, "an instant such as 2026-01-31T10:00:00+03:00")
        if type(value) is str
        else value
    )
    if type(moment) is not datetime:
        raise Refused(f"Expected an instant such as 2026-01-31T10:00:00+03:00, but got {_shown(value)}")
    if moment.utcoffset() is None:
        raise Refused(
            f"Expected an instant with its offset, such as 2026-01-31T10:00:00+03:00, but got {_shown(value)}"
        )
    return moment


def as_length(value: Any) -> timedelta | Duration:
    """The duration of an ISO text such as P3D, or of a duration."""
    if isinstance(value, timedelta | Duration):
        return value
    if type(value) is str:
        length: Duration = _read(Duration.parse, value, "a duration such as P3D")
        return length
    raise Refused(f"Expected a duration such as P3D, but got {_shown(value)}")


def add(left: Any, right: Any) -> Any:
    """A moment and a length of time in either order, or two lengths."""
    if type(left) in _LENGTHS and type(right) not in _LENGTHS:
        left, right = right, left
    if type(right) not in _LENGTHS or type(left) not in (str, date, datetime, *_LENGTHS):
        raise Refused(f"Expected two values that fit around +, but got {_shown(left)} + {_shown(right)}")
    if type(left) in _LENGTHS:
        return _sum(left, right)
    return _later(_moment(left), right)


def subtract(left: Any, right: Any) -> Any:
    """A moment less a length of time, or the time between two moments."""
    if type(right) in _LENGTHS:
        return add(left, times(right, -1))
    if type(left) in _LENGTHS or not {type(left), type(right)} <= {str, date, datetime}:
        raise Refused(f"Expected two values that fit around -, but got {_shown(left)} - {_shown(right)}")
    start, end = _moment(right), _moment(left)
    if type(start) is not type(end):
        start, end = as_date(start), as_date(end)
    return end - start


def divide(left: Any, right: Any) -> Any:
    """How many times one length of time fits into another, or a part of a length."""
    if type(left) is timedelta and type(right) is timedelta and right:
        return Decimal(left // timedelta(microseconds=1)) / Decimal(right // timedelta(microseconds=1))
    if type(left) is timedelta and type(right) is int and right:
        return left / right
    raise Refused(f"Expected two numbers around /, but got {_shown(left)} / {_shown(right)}")


def times(length: Any, count: int) -> Any:
    """A length of time `count` times over."""
    if type(length) not in _LENGTHS or abs(count) > _MAX_REPEAT:
        raise Refused(f"Expected a number, but got {_shown(length)} * {count}")
    return length.times(count) if type(length) is Duration else length * count


def alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides with a text read as what the other side is, if that is a moment or a duration."""
    if type(left) is str and type(right) is not str:
        return _like(right, left), right
    if type(right) is str and type(left) is not str:
        return left, _like(left, right)
    return left, right


def _like(pattern: Any, text: str) -> Any:
    if type(pattern) is datetime:
        return as_instant(text)
    if type(pattern) is date:
        return as_date(text)
    if type(pattern) is timedelta:
        return _sum(timedelta(), as_length(text))
    return as_length(text) if type(pattern) is Duration else text


def _moment(value: Any) -> date | datetime:
    if type(value) is str:
        return as_date(value) if len(value) <= 10 else as_instant(value)
    return value  # type: ignore[no-any-return]


def _later(moment: date | datetime, length: timedelta | Duration) -> date | datetime:
    length = Duration.of(length) if isinstance(length, timedelta) else length
    if isinstance(moment, datetime):
        return length.after(moment)
    if length.time:
        raise Refused("Expected whole days to be added to a date, but there are hours: use an instant")
    return length.after_date(moment)


def _sum(left: timedelta | Duration, right: timedelta | Duration) -> timedelta | Duration:
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return left + right
    first, second = (Duration.of(one) if isinstance(one, timedelta) else one for one in (left, right))
    months, days = first.months + second.months, first.days + second.days
    time = first.time + second.time
    return Duration(months, days, time) if months else timedelta(days=days) + time


def _read(reader: Any, text: str, wanted: str) -> Any:
    try:
        return reader(text.strip()[:100])
    except ValueError:
        raise Refused(f"Expected {wanted}, but got {_shown(text)}") from None


def _shown(value: Any) -> str:
    return repr(value[:40]) if type(value) is str else type(value).__name__
