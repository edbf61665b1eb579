"""What every change of a record entails: its indexes, its unique keys, and the history of each field, old and new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import KeyTaken
from engine.operations import cards
from engine.operations.context import OperationContext
from engine.operations.references import reference
from engine.registries import Registry
from persistence import record_index, records, search_sources
from persistence.records import Record, RecordChange

OWN_FIELDS = ("number", "title", "stage", "responsible", "amount")
Fields = dict[str, Any]


def fields(record: Record) -> Fields:
    """What the history compares: the record's own fields, and those of the card as ``data.<name>``."""
    seen = reference(record)
    return {name: seen[name] for name in OWN_FIELDS} | {f"data.{name}": value for name, value in record.data.items()}


def created(context: OperationContext, registry: Registry, record: Record) -> None:
    """Index a new record, reserve its keys and begin its history."""
    _index(context, registry, record)
    search_sources.keep_record(context.session, record)
    filled = {name: [None, value] for name, value in fields(record).items() if value is not None}
    _remember(context, record, "created", {"fields": filled})


def changed(
    context: OperationContext,
    registry: Registry,
    record: Record,
    kind: str,
    before: Fields,
    note: Mapping[str, Any] | None = None,
) -> None:
    """Save a changed record as its next version; nothing happens when no field differs from ``before``."""
    after = fields(record)
    differing = [name for name in before | after if before.get(name) != after.get(name)]
    if not differing:
        return
    record.version += 1
    record.updated_at = context.now
    if any(name == "title" or name.startswith("data.") for name in differing):
        _index(context, registry, record)
        search_sources.keep_record(context.session, record)
    if "title" in differing:
        search_sources.keep_cases_about(context.session, record.id, context.now)
    differences = {name: [before.get(name), after.get(name)] for name in differing}
    _remember(context, record, kind, {"fields": differences, **(note or {})})


def linked(context: OperationContext, record: Record, target: Record, kind: str) -> None:
    """Link two records; nothing happens when they are."""
    if records.link(context.session, record.id, target.id, kind):
        other = {"id": target.id, "registry": target.registry_key, "number": target.number, "title": target.title}
        _remember(context, record, "linked", {"fields": {}, "link": kind, "to": other})


def _index(context: OperationContext, registry: Registry, record: Record) -> None:
    record.search_text = cards.search_text(registry, record.number, record.title, record.data)
    record_index.index(context.session, record, cards.indexed_values(registry, record.data))
    record_index.release_keys(context.session, record)
    for name, value in cards.keys(registry, record.data):
        other = record_index.reserve_key(context.session, record, name, value)
        if other is not None:
            raise KeyTaken(
                f"Expected {name} «{value}» to be free, but {registry.title} {other.number or other.id} "
                f"«{other.title}» has it. Use that one, or correct the data."
            )


def _remember(context: OperationContext, record: Record, kind: str, data: dict[str, Any]) -> None:
    entry = {"at": context.now, "actor_id": context.actor_id, "instance_id": context.instance_id}
    context.session.add(RecordChange(record_id=record.id, kind=kind, data=data, **entry))
    context.session.flush()
