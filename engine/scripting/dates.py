"""The functions of expressions that make dates, instants and durations."""

from datetime import date, datetime, timedelta
from typing import Any

from engine.durations import Duration
from engine.scripting import moments
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import kind
from engine.scripting.numbers import number_of


def as_date(_budget: Budget, value: Any, month: int | None = None, day: int | None = None) -> date:
    """`date("2026-01-31")`, `date(2026, 1, 31)`, or the date of an instant in its own offset."""
    return moments.as_date(value) if month is None or day is None else date(value, month, day)


def as_instant(_budget: Budget, value: Any) -> datetime:
    """`datetime("2026-01-31T10:00:00+03:00")`."""
    return moments.as_instant(value)


def duration(_budget: Budget, value: Any) -> timedelta | Duration:
    """`duration("P3D")`, `duration("P1M")`."""
    return moments.as_length(value)


def format_date(_budget: Budget, value: Any) -> str:
    """The date as documents write it: 31.01.2026."""
    day = moments.as_date(value)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def days(_budget: Budget, count: int) -> Duration:
    return Duration(days=_whole(count))


def weeks(_budget: Budget, count: int) -> Duration:
    return Duration(days=7 * _whole(count))


def months(_budget: Budget, count: int) -> Duration:
    return Duration(months=_whole(count))


def years(_budget: Budget, count: int) -> Duration:
    return Duration(months=12 * _whole(count))


def hours(_budget: Budget, count: Any) -> timedelta:
    return timedelta(hours=float(number_of(count)))


def minutes(_budget: Budget, count: Any) -> timedelta:
    return timedelta(minutes=float(number_of(count)))


def _whole(count: Any) -> int:
    if type(count) is not int or abs(count) > 1_000_000:
        raise Refused(f"Expected a whole number of at most a million, but got {kind(count)}")
    return count
