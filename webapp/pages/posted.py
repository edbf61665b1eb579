"""What a plain HTML form has sent, as values; what cannot be one is None and refused by whoever needs it."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app, request

from webapp.pages.addresses import row_id

LONGEST_COMMENT = 2000  # characters


def text(name: str) -> str:
    """A line of text without blanks around it."""
    return request.form.get(name, "").strip()


def number(name: str) -> int | None:
    """The id that was chosen, or None."""
    return as_id(text(name))


def as_id(typed: str) -> int | None:
    """A number that some row can have."""
    try:
        return row_id(typed)
    except ValueError:
        return None


def comment() -> str:
    """Why somebody does it, as far as it is kept."""
    return text("comment")[:LONGEST_COMMENT]


def moment(name: str) -> datetime | None:
    """An instant as ``<input type="datetime-local">`` sends it: a time of the company's zone."""
    try:
        typed = datetime.fromisoformat(text(name))
    except ValueError:
        return None
    return typed.replace(tzinfo=ZoneInfo(current_app.config["TIME_ZONE"])) if 1900 <= typed.year <= 9000 else None


def day(name: str) -> date | None:
    """A date as ``<input type="date">`` sends it."""
    try:
        return date.fromisoformat(text(name))
    except ValueError:
        return None


def clock(name: str) -> time | None:
    """A time of day as ``<input type="time">`` sends it."""
    try:
        return time.fromisoformat(text(name)).replace(tzinfo=None)
    except ValueError:
        return None
