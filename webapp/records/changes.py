"""The history of a card in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from engine.registries import Registry
from persistence.records import RecordChange
from webapp.forms import answers
from webapp.i18n import language, localized
from webapp.records import cards


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a card's history."""

    at: datetime
    text: str
    who: str | None
    case_id: int | None
    case_title: str | None
    fields: list[tuple[str, str, str]]  # label, before, after


def told(registry: Registry, rows: Sequence[Any], names: Mapping[int, str]) -> list[Change]:
    """The rows of ``record_list.changes``; ``names`` are those of the people in them (``people_in``)."""
    return [_told(registry, row, names) for row in rows]


def people_in(rows: Sequence[Any]) -> set[int]:
    """The ids of the people who became or stopped being responsible."""
    pairs = [row.RecordChange.data.get("fields", {}).get("responsible", ()) for row in rows]
    return {person for pair in pairs for person in pair if isinstance(person, int)}


def _told(registry: Registry, row: Any, names: Mapping[int, str]) -> Change:
    change = row.RecordChange
    fields = [] if change.kind == "created" else list(_fields(registry, change.data, names))
    return Change(change.at, _words(change), row.actor_name, change.instance_id, _case_title(row), fields)


def _case_title(row: Any) -> str | None:
    """A case that has no title but its process's name is called so in the reader's language."""
    return localized(row, "process_name") if row.case_title == row.process_name else row.case_title


def _words(change: RecordChange) -> str:
    reason, other = change.data.get("reason"), change.data.get("to", {})
    return {
        "created": _("Карточка создана"),
        "updated": _("Изменены данные"),
        "stage": _("Новая стадия, причина: %(reason)s", reason=reason) if reason else _("Новая стадия"),
        "linked": _("Связана с карточкой %(name)s", name=other.get("number") or other.get("title") or ""),
        "archived": _("Карточка убрана в архив"),
        "document_added": _("Добавлен документ «%(name)s»", name=change.data.get("name", "")),
        "document_version": _("Новая версия документа «%(name)s»", name=change.data.get("name", "")),
        "document_renamed": _("Документ назван «%(name)s»", name=change.data.get("name", "")),
        "document_removed": _("Убран документ «%(name)s»", name=change.data.get("name", "")),
    }.get(change.kind, change.kind)


def _fields(registry: Registry, data: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    """Label, old and new value; lists and parts of cards have no short words and are left out."""
    schemas = answers.fields_of(registry.form.localized(language()).schema)
    for name, (old, new) in data.get("fields", {}).items():
        if not any(isinstance(side, list | dict) for side in (old, new)):
            schema = schemas.get(name.removeprefix("data."), {})
            label = schema.get("title", name) if name.startswith("data.") else cards.column_title(registry, name)
            before, after = (_value(registry, name, side, schema, names) for side in (old, new))
            yield label, before, after


def _value(registry: Registry, name: str, value: Any, schema: Mapping[str, Any], names: Mapping[int, str]) -> str:
    if value in (None, ""):
        return "—"
    if name == "stage":
        return registry.stage_title(value, language())
    if name == "responsible":
        return names.get(value, str(value))
    return answers.worded(value, schema, names)
