"""Cards that people and their programs make and change, without a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import InvalidInput, OperationError, RecordChanged
from engine.operations import record_changes, records
from engine.operations.references import Reference
from persistence import records as cards


def create_record(engine: Engine, session: Session, registry: str, by_id: int, **card: Any) -> Reference:
    """Make a card (arguments of ``records.create``).  Raises InvalidInput when the data do not fit, or KeyTaken."""
    return _done(engine, session, by_id, records.create, registry=registry, **card)


def change_record(
    engine: Engine, session: Session, record_id: int, version: int, by_id: int, **changes: Any
) -> Reference:
    """Change fields of a card (arguments of ``records.update``) that has the version its reader saw.

    Raises RecordChanged when it has another by now, InvalidInput when the data do not fit, or KeyTaken.
    """
    return _done(engine, session, by_id, record_changes.update, record=record_id, version=version, **changes)


def move_record(engine: Engine, session: Session, record_id: int, version: int, by_id: int, **where: Any) -> Reference:
    """Move a card, as its reader saw it, to a stage of its registry (arguments of ``records.set_stage``).

    Raises RecordChanged when it has another version by now, InvalidInput when there is no such stage.
    """
    found = cards.lock(session, record_id)
    if found is None or found.version != version:
        raise RecordChanged
    return _done(engine, session, by_id, record_changes.set_stage, record=record_id, **where)


def _done(
    engine: Engine, session: Session, by_id: int, operation: Callable[..., Reference], **arguments: Any
) -> Reference:
    context = replace(engine.context(session), actor_id=by_id)
    try:
        return operation(context, **arguments)
    except OperationError as error:
        raise InvalidInput([], str(error)) from error
