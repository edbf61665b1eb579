"""
Business fields a list of tasks can be filtered by, and what was typed for them as values of their types.

A key says all about a field: ``text.city``, ``number.amount`` and ``boolean.urgent`` are variables of the case, any
other is an indexed field of a registry, such as ``company.inn``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from engine import rights
from engine.errors import ProcessNotFound
from engine.operations.cards import indexed_value
from engine.registries import Registry
from persistence import task_choices
from persistence.task_filters import VARIABLES, FieldFilter, Value
from webapp import workflow
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.forms import answers
from webapp.i18n import language
from webapp.tasks.query import FieldQuery

KINDS = {"string": "text", "number": "number", "boolean": "boolean"}
"""Type of a variable as stored → first part of the field's key."""
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
YES = {"да", "yes", "true", "1", "+"}
NO = {"нет", "no", "false", "0", "-"}


class WrongValue(ValueError):
    """What was typed for a field is none of its values; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class TaskField:
    """A field to filter by: its key, its label, what it belongs to; ``schema`` as the form or the registry has it."""

    key: str
    title: str
    area: str
    schema: Mapping[str, Any] = field(default_factory=dict)


def offered(variables: Sequence[TaskField]) -> list[TaskField]:
    """The fields there are to choose from: the process's variables, then the registries one may read."""
    return [*variables, *_of_registries()]


def named(key: str, process: str) -> TaskField:
    """The field with a key, labelled as well as we can without asking which variables exist."""
    kind, _dot, name = key.partition(".")
    registry = workflow.registries().get(kind)
    if registry is not None:
        return _of_registry(registry, name)
    schema = _form_fields(process).get(name, {})
    return TaskField(key, schema.get("title", name), _("Дело"), schema)


def filter_of(query: FieldQuery, process: str) -> FieldFilter:
    """The comparison with values of the field's type.  Raises WrongValue."""
    known = named(query.field, process)
    source, _dot, name = query.field.partition(".")
    if source not in KINDS.values() and not _may_ask(source, name):
        raise WrongValue(_("Поля «%(field)s» нет или оно вам не открыто. Уберите этот фильтр.", field=query.field))
    value = _typed(query.value, query.operator, source, known)
    upto = _typed(query.upto, query.operator, source, known) if query.operator == "between" else None
    return FieldFilter(VARIABLES if source in KINDS.values() else source, name, query.operator, value, upto)


def _may_ask(source: str, name: str) -> bool:
    registry = workflow.registries().get(source)
    return registry is not None and name in registry.indexed and rights.may_read_registry(actor(), registry.rights)


def variables(process: str) -> list[TaskField]:
    """The variables of a process's newest cases, called as its forms call them; none for no process."""
    if not process:
        return []
    known = _form_fields(process)
    rows = [(row, known.get(row.name, {})) for row in task_choices.variables(db.session(), process)]
    return [
        TaskField(f"{KINDS[row.type]}.{row.name}", schema.get("title", row.name), _("Дело"), schema)
        for row, schema in rows
    ]


def _of_registries() -> Iterator[TaskField]:
    for registry in workflow.registries().values():
        if rights.may_read_registry(actor(), registry.rights):
            yield from (_of_registry(registry, name) for name in registry.indexed)


def _of_registry(registry: Registry, name: str) -> TaskField:
    schema = registry.form.localized(language()).schema.get("properties", {}).get(name, {})
    title = registry.field_title(name, language())
    return TaskField(f"{registry.key}.{name}", title, registry.title_in(language()), schema)


def _form_fields(process: str) -> dict[str, Any]:
    """The fields of a process's forms by name: a variable is called what the form that asks for it calls it."""
    if not process:
        return {}
    try:
        definition = workflow.engine().definitions.newest(db.session(), process)
    except ProcessNotFound:
        return {}
    fields: dict[str, Any] = {}
    for form in definition.forms.values():
        fields = answers.fields_of(form.localized(language()).schema) | fields
    return fields


def _typed(words: str, operator: str, source: str, known: TaskField) -> Value:
    if operator == "contains":
        return words
    chosen = _choice(words, known.schema.get("oneOf", ()))
    registry = workflow.registries().get(source)
    if source == "number" or known.schema.get("type") in ("number", "integer"):
        return _number(words, known)
    if source == "boolean" or known.schema.get("type") == "boolean":
        return _truth(words, source, known)
    text = chosen or _day(words)
    if registry is None:
        return text
    found = indexed_value(registry, known.key.partition(".")[2], text)
    return text if found is None else found


def _choice(words: str, choices: Sequence[Mapping[str, Any]]) -> str:
    """What is stored for a choice that was named by its label."""
    return next((str(one["const"]) for one in choices if str(one.get("title", "")).lower() == words.lower()), "")


def _number(words: str, known: TaskField) -> Decimal:
    try:
        number = Decimal("".join(words.split()).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > 30:
        message = _("В поле «%(field)s» ожидается число, а введено «%(value)s».", field=known.title, value=words)
        raise WrongValue(message)
    return number


def _truth(words: str, source: str, known: TaskField) -> Value:
    """Yes or no: a number as a variable, a word as an indexed field."""
    if words.lower() not in YES | NO:
        message = _(
            "В поле «%(field)s» ожидается «да» или «нет», а введено «%(value)s».", field=known.title, value=words
        )
        raise WrongValue(message)
    truth = words.lower() in YES
    return Decimal(int(truth)) if source == "boolean" else str(truth).lower()


def _day(words: str) -> str:
    """A day as it is stored, when it was typed as people write it here: 31.12.2026."""
    found = DAY.fullmatch(words)
    if not found:
        return words
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return words
