"""What a plain HTML form has sent, as values; what cannot be one is None and refused by whoever needs it."""

from __future__ import annotations

from datetime import date, time

from flask import request

from webapp.addresses import LARGEST_ID


def text(name: str) -> str:
    """A line of text without blanks around it."""
    return request.form.get(name, "").strip()


def number(name: str) -> int | None:
    """The id that was chosen, or None."""
    typed = text(name)
    return int(typed) if typed.isdecimal() and int(typed) <= LARGEST_ID else None


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
