"""
records.save, update, set_stage, withdraw, assign: how diagrams change business records.

The record is locked first, so two steps change it one after the other; a person's change says which version they saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import OperationError, RecordChanged
from engine.operations import bookkeeping, cards, notify, records
from engine.operations.arguments import amount_of, person_of, registry_named, stage_named
from engine.operations.context import OperationContext
from engine.operations.records import HOME_CURRENCY
from engine.operations.references import Reference, locked, reference
from engine.registries import Registry
from persistence.records import Record


def save(
    context: OperationContext,
    registry: str,
    data: Mapping[str, Any],
    record: Any = None,
    stage: str | None = None,
    responsible: int | None = None,
) -> Reference:
    """Make a record, or give the one named this card: what ``data`` leave out is emptied.

    For a card that is filled in again and again until it is right.  Who was responsible stays unless somebody is named.
    """
    if record is None:
        return records.create(context, registry, data, None, stage, responsible)
    saved, kind = _opened(context, record)
    if kind.key != registry:
        raise OperationError(f"Expected a record of {registry} to save, but {saved.id} is one of {kind.key}.")
    before = bookkeeping.fields(saved)
    _fill(kind, saved, {**dict.fromkeys(saved.data), **data})
    saved.responsible_id = person_of(context, responsible) or saved.responsible_id
    if stage:
        _move(context, kind, saved, stage)
    bookkeeping.changed(context, kind, saved, "stage" if stage else "updated", before)
    return reference(saved)


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


def withdraw(
    context: OperationContext,
    record: Any,
    stage: str,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> Reference | None:
    """Move the record a process has made to the stage of what came to nothing; None if it has made none yet."""
    return None if record is None else set_stage(context, record, stage, reason, data)


def assign(
    context: OperationContext,
    record: Any,
    responsible: int,
    stage: str | None = None,
    title: str | None = None,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> Reference:
    """Make somebody responsible for a record, with a stage and fields to fill if given; tell them if a title is."""
    given, kind = _opened(context, record)
    before = bookkeeping.fields(given)
    _fill(kind, given, data)
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
