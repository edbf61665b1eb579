"""Lists of lines within filled-in data, such as the positions of a deal, as tables in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.forms import answers


@dataclass(frozen=True, slots=True)
class Lines:
    """One table; columns in which no line has anything are left out."""

    title: str
    heads: list[str]
    rows: list[list[str]]


def lines_of(values: Mapping[str, Any], fields: Mapping[str, Any]) -> list[Lines]:
    """Every list of objects among the values, labelled by ``fields`` (name → JSON Schema of the field)."""
    return [_table(value, fields.get(name, {}), name) for name, value in values.items() if _is_table(value)]


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _table(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any], name: str) -> Lines:
    columns = answers.fields_of(schema.get("items", {})) or {key: {} for key in rows[0]}
    shown = [key for key in columns if any(row.get(key) not in (None, "") for row in rows)]
    cells = [["" if row.get(key) is None else answers.worded(row[key], columns[key]) for key in shown] for row in rows]
    return Lines(schema.get("title", name), [columns[key].get("title", key) for key in shown], cells)
