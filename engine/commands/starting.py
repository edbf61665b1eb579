"""Starting instances: by hand, by message, by the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.documents import attach
from engine.commands.instance import check_start, new_instance
from engine.commands.step import Steps
from engine.definitions import Definition
from engine.engine import Engine
from engine.errors import Conflict, RecordNotFound
from engine.places import Place
from engine.registries import StartOffer
from engine.values import freeze
from persistence import cases, messages, records


def start_process(
    engine: Engine,
    session: Session,
    key: str,
    variables: Mapping[str, Any] | None = None,
    *,
    actor_id: int | None = None,
    business_key: str | None = None,
    element_id: str | None = None,
) -> int:
    """Start the newest version of a process; the id of its instance.

    Raises ProcessNotFound, InvalidValue for a variable that is no JSON, or Conflict if it cannot be started this way.
    """
    definition = engine.definitions.newest(session, key)
    return start_definition(
        engine, session, definition, variables, actor_id=actor_id, business_key=business_key, element_id=element_id
    )


def start_once(
    engine: Engine, session: Session, definition: Definition, variables: Mapping[str, Any], key: str, **options: Any
) -> int:
    """Start a version unless its actor's program has done so with this key before; the id of the one instance.

    On PostgreSQL a second start with the key waits here for the first one to end.
    """
    name = f"start/{definition.key}/{options['actor_id']}"
    received = messages.receive(session, name, None, key, {}, engine.now())
    if received is None:
        first = messages.first_receiver(session, name, key)
        if first is None:
            raise Conflict(f"Expected the start with the key {key!r} to have begun an instance, but it did not.")
        return first
    instance_id = start_definition(engine, session, definition, variables, **options)
    messages.settle(session, received, "started", instance_id)
    return instance_id


def start_for_record(
    engine: Engine, session: Session, definition: Definition, offer: StartOffer, record_id: int, actor_id: int
) -> int:
    """Start what a registry offers for a card, one case at a time; the id of the instance.

    Raises RecordNotFound, or Conflict if the card is at another stage or such a case is running already.
    """
    card = records.lock(session, record_id)
    if card is None:
        raise RecordNotFound
    if card.stage not in offer.stages:
        expected = ", ".join(sorted(offer.stages)) or "none"
        raise Conflict(f"Expected the card at one of the stages {expected}, but it is at {card.stage}. Open it again.")
    if running := cases.running_for(session, record_id, offer.process, offer.variable):
        raise Conflict(f"Expected no running case for this card, but there is {running}. Open that case.")
    return start_definition(
        engine, session, definition, {offer.variable: record_id}, actor_id=actor_id, record_id=record_id
    )


def start_definition(
    engine: Engine,
    session: Session,
    definition: Definition,
    variables: Mapping[str, Any] | None = None,
    *,
    actor_id: int | None = None,
    business_key: str | None = None,
    element_id: str | None = None,
    record_id: int | None = None,
) -> int:
    """Start this version of a process; ``record_id`` is what it is about from the beginning."""
    check_start(definition, element_id)
    instance = new_instance(
        engine, session, definition, started_by=actor_id, business_key=business_key, record_id=record_id
    )
    frozen = freeze(dict(variables or {}))
    attach(engine, session, definition.start_form, frozen, Place(instance.id), actor_id)
    Steps(engine, session, actor_id).run(instance, runtime.Start(frozen, element_id))
    return instance.id
