"""A business record as a page shows it: stage, facts and tables of lines, labelled in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine import rights
from engine.registries import Registry
from engine.rights import Actor
from persistence import record_list
from persistence.records import Record
from webapp import dates, workflow
from webapp.forms import answered, answers
from webapp.forms.lines import Lines
from webapp.i18n import language

Pairs = list[tuple[str, str]]


class StageLabel(NamedTuple):
    """What a badge needs: words and kind (open, won, lost)."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card ready to show."""

    id: int
    registry: Registry
    registry_title: str
    number: str | None
    title: str
    stage: StageLabel | None
    facts: Pairs
    lines: list[Lines]


def init_app(app: Flask) -> None:
    """Offer stages to templates."""
    app.add_template_filter(stage_of)


def summary(session: Session, record_id: int, actor: Actor) -> Card | None:
    """The card, when it exists and the actor may read its registry."""
    row = record_list.record(session, record_id)
    if row is None:
        return None
    registry = workflow.registries().named(row.Record.registry_key)
    if not rights.may_read_registry(actor, registry.rights):
        return None
    return card(session, registry, row)


def card(session: Session, registry: Registry, row: Any) -> Card:
    """The card of a row of ``record_list.record``; its title is not said twice."""
    record: Record = row.Record
    said = record.data.get(registry.title_field) == record.title
    data = {name: value for name, value in record.data.items() if not (said and name == registry.title_field)}
    told = answered.in_words(session, registry.form, data)
    return Card(
        id=record.id,
        registry=registry,
        registry_title=registry.title_in(language()),
        number=record.number,
        title=record.title,
        stage=stage_label(registry, record.stage),
        facts=_own_facts(record, row.responsible_name) + told.details,
        lines=told.lines,
    )


def stage_label(registry: Registry, stage: str | None) -> StageLabel | None:
    """Words and kind of a stage; a stage the registry no longer has stands for itself."""
    if stage is None:
        return None
    kind = next((known.kind for known in registry.stages if known.key == stage), "open")
    return StageLabel(registry.stage_title(stage, language()), kind)


def stage_of(row: Any) -> StageLabel:
    """The same for a row that has ``registry_key`` and ``stage`` (a filter of templates)."""
    found = workflow.registries().get(row.registry_key)
    label = stage_label(found, row.stage) if found else None
    return label or StageLabel(str(row.stage), "open")


def column_title(registry: Registry, column: str) -> str:
    """The head of a column of the registry's table."""
    if column.startswith("data."):
        return registry.field_title(column.removeprefix("data."), language())
    return {
        "number": _("Номер"),
        "title": _("Название"),
        "stage": _("Стадия"),
        "stage_since": _("На стадии с"),
        "pipeline": _("Воронка"),
        "responsible": _("Ответственный"),
        "amount": _("Сумма"),
        "created_at": _("Создано"),
        "updated_at": _("Изменено"),
    }[column]


def cell(registry: Registry, column: str, row: Any) -> str:
    """One cell of the registry's table, in words."""
    record: Record = row.Record
    if column.startswith("data."):
        field = column.removeprefix("data.")
        schema = registry.form.localized(language()).schema.get("properties", {}).get(field, {})
        value = record.data.get(field)
        return "" if value in (None, "", []) else answers.worded(value, schema)
    if column == "responsible":
        return row.responsible_name or ""
    if column == "amount":
        return "" if record.amount is None else dates.money(record.amount, record.currency)
    value = getattr(record, column)
    return dates.moment(value) if column.endswith(("_at", "_since")) else value or ""


def value(column: str, record: Record) -> Any:
    """The same as a JSON value, as the API gives it."""
    if column.startswith("data."):
        return record.data.get(column.removeprefix("data."))
    if column == "responsible":
        return record.responsible_id
    found = getattr(record, column)
    if isinstance(found, Decimal):
        return str(found)
    return found.isoformat() if isinstance(found, datetime) else found


def _own_facts(record: Record, responsible: str | None) -> Pairs:
    facts = [(_("Название"), record.title), (_("Ответственный"), responsible or "—")]
    if record.amount is not None:
        facts.append((_("Сумма"), dates.money(record.amount, record.currency)))
    return facts


def linked(row: Any) -> tuple[str, Record]:
    """A linked card with its registry's name: one knows what it is before opening it."""
    registry = workflow.registries().get(row.Record.registry_key)
    return registry.title_in(language()) if registry else row.kind, row.Record
