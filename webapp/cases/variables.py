"""The variables of a case as its page lists them: choices in the words of the forms, people by name, nothing empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from engine.definitions import Definition
from engine.registries import Registry
from persistence import people
from persistence.variables import Variable
from webapp.forms import answers
from webapp.i18n import language


class Worded(NamedTuple):
    """A variable: its name, what the forms call it, its value in words; whose name that is, if it is somebody's."""

    name: str
    title: str | None
    value: str
    person_id: int | None = None


def in_words(
    session: Session,
    definition: Definition,
    variables: Iterable[Variable],
    asked: Iterable[str | None],
    registry: Registry | None = None,
) -> list[Worded]:
    """
    Each that has a value.  One statement, for the names of people.

    ``asked`` are the keys of the forms that were filled in, the latest last: of several that ask for the same name, it
    has the words; a choice that none of them offers has those of the ``registry`` of the case's card.  A person is what
    a form says is one, and whoever the diagram lets a variable say does a step.
    """
    values = {variable.name: value_of(variable) for variable in variables if variable.type != "null"}
    fields = _fields(definition, asked)
    _add_choices(fields, registry)
    chosen = {name: values[name] for name in values if _is_person(name, values[name], fields, definition)}
    names = people.names(session, chosen.values()) if chosen else {}
    return [
        _worded(name, value, fields.get(name, {}), names if name in chosen else {}) for name, value in values.items()
    ]


def _is_person(name: str, value: Any, fields: Mapping[str, Any], definition: Definition) -> bool:
    said = fields[name].get("format") == "person" if name in fields else name in definition.performers
    return said and isinstance(value, int) and not isinstance(value, bool)


def _worded(name: str, value: Any, field: Mapping[str, Any], names: Mapping[int, str]) -> Worded:
    if value in names:
        return Worded(name, field.get("title"), names[value], value)
    return Worded(name, field.get("title"), answers.worded(value, field))


def value_of(variable: Variable) -> Any:
    """A variable's value as expressions see it."""
    if variable.type == "boolean":
        return bool(variable.number)
    if variable.type == "number":
        number = variable.number or Decimal(0)
        return int(number) if number == number.to_integral_value() else float(number)
    return variable.text


def _fields(definition: Definition, asked: Iterable[str | None]) -> dict[str, Any]:
    """What the forms of the process ask for, by name; a name that several ask for has the choices of all."""
    fields: dict[str, Any] = {}
    latest = [definition.forms[key] for key in asked if key is not None and key in definition.forms]
    for form in [*definition.forms.values(), *latest]:
        for name, schema in answers.fields_of(form.localized(language()).schema).items():
            choices = [*schema.get("oneOf", ()), *fields.get(name, {}).get("oneOf", ())]
            fields[name] = {**schema, "oneOf": choices}
    return fields


def _add_choices(fields: dict[str, Any], registry: Registry | None) -> None:
    """What the process itself fills in («Форма на сайте») is a choice of the card's field of the same name."""
    known = answers.fields_of(registry.form.localized(language()).schema) if registry else {}
    for name in fields.keys() & known.keys():
        fields[name]["oneOf"] = [*fields[name]["oneOf"], *known[name].get("oneOf", ())]
