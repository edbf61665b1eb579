"""Messages and signals from outside, and what jobs do for those that could not be delivered at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.commands.delivery import Reached, Receipt, deliver_kept, deliver_signal, deliver_signal_by_job, give, keep
from engine.commands.step import Steps
from engine.engine import Engine
from engine.errors import InstanceEnded, InstanceNotFound
from engine.semantics.outcome import MessageAwaited, MessageSent, SignalSent
from engine.timers import InvalidTimer, deadline
from engine.values import InvalidValue, freeze
from persistence import jobs, messages


def correlate_message(
    engine: Engine,
    session: Session,
    name: str,
    payload: Mapping[str, Any],
    *,
    correlation_key: str | None = None,
    idempotency_key: str | None = None,
    time_to_live: str | None = None,
    actor_id: int | None = None,
) -> Receipt:
    """Give a message to the token that waits for it, or start the process that it starts.

    The same idempotency key brings the same message only once, also when both come at the same moment.
    A message nobody waits for is kept for its time to live, an ISO 8601 duration, if it has one.
    Raises InvalidValue for a duration that is none, or for a payload that is no JSON.
    """
    content = freeze(dict(payload))
    message = MessageSent(name, correlation_key, content, _expiry(engine, time_to_live))
    received = messages.receive(session, name, correlation_key, idempotency_key, content, engine.now())
    if received is None:
        return Receipt("duplicate", messages.first_receiver(session, name, idempotency_key))
    work = Steps(engine, session, actor_id)
    result = give(work, message, actor_id)
    if result is None:
        result = keep(work, message, message.expires_at, received)
    else:
        messages.settle(session, received, *result)
    work.finish()
    return result


def broadcast_signal(
    engine: Engine, session: Session, name: str, payload: Mapping[str, Any], *, actor_id: int | None = None
) -> Reached:
    """Give a signal to every token that waits for it, and start every process that it starts."""
    work = Steps(engine, session, actor_id)
    reached = deliver_signal(work, SignalSent(name, freeze(dict(payload))), actor_id)
    work.finish()
    return reached


def spread_signal(engine: Engine, session: Session, job: jobs.Job) -> None:
    """Give a signal to some of the many that waited for it."""
    work = Steps(engine, session)
    deliver_signal_by_job(work, job.payload)
    work.finish()


def take_kept_message(engine: Engine, session: Session, job: jobs.Job) -> None:
    """Go on giving kept messages to a token that takes many of them, if it still waits."""
    work = Steps(engine, session)
    told = job.payload
    try:
        instance = work.lock(job.instance_id or 0)
    except (InstanceEnded, InstanceNotFound):
        return
    deliver_kept(work, instance, [MessageAwaited(told["token"], told["name"], told["key"])])
    work.finish()


def expire_message(engine: Engine, session: Session, job: jobs.Job) -> None:
    """The time of a kept message is over; nothing happens if somebody has got it."""
    messages.expire(session, int(job.payload["message"]))


DELIVERIES: Mapping[str, Callable[[Engine, Session, jobs.Job], None]] = {
    "signal": spread_signal,
    "kept_message": take_kept_message,
    "message_expiry": expire_message,
}
"""What each kind of job about messages and signals does."""


def _expiry(engine: Engine, time_to_live: str | None) -> datetime | None:
    if time_to_live is None:
        return None
    if not time_to_live.startswith("P"):
        raise InvalidValue(f"Expected a time to live such as P1D or PT4H, but it is {time_to_live!r}")
    try:
        return deadline(time_to_live, engine.now(), engine.zone)
    except InvalidTimer as error:
        raise InvalidValue(str(error)) from error
