"""What operations are given, checked: names, people, amounts, records.  A refusal says what would have been right."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from engine.errors import NotFound, OperationError
from engine.operations import cards
from engine.operations.context import OperationContext
from engine.operations.references import id_of
from engine.registries import Pipeline, Registry, Stage
from persistence import people, record_index
from persistence.records import Record


def registry_named(context: OperationContext, key: str) -> Registry:
    """The registry with this key."""
    try:
        return context.registries.named(key)
    except NotFound as error:
        raise OperationError(str(error)) from error


def stage_named(registry: Registry, key: str) -> tuple[Pipeline, Stage]:
    """The stage with this key, and its pipeline."""
    try:
        return registry.stage(key)
    except NotFound as error:
        raise OperationError(str(error)) from error


def person_of(context: OperationContext, value: int | None) -> int | None:
    """The id of an active person."""
    if value is not None and not people.active_ids(context.session, [value]):
        raise OperationError(f"Expected the id of an active person, but {value!r:.80} is none.")
    return value


def amount_of(value: Any) -> Decimal | None:
    """An amount of money, from a number or its text."""
    try:
        amount = None if value is None else Decimal(str(value))
    except InvalidOperation as error:
        raise OperationError(f"Expected an amount, but got {value!r:.80}.") from error
    if amount is not None and not amount.is_finite():
        raise OperationError(f"Expected an amount, but got {value!r:.80}.")
    return amount


def targets(context: OperationContext, registry: Registry, links: Mapping[str, Any] | None) -> dict[str, Record]:
    """The records to link to, by the kind of link; each of the registry that kind leads to.  Empty ones go."""
    wanted = {kind: id_of(value) for kind, value in (links or {}).items() if not cards.is_empty(value)}
    found = _by_id(context, set(wanted.values()))
    for kind, record_id in wanted.items():
        if kind not in registry.links:
            known = ", ".join(registry.links) or "none"
            raise OperationError(f"Expected a kind of link of {registry.key} ({known}), but got «{kind}».")
        if record_id not in found or found[record_id].registry_key != registry.links[kind]:
            raise OperationError(f"Expected a record of {registry.links[kind]} as {kind}, but {record_id} is none.")
    return {kind: found[record_id] for kind, record_id in wanted.items()}


def comparable(registry: Registry, criterion: Mapping[str, Any]) -> dict[str, cards.Value]:
    """What to look for, in normal form; empty values are left out."""
    known = {*registry.indexed, *record_index.RECORD_FIELDS}
    for name in criterion.keys() - known:
        listed = ", ".join(sorted(known))
        raise OperationError(f"Expected an indexed field of {registry.key} ({listed}), but got «{name}».")
    values = {name: cards.indexed_value(registry, name, value) for name, value in criterion.items()}
    return {name: value for name, value in values.items() if value is not None}


def _by_id(context: OperationContext, ids: set[int]) -> dict[int, Record]:
    if not ids:
        return {}
    return {record.id: record for record in context.session.scalars(select(Record).where(Record.id.in_(ids)))}
