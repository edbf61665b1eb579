"""Filled-in data in words: pairs of label and value, as the form or the registry calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from webapp import dates

Pairs = list[tuple[str, str]]


def pairs(values: Mapping[str, Any], fields: Mapping[str, Any], names: Mapping[int, str] | None = None) -> Pairs:
    """In the order of ``fields`` (name → JSON Schema of the field), then what they do not know; nothing empty."""
    order = [name for name in fields if name in values] + [name for name in values if name not in fields]
    return [
        (fields.get(name, {}).get("title", name), worded(values[name], fields.get(name, {}), names))
        for name in order
        if values[name] not in (None, "", [], {}) and not isinstance(values[name], list | dict)
    ]


def worded(value: Any, schema: Mapping[str, Any], names: Mapping[int, str] | None = None) -> str:
    """One value as a person reads it: the choice's label, yes or no, a name, a day, a number."""
    for choice in schema.get("oneOf", ()):
        if choice.get("const") == value:
            return str(choice.get("title", value))
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if schema.get("format") == "person":
        return (names or {}).get(value, str(value))
    if isinstance(value, int | float):
        return dates.money(value) if schema.get("format") == "money" else dates.number(value)
    if schema.get("format") == "date" and isinstance(value, str):
        return dates.day(date.fromisoformat(value))
    return str(value)


def fields_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Every field a schema may ask for, in its branches too, by name; a branch adds to what is said before it."""
    found: dict[str, Any] = {}
    for name, field in _fields(schema):
        found[name] = {**found.get(name, {}), **field}
    return found


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from schema.get("properties", {}).items()
    branches = (schema.get("then"), schema.get("else"), *schema.get("allOf", ()))
    for branch in branches:
        if branch:
            yield from _fields(branch)
