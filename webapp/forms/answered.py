"""What somebody filled in, in the words of its form: groups opened up, people and cards by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine.forms import Form
from persistence import documents, people, record_list
from webapp.forms import answers
from webapp.forms.answers import Pairs
from webapp.forms.lines import Lines, lines_of
from webapp.i18n import language

Reference = tuple[str, int | str]  # ("person", "record" or "attachment", id)
Names = Mapping[Reference, str]
REFERRING: Mapping[str, type[int] | type[str]] = {"person": int, "record": int, "attachment": str}
"""Formats of fields that hold an id, and of what type it is."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers ready to show: labelled values, then tables."""

    details: Pairs = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)


def references(form: Form | None, values: Mapping[str, Any]) -> set[Reference]:
    """The people, cards and files that were chosen."""
    return {found for _name, value, schema in _opened(values, _fields(form)) for found in _referred(value, schema)}


def names(session: Session, wanted: Iterable[Reference]) -> dict[Reference, str]:
    """What they are called.  A statement for each of the formats that there are references of."""
    ids: dict[str, set[Any]] = {format_: set() for format_ in REFERRING}
    for format_, which in wanted:
        ids[format_].add(which)
    found = people.names(session, ids["person"]) if ids["person"] else {}
    titles = record_list.titles(session, ids["record"]) if ids["record"] else {}
    files = documents.described(session, sorted(ids["attachment"])) if ids["attachment"] else []
    return (
        {("person", which): name for which, name in found.items()}
        | {("record", which): title for which, title in titles.items()}
        | {("attachment", file.id): file.filename for file in files}
    )


def told(form: Form | None, values: Mapping[str, Any], named: Names) -> Answered:
    """The answers with the form's own labels; without a form the names of the fields stand for them."""
    opened: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for name, value, schema in _opened(values, _fields(form)):
        if not schema.get("readOnly"):  # it was shown, not answered
            opened[name], schemas[name] = _named(value, schema, named), schema
    return Answered(answers.pairs(opened, schemas), lines_of(opened, schemas))


def in_words(session: Session, form: Form | None, values: Mapping[str, Any]) -> Answered:
    """The answers of one form, as ``names`` finds them."""
    return told(form, values, names(session, references(form, values)))


def _fields(form: Form | None) -> dict[str, Any]:
    return answers.fields_of(form.localized(language()).schema) if form else {}


def _opened(
    values: Mapping[str, Any], fields: Mapping[str, Any], above: str = ""
) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Name, value and schema of every field, those of a group under its name (``card.phone``), as the form has them."""
    order = [name for name in fields if name in values] + [name for name in values if name not in fields]
    for name in order:
        value, schema = values[name], fields.get(name, {"title": name})
        if isinstance(value, dict):
            yield from _opened(value, answers.fields_of(schema), f"{above}{name}.")
        else:
            yield f"{above}{name}", value, schema


def _named(value: Any, schema: Mapping[str, Any], named: Names) -> Any:
    """A name instead of an id; a list of single values as one text."""
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        items = schema.get("items", {})
        return ", ".join(answers.worded(_named(item, items, named), items) for item in value)
    if isinstance(value, int | str):
        return named.get((schema.get("format", ""), value), value)
    return value


def _referred(value: Any, schema: Mapping[str, Any]) -> Iterator[Reference]:
    """The ids in a field: one, or a list of them."""
    if isinstance(value, list):
        for item in value:
            yield from _referred(item, schema.get("items", {}))
    elif (kind := REFERRING.get(schema.get("format", ""))) and isinstance(value, kind):
        yield schema["format"], value
