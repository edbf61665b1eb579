"""records.*: how diagrams make, find and link business records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.operations import bookkeeping, cards
from engine.operations.arguments import amount_of, comparable, person_of, registry_named, stage_named, targets
from engine.operations.context import OperationContext
from engine.operations.numbering import number_for
from engine.operations.references import Reference, locked, reference
from engine.registries import Pipeline, Registry, Stage
from persistence import record_index
from persistence.records import Record

HOME_CURRENCY = "RUB"  # ISO 4217


def create(
    context: OperationContext,
    registry: str,
    data: Mapping[str, Any],
    title: str | None = None,
    stage: str | None = None,
    responsible: int | None = None,
    amount: Any = None,
    links: Mapping[str, Any] | None = None,
) -> Reference:
    """Make a record.

    ``data`` are the card's fields; the title is that of the registry's title field if none is given, the stage the
    first.  ``links`` names other records by the kind of link: ``{"company": company}``; empty ones are left out.
    """
    kind = registry_named(context, registry)
    linked = targets(context, kind, links)
    record = _new(context, kind, cards.tidy(kind, data))
    record.number = number_for(context, kind, {name: target.number for name, target in linked.items()})
    record.title = title or record.title
    record.responsible_id = person_of(context, responsible)
    record.amount = amount_of(amount)
    record.currency = None if amount is None else HOME_CURRENCY
    _put_at(record, context, *_beginning(kind, stage))
    context.session.add(record)
    context.session.flush()
    bookkeeping.created(context, kind, record)
    _link_all(context, record, linked)
    return reference(record)


def create_many(
    context: OperationContext,
    registry: str,
    items: Sequence[Mapping[str, Any]],
    stage: str | None = None,
    responsible: int | None = None,
    links: Mapping[str, Any] | None = None,
) -> list[Reference]:
    """Make a record of each item's data, all with the same stage, responsible person and links."""
    return [create(context, registry, data, None, stage, responsible, None, links) for data in items]


def find(context: OperationContext, registry: str, any_of: Sequence[Mapping[str, Any]]) -> Reference | None:
    """The record that the first telling criterion names: ``[{"inn": inn}, {"phone": phone}, {"email": email}]``.

    A criterion tells when exactly one unarchived record has all its values.  Empty values are left out, and phones,
    addresses and numbers compared in their normal forms.
    """
    found = _found(context, registry_named(context, registry), any_of)
    return None if found is None else reference(found)


def find_or_create(
    context: OperationContext,
    registry: str,
    any_of: Sequence[Mapping[str, Any]],
    data: Mapping[str, Any],
    title: str | None = None,
    stage: str | None = None,
    responsible: int | None = None,
    links: Mapping[str, Any] | None = None,
) -> Reference:
    """The record that ``find`` finds, or a new one.  A record found gets the links but keeps its own data.

    One that has another unique number than ``data`` is not the one sought, though it has the same phone.
    """
    kind = registry_named(context, registry)
    found = _found(context, kind, any_of, data)
    if found is None:
        return create(context, registry, data, title, stage, responsible, None, links)
    _link_all(context, found, targets(context, kind, links))
    return reference(found)


def link(context: OperationContext, record: Any, to: Any, kind: str) -> Reference:
    """Link a record to another as its ``kind``; the registry says which kinds there are."""
    source = locked(context, record)
    _link_all(context, source, targets(context, registry_named(context, source.registry_key), {kind: to}))
    return reference(source)


def _new(context: OperationContext, kind: Registry, data: dict[str, Any]) -> Record:
    return Record(
        registry_key=kind.key,
        title=kind.title_of(data),
        data=data,
        schema_version=kind.schema_version,
        created_at=context.now,
        created_by=context.actor_id,
        updated_at=context.now,
    )


def _beginning(kind: Registry, stage: str | None) -> tuple[Pipeline, Stage] | tuple[None, None]:
    return stage_named(kind, stage) if stage else kind.first_stage() or (None, None)


def _put_at(record: Record, context: OperationContext, pipeline: Pipeline | None, stage: Stage | None) -> None:
    if pipeline and stage:
        record.pipeline, record.stage, record.stage_since = pipeline.key, stage.key, context.now


def _found(
    context: OperationContext,
    kind: Registry,
    any_of: Sequence[Mapping[str, Any]],
    known: Mapping[str, Any] | None = None,
) -> Record | None:
    for criterion in any_of:
        wanted = comparable(kind, criterion)
        matches = record_index.matching(context.session, kind.key, wanted) if wanted else []
        if len(matches) == 1 and not _is_another(kind, matches[0], known or {}):
            return matches[0]
    return None


def _is_another(kind: Registry, record: Record, known: Mapping[str, Any]) -> bool:
    """Whether a field of a unique key has one value in the record and another in what is known."""
    fields = {field for key in kind.unique for field in key.fields}
    pairs = ([cards.indexed_value(kind, field, data.get(field)) for data in (record.data, known)] for field in fields)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _link_all(context: OperationContext, record: Record, linked: Mapping[str, Record]) -> None:
    for kind, target in linked.items():
        bookkeeping.linked(context, record, target, kind)
