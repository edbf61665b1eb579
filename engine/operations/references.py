"""How diagrams see a record: as a JSON object, made from its row, and named back by that object or its id."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.errors import OperationError
from engine.operations.context import OperationContext
from persistence import records
from persistence.records import Record

Reference = dict[str, Any]


def reference(record: Record) -> Reference:
    """The record as JSON.

    ``{"id", "registry", "number", "title", "stage", "responsible", "amount", "currency", "data": {…}}``, and every
    field of ``data`` beside them unless it has one of these names.
    """
    own = {
        "id": record.id,
        "registry": record.registry_key,
        "number": record.number,
        "title": record.title,
        "stage": record.stage,
        "responsible": record.responsible_id,
        "amount": None if record.amount is None else _number(record.amount),
        "currency": record.currency,
        "data": dict(record.data),
    }
    return record.data | own


def id_of(value: Any) -> int:
    """The id of a record named by its id or its reference."""
    found = value.get("id") if isinstance(value, dict) else value
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise OperationError(f"Expected a record or its id, but got {value!r:.80}. Pass what records.create gave.")


def locked(context: OperationContext, value: Any) -> Record:
    """The record named, as it is now and kept from others until the step ends."""
    record = records.lock(context.session, id_of(value))
    if record is None:
        raise OperationError(f"Expected a record, but there is none with the id {id_of(value)}.")
    return record


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
