"""Messages from outside: each is delivered to one waiting token or starts one instance, and only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.starting import start_definition
from engine.commands.step import Steps
from engine.engine import Engine
from engine.errors import InstanceEnded
from engine.values import freeze
from persistence import definitions, messages

Outcome = Literal["started", "delivered", "duplicate", "unmatched"]


@dataclass(frozen=True, slots=True)
class MessageResult:
    """What became of a message; a duplicate tells what became of the first."""

    outcome: Outcome
    instance_id: int | None = None


def correlate_message(
    engine: Engine,
    session: Session,
    name: str,
    payload: Mapping[str, Any],
    *,
    correlation_key: str | None = None,
    idempotency_key: str | None = None,
    actor_id: int | None = None,
) -> MessageResult:
    """Give a message to the token that waits for it, or start the process that it starts.

    The same idempotency key brings the same message only once, also when both come at the same moment.
    """
    content = freeze(dict(payload))
    received = messages.receive(session, name, correlation_key, idempotency_key, content, engine.now())
    if received is None:
        return MessageResult("duplicate", messages.first_receiver(session, name, idempotency_key))
    result = _deliver(engine, session, name, correlation_key, content, actor_id) or _start(
        engine, session, name, content, actor_id
    )
    messages.settle(session, received, result.outcome, result.instance_id)
    return result


def _deliver(
    engine: Engine,
    session: Session,
    name: str,
    correlation_key: str | None,
    payload: dict[str, Any],
    actor_id: int | None,
) -> MessageResult | None:
    """One receiver: the one that has waited longest and still does once its instance is locked."""
    work = Steps(engine, session, actor_id)
    for waiting in messages.waiting_for(session, name, correlation_key):
        try:
            instance = work.lock(waiting.instance_id)
        except InstanceEnded:
            continue
        if messages.still_waits(session, waiting.id):
            work.run(instance, runtime.Fire(waiting.token, payload))
            return MessageResult("delivered", instance.id)
    return None


def _start(engine: Engine, session: Session, name: str, payload: dict[str, Any], actor_id: int | None) -> MessageResult:
    for subscription in definitions.started_by_message(session, name):
        definition = engine.definitions.get(session, subscription.definition_id)
        instance_id = start_definition(
            engine, session, definition, payload, actor_id=actor_id, element_id=subscription.element_id
        )
        return MessageResult("started", instance_id)
    return MessageResult("unmatched")
