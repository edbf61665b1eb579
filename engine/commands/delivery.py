"""
What instances send one another and what comes from outside: a message to one receiver, a signal to all.

A message goes to the token that has waited for it longest, else it starts the process that it starts, else it is kept
until somebody begins to wait for it or its time is over. A signal goes to whoever waits when it is thrown; beyond the
first ``AT_ONCE`` of other instances, jobs deliver it, so that no transaction holds thousands of instances. Likewise an
instance that takes one kept message after another goes on in a job after ``KEPT_AT_ONCE``.
A version that is deployed takes no messages that were kept before: they were not sent to start it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine import runtime
from engine.commands.instance import Instance, new_instance
from engine.errors import InstanceEnded, TokenGone
from engine.semantics.correlation import key_of
from engine.semantics.outcome import MessageAwaited, MessageSent, Sent, SignalSent
from persistence import definitions, jobs, messages

if TYPE_CHECKING:
    from engine.commands.step import Steps
    from engine.definitions import Definition
    from engine.semantics.node import FlowNode

AT_ONCE = 50  # instances a signal reaches in the transaction that throws it, and in each job after that

KEPT_AT_ONCE = 500  # kept messages that one transaction delivers

Became = Literal["started", "delivered", "duplicate", "unmatched", "buffered"]


class Receipt(NamedTuple):
    """What became of a message."""

    outcome: Became
    instance_id: int | None = None


class Reached(NamedTuple):
    """Whom a signal has reached: tokens, instances it has started, and tokens that jobs are going to tell."""

    delivered: int
    started: tuple[int, ...]
    scheduled: int


def deliver_sent(work: Steps, sender: Instance, sent: Sent) -> None:
    """What a step has thrown."""
    starter = work.actor_id or sender.started_by
    if isinstance(sent, SignalSent):
        deliver_signal(work, sent, starter, besides=sender.id)
        return
    until = sent.expires_at or work.engine.message_expiry()
    give(work, sent, starter) or keep(work, sent, until)


def give(work: Steps, message: MessageSent, starter: int | None) -> Receipt | None:
    """Give a message to who waits for it or start the process it starts; None if there is nobody.

    Of several messages that begin an instance together, each may come first: then two that come at the same moment
    must not begin one each.
    """
    if given := _give_to_waiting(work, message):
        return given
    for start in _starts(work, "message", message.name):
        if start.event.gathers:
            messages.hold_name(work.session, f"start of {start.definition.key}", alone=True)
            if given := _give_to_waiting(work, message):
                return given
        return Receipt("started", _begin(work, start, message.payload, starter))
    return None


def keep(work: Steps, message: MessageSent, until: datetime | None, received: int | None = None) -> Receipt:
    """Keep a message nobody waits for until an instant, if that is to come; ``received`` is the row it has already."""
    session, now = work.session, work.engine.now()
    if received is None:
        received = messages.keep(session, message.name, message.correlation_key, message.payload, now)
    if until is None or until <= now:
        return Receipt("unmatched")
    messages.hold_name(session, message.name, alone=True)
    if began_meanwhile := _give_to_waiting(work, message):
        messages.settle(session, received, *began_meanwhile)
        return began_meanwhile
    messages.settle(session, received, "buffered", None, until)
    jobs.enqueue(session, "message_expiry", until, now=now, payload={"message": received})
    return Receipt("buffered")


def deliver_kept(work: Steps, instance: Instance, awaited: Sequence[MessageAwaited]) -> None:
    """Give messages that were kept to tokens that have just begun to wait, the oldest message first."""
    for name in sorted({what.name for what in awaited}):
        messages.hold_name(work.session, name, alone=False)
    for what in awaited:
        if work.kept >= KEPT_AT_ONCE:
            payload = {"token": what.token, "name": what.name, "key": what.correlation_key}
            now = work.engine.now()
            jobs.enqueue(work.session, "kept_message", now, now=now, instance_id=instance.id, payload=payload)
            continue
        for kept in messages.buffered(work.session, what.name, what.correlation_key, work.engine.now()):
            if not messages.still_waits(work.session, instance.id, what.token, what.name):
                break
            if not _fits(work, instance, what, kept):
                continue
            if messages.take_buffered(work.session, kept.id, instance.id):
                work.kept += 1
                work.go_on(instance.id, runtime.Fire(what.token, kept.payload))
                break


def _fits(work: Steps, instance: Instance, awaited: MessageAwaited, kept: messages.Buffered) -> bool:
    """Whether a kept message without a key of its own has the one that is waited for by what it brings."""
    if awaited.correlation_key is None or kept.correlation_key is not None:
        return True
    spec = work.engine.definitions.get(work.session, instance.definition_id).spec
    return key_of(spec.correlations, awaited.name, kept.payload) == awaited.correlation_key


def deliver_signal(work: Steps, signal: SignalSent, starter: int | None, besides: int | None = None) -> Reached:
    """Give a signal to everybody, ``besides`` one instance, and start the processes it starts."""
    waiting = messages.waiting_for_signal(work.session, signal.name, besides)
    delivered = sum(_tell(work, each.instance_id, each.token, signal) for each in waiting[:AT_ONCE])
    for first in range(AT_ONCE, len(waiting), AT_ONCE):
        receivers = [[each.instance_id, each.token] for each in waiting[first : first + AT_ONCE]]
        payload = {"name": signal.name, "payload": signal.payload, "receivers": receivers}
        jobs.enqueue(work.session, "signal", work.engine.now(), now=work.engine.now(), payload=payload)
    starts = list(_starts(work, "signal", signal.name))
    started = tuple(_begin(work, start, signal.payload, starter) for start in starts)
    return Reached(delivered, started, len(waiting[AT_ONCE:]))


def deliver_signal_by_job(work: Steps, payload: Mapping[str, Any]) -> None:
    """Give a signal to those of its receivers that still wait for it."""
    signal = SignalSent(payload["name"], payload["payload"])
    for instance_id, token in payload["receivers"]:
        _tell(work, instance_id, token, signal)


def _tell(work: Steps, instance_id: int, token: int, signal: SignalSent) -> bool:
    return _fire(work, instance_id, token, signal.name, signal.payload)


def _give_to_waiting(work: Steps, message: MessageSent) -> Receipt | None:
    """One receiver: the one that has waited longest and still does once its instance is locked."""
    keys = _derived_keys(work, message) if message.correlation_key is None else {}
    for waiting in messages.waiting_for(work.session, message.name, message.correlation_key, keys):
        if _fire(work, waiting.instance_id, waiting.token, message.name, message.payload):
            return Receipt("delivered", waiting.instance_id)
    return None


def _derived_keys(work: Steps, message: MessageSent) -> dict[int, str]:
    """The keys a message has by what it brings for instances of each definition that wait for it with one."""
    keys = {}
    for definition_id in messages.definitions_waiting(work.session, message.name):
        correlations = work.engine.definitions.get(work.session, definition_id).spec.correlations
        if (key := key_of(correlations, message.name, message.payload)) is not None:
            keys[definition_id] = key
    return keys


def _fire(work: Steps, instance_id: int, token: int, name: str, payload: dict[str, Any]) -> bool:
    """Whether the token still waits for the name, now that its instance is locked, and has got what it waits for."""
    try:
        instance = work.lock(instance_id)
        if not messages.still_waits(work.session, instance_id, token, name):
            return False
        work.step(instance, runtime.Fire(token, payload))
    except (InstanceEnded, TokenGone):
        return False
    return True


class Start(NamedTuple):
    """Where a process begins with a message or a signal of a name."""

    definition: Definition
    event: FlowNode
    name: str


def _starts(work: Steps, kind: str, name: str) -> Iterator[Start]:
    for subscription in definitions.started_by(work.session, kind, name):
        definition = work.engine.definitions.get(work.session, subscription.definition_id)
        yield Start(definition, definition.spec.start_event(subscription.element_id), name)


def _begin(work: Steps, start: Start, payload: dict[str, Any], starter: int | None) -> int:
    instance = new_instance(work.engine, work.session, start.definition, started_by=starter)
    work.step(instance, runtime.Start(payload, start.event.name, start.name))
    return instance.id
