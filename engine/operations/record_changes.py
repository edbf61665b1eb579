"""
records.update, set_stage, assign: how diagrams change business records.

The record is locked first, so two steps change it one after the other; a person's change says which version they saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import RecordChanged
from engine.operations import bookkeeping, cards, notify
from engine.operations.arguments import amount_of, person_of, registry_named, stage_named
from engine.operations.context import OperationContext
from engine.operations.records import HOME_CURRENCY
from engine.operations.references import Reference, locked, reference
from engine.registries import Registry
from persistence.records import Record


def update(
    context: OperationContext,
    record: Any,
    data: Mapping[str, Any] | None = None,
    title: str | None = None,
    responsible: int | None = None,
    amount: Any = None,
    version: int | None = None,
) -> Reference:
    """Change fields of a record; what is not given stays, a field given as null is emptied.

    ``version`` is the one a person saw: if the record has another by now, nothing is changed.
    """
    changed, kind = _opened(context, record)
    if version is not None and version != changed.version:
        raise RecordChanged
    before = bookkeeping.fields(changed)
    _fill(kind, changed, data)
    changed.title = title or changed.title
    changed.responsible_id = person_of(context, responsible) or changed.responsible_id
    if amount is not None:
        changed.amount, changed.currency = amount_of(amount), changed.currency or HOME_CURRENCY
    bookkeeping.changed(context, kind, changed, "updated", before)
    return reference(changed)


def set_stage(
    context: OperationContext,
    record: Any,
    stage: str,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> Reference:
    """Move a record to a stage of its registry, with a reason for the history and fields to fill on the way."""
    moved, kind = _opened(context, record)
    before = bookkeeping.fields(moved)
    _fill(kind, moved, data)
    _move(context, kind, moved, stage)
    bookkeeping.changed(context, kind, moved, "stage", before, {"reason": reason} if reason else None)
    return reference(moved)


def assign(
    context: OperationContext,
    record: Any,
    responsible: int,
    stage: str | None = None,
    title: str | None = None,
    text: str = "",
) -> Reference:
    """Make somebody responsible for a record, move it to a stage if one is given, and tell them if a title is given."""
    given, kind = _opened(context, record)
    before = bookkeeping.fields(given)
    given.responsible_id = person_of(context, responsible)
    if stage:
        _move(context, kind, given, stage)
    bookkeeping.changed(context, kind, given, "stage" if stage else "updated", before)
    if title:
        notify.people(context, responsible, title, text)
    return reference(given)


def _opened(context: OperationContext, record: Any) -> tuple[Record, Registry]:
    found = locked(context, record)
    return found, registry_named(context, found.registry_key)


def _fill(kind: Registry, record: Record, data: Mapping[str, Any] | None) -> None:
    """Change the card's fields; a title that came from them follows them."""
    if not data:
        return
    titled_by_data = record.title == kind.title_of(record.data)
    record.data = cards.tidy(kind, {**record.data, **data})
    record.title = kind.title_of(record.data) if titled_by_data else record.title


def _move(context: OperationContext, kind: Registry, record: Record, stage: str) -> None:
    pipeline, target = stage_named(kind, stage)
    if record.stage != target.key:
        record.pipeline, record.stage, record.stage_since = pipeline.key, target.key, context.now
