"""
What a registry makes of a card's data: the tidy form that is stored, unique keys, indexed values, text to search in.

Pure functions of a registry and data; they reach no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.errors import OperationError
from engine.identifiers import normal
from engine.registries import Registry, UniqueKey

TIDIED = ("email", "inn", "kpp", "ogrn", "bik")  # stored in normal form; a phone stays as it was written
Value = str | Decimal


def tidy(registry: Registry, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as stored: empty fields left out, identifiers in normal form.  Raises OperationError if it is wrong."""
    tidied = {name: _tidied(registry, name, value) for name, value in data.items() if not is_empty(value)}
    errors = registry.form.validate(tidied)
    if errors:
        wrong = "; ".join(f"{'.'.join(map(str, error.path))}: {error.message.rstrip('.')}" for error in errors)
        raise OperationError(f"Expected data that fit the registry {registry.key}, but {wrong}. Correct the arguments.")
    return tidied


def keys(registry: Registry, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The unique keys that apply to the data, as (name, value)."""
    for key in registry.unique:
        if _applies(key, data):
            parts = (indexed_value(registry, field, data.get(field)) for field in key.fields)
            yield key.name, "/".join("" if part is None else str(part) for part in parts)


def indexed_values(registry: Registry, data: Mapping[str, Any]) -> dict[str, Value]:
    """The values of the indexed fields that are filled, in normal form."""
    values = ((field, indexed_value(registry, field, data.get(field))) for field in registry.indexed)
    return {field: value for field, value in values if value is not None}


def indexed_value(registry: Registry, field: str, value: Any) -> Value | None:
    """A scalar in the form it is compared in; None for what is empty or has parts."""
    match value:
        case None | list() | dict() | "":
            return None
        case bool():
            return "true" if value else "false"
        case int() | float():
            return Decimal(repr(value))
        case str() if registry.properties.get(field, {}).get("type") in ("number", "integer"):
            raise OperationError(f"Expected a number for {registry.key}.{field}, but it is «{value}».")
        case _:
            return normal(str(value), registry.format_of(field))


def search_text(registry: Registry, number: str | None, title: str, data: Mapping[str, Any]) -> str:
    """What the search fields hold, in lower case; phones both as written and in normal form."""
    values = {"number": number, "title": title, **data}
    found: list[str] = []
    for field in registry.search:
        value = values.get(field)
        if not is_empty(value):
            found += dict.fromkeys([str(value), str(indexed_value(registry, field, value) or "")])
    return "\n".join(filter(None, found)).lower()


def is_empty(value: Any) -> bool:
    """Whether a field counts as not filled in."""
    return value is None or value == "" or value == [] or value == {}


def _tidied(registry: Registry, name: str, value: Any) -> Any:
    if isinstance(value, str) and registry.format_of(name) in TIDIED:
        return normal(value, registry.format_of(name))
    return value


def _applies(key: UniqueKey, data: Mapping[str, Any]) -> bool:
    return all(field in key.optional or not is_empty(data.get(field)) for field in key.fields)
