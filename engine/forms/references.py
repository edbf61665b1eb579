"""
Fields whose value only the outside world can judge: people, records, attachments, and sums of money.

JSON Schema checks formats of text only, so a schema is searched for these fields once and their values checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engine.formats import is_money
from engine.forms.errors import FieldError, Step

__all__ = ["Lookups", "NoLookups", "Reference", "referenced", "references", "wrong_references"]

ROWS = "[]"  # the step from a list to its rows


class Lookups(Protocol):
    """What a form asks the outside world."""

    def is_person(self, person_id: int, group: str | None) -> bool:
        """Whether there is such an active person, in ``group`` if one is named."""

    def is_record(self, record_id: int, registry: str | None) -> bool:
        """Whether there is such a record, in ``registry`` if one is named."""

    def is_attachment(self, attachment_id: str) -> bool:
        """Whether this file was uploaded."""


class NoLookups:
    """Believes everything: for a form looked at outside of a running system."""

    def is_person(self, person_id: int, group: str | None) -> bool:
        return True

    def is_record(self, record_id: int, registry: str | None) -> bool:
        return True

    def is_attachment(self, attachment_id: str) -> bool:
        return True


@dataclass(frozen=True)
class Reference:
    """A field to look up: its path with «[]» for rows, its format, and what its ``ui:options`` limit it to."""

    path: tuple[str, ...]
    format: str
    group: str | None = None
    registry: str | None = None


def references(schema: Any, ui: Any, path: tuple[str, ...] = ()) -> Iterator[Reference]:
    """Every field of these formats, also in branches."""
    if not isinstance(schema, Mapping):
        return
    if schema.get("format") in ("person", "record", "attachment", "money"):
        options = _below(ui, "ui:options")
        yield Reference(path, schema["format"], options.get("group"), options.get("registry"))
    for name, below in schema.get("properties", {}).items():
        yield from references(below, _below(ui, name), (*path, name))
    yield from references(schema.get("items"), _below(ui, "items"), (*path, ROWS))
    for branch in (schema.get("then"), schema.get("else"), *schema.get("allOf", ())):
        yield from references(branch, ui, path)


def wrong_references(wanted: Iterable[Reference], values: Any, lookups: Lookups) -> Iterator[FieldError]:
    for reference in wanted:
        for path, value in _values(values, reference.path):
            if not _fits(reference, value, lookups):
                yield FieldError(path, "format", reference.format)


def referenced(wanted: Iterable[Reference], values: Any, format: str) -> list[Any]:
    """The values of the fields of one format, in the order of the form."""
    fields = (reference for reference in wanted if reference.format == format)
    return [value for field in fields for _, value in _values(values, field.path) if value is not None]


def _fits(reference: Reference, value: Any, lookups: Lookups) -> bool:
    """A value of the wrong type is the validator's to report."""
    match reference.format, value:
        case _, bool():
            return True
        case "person", int():
            return lookups.is_person(value, reference.group)
        case "record", int():
            return lookups.is_record(value, reference.registry)
        case "attachment", str():
            return lookups.is_attachment(value)
        case "money", int() | float():
            return is_money(value)
    return True


def _values(value: Any, path: tuple[str, ...], seen: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    if not path:
        yield seen, value
    elif path[0] == ROWS and isinstance(value, list):
        for number, row in enumerate(value):
            yield from _values(row, path[1:], (*seen, number))
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _values(value[path[0]], path[1:], (*seen, path[0]))


def _below(ui: Any, step: str) -> Mapping[str, Any]:
    below = ui.get(step, {}) if isinstance(ui, Mapping) else {}
    return below if isinstance(below, Mapping) else {}
