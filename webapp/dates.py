"""Moments, days, amounts and deadlines in words, in the reader's language and the company's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from flask_babel import (
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    gettext,
    ngettext,
    to_user_timezone,
)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def is_late(due_at: datetime | None, at: datetime | None = None) -> bool:
    """Whether a deadline has passed."""
    return due_at is not None and due_at < (at or now())


def due(due_at: datetime | None, at: datetime | None = None) -> str:
    """A deadline as people say it: «сегодня, 18:00», «завтра, 12:00», «просрочено на 1 день»."""
    if due_at is None:
        return gettext("без срока")
    at = at or now()
    if is_late(due_at, at):
        return _overdue(due_at, at)
    return _upcoming(due_at, at)


def moment(instant: datetime | None, at: datetime | None = None) -> str:
    """An instant as people say it: «сегодня, 18:00», «вчера, 9:30», «12 марта, 9:30»; with a year that is another."""
    if instant is None:
        return "—"
    return f"{day_of(instant, at)}, {time_of(instant)}"


def day_of(instant: datetime, at: datetime | None = None) -> str:
    """The day of an instant as people say it: «сегодня», «12 марта», with a year that is another."""
    at = at or now()
    return _day_words(_days_between(at, instant), instant, at)


def time_of(instant: datetime) -> str:
    """The time of day of an instant: «9:30»."""
    return format_datetime(instant, "HH:mm")


def typed(instant: datetime | None) -> str:
    """An instant as ``<input type="datetime-local">`` takes it."""
    return "" if instant is None else to_user_timezone(instant).strftime("%Y-%m-%dT%H:%M")


def exact(instant: datetime | None) -> str:
    """An instant as paper has it, on which no day stays «today»: «12 марта 2026, 9:30»."""
    return "—" if instant is None else f"{day(instant)}, {format_datetime(instant, 'HH:mm')}"


def day(value: date | datetime | None) -> str:
    """A calendar day: «12 марта 2026»."""
    if value is None:
        return "—"
    return format_date(to_user_timezone(value) if isinstance(value, datetime) else value, _long_day())


def number(value: Decimal | float | int | None) -> str:
    """A number with the separators of the reader's language."""
    return "—" if value is None else format_decimal(value)


def money(value: Decimal | float | int | None, currency: str | None = "RUB") -> str:
    """An amount with its currency."""
    return "—" if value is None else format_currency(value, currency or "RUB")


def _upcoming(due_at: datetime, at: datetime) -> str:
    days = _days_between(at, due_at)
    words = _day_words(days, due_at, at)
    return f"{words}, {format_datetime(due_at, 'HH:mm')}" if days <= 1 else words


def _overdue(due_at: datetime, at: datetime) -> str:
    """Calendar days once a midnight lies between, before that hours and minutes."""
    days = -_days_between(at, due_at)
    minutes = int((at - due_at).total_seconds() // 60)
    if days > 0 and minutes >= 60:
        return ngettext("просрочено на %(num)s день", "просрочено на %(num)s дня", days)
    if minutes >= 60:
        return ngettext("просрочено на %(num)s час", "просрочено на %(num)s часа", minutes // 60)
    return ngettext("просрочено на %(num)s минуту", "просрочено на %(num)s минуты", max(minutes, 1))


def _day_words(days: int, instant: datetime, at: datetime) -> str:
    words = {-1: gettext("вчера"), 0: gettext("сегодня"), 1: gettext("завтра")}.get(days)
    if words:
        return words
    same_year = to_user_timezone(instant).year == to_user_timezone(at).year
    return format_date(to_user_timezone(instant), _short_day() if same_year else _long_day())


def _days_between(at: datetime, instant: datetime) -> int:
    return (to_user_timezone(instant).date() - to_user_timezone(at).date()).days


def _short_day() -> str:
    return "d MMMM"


def _long_day() -> str:
    return "d MMMM y"
