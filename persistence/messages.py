"""Messages and signals: who waits for them, what came in, and what is kept until somebody waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.instances import ProcessInstance
from persistence.statements import insert

BUFFERED = text("outcome = 'buffered'")
PAGE = 100  # kept messages looked through at a time
LOCKS = 0x4D53_4721  # the class of our advisory locks on names of messages (PostgreSQL 17, 13.3.5)


class MessageSubscription(Base):
    """A token of an instance that waits for a message or a signal.  Only messages have a correlation key."""

    __tablename__ = "message_subscription"
    __table_args__ = (Index(None, "name", "correlation_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    token: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), default="message", server_default="message")  # message | signal
    name: Mapped[str]
    correlation_key: Mapped[str | None]


class ReceivedMessage(Base):
    """A message that came from outside and what became of it, or one that was thrown and found nobody.

    One with an idempotency key is accepted once per name.  A buffered one waits until ``expires_at``.
    """

    __tablename__ = "received_message"
    __table_args__ = (
        UniqueConstraint("name", "idempotency_key"),
        Index("ix_received_message_buffered", "name", "id", sqlite_where=BUFFERED, postgresql_where=BUFFERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    correlation_key: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))  # started | delivered | unmatched | buffered | expired
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    expires_at: Mapped[datetime | None]


class Waiting(NamedTuple):
    """A subscription as a delivery needs it."""

    id: int
    instance_id: int
    token: int


class Buffered(NamedTuple):
    """A message that is kept until somebody waits for it."""

    id: int
    correlation_key: str | None
    payload: dict[str, Any]


def receive(
    session: Session,
    name: str,
    correlation_key: str | None,
    idempotency_key: str | None,
    payload: dict[str, Any],
    at: datetime,
) -> int | None:
    """Keep a message that has come; its id, or None when one with the same idempotency key has come before.

    On PostgreSQL a second one waits here for the first one's transaction to end.
    """
    values = {
        "name": name,
        "correlation_key": correlation_key,
        "idempotency_key": idempotency_key,
        "payload": payload,
        "received_at": at,
        "outcome": "unmatched",
    }
    statement = insert(session, ReceivedMessage).values(**values)
    if idempotency_key is not None:
        statement = statement.on_conflict_do_nothing(index_elements=["name", "idempotency_key"])
    received: int | None = session.scalar(statement.returning(ReceivedMessage.id))
    return received


def keep(session: Session, name: str, correlation_key: str | None, payload: dict[str, Any], at: datetime) -> int:
    """Note a message that was thrown and has found nobody yet; its id."""
    received = receive(session, name, correlation_key, None, payload, at)
    assert received is not None  # without an idempotency key each is a new one
    return received


def first_receiver(session: Session, name: str, idempotency_key: str | None) -> int | None:
    """The instance that got the message with this key."""
    query = select(ReceivedMessage.instance_id).where(
        ReceivedMessage.name == name, ReceivedMessage.idempotency_key == idempotency_key
    )
    return session.scalar(query)


def settle(
    session: Session, message_id: int, outcome: str, instance_id: int | None, expires_at: datetime | None = None
) -> None:
    """Note what became of a message."""
    query = update(ReceivedMessage).where(ReceivedMessage.id == message_id)
    session.execute(query.values(outcome=outcome, instance_id=instance_id, expires_at=expires_at))


def waiting_for(
    session: Session, name: str, correlation_key: str | None, derived: Mapping[int, str] | None = None
) -> Sequence[Waiting]:
    """The tokens that wait for a message, longest first; one without a key of its own takes any.

    ``derived`` are the keys the message has for instances of certain definitions, by their ids.
    """
    matches: ColumnElement[bool] = MessageSubscription.correlation_key.is_(None)
    if correlation_key is not None:
        matches |= MessageSubscription.correlation_key == correlation_key
    for definition_id, key in (derived or {}).items():
        of_definition = ProcessInstance.definition_id == definition_id
        matches |= of_definition & (MessageSubscription.correlation_key == key)
    query = _subscriptions("message", name)
    if derived:
        query = query.join(ProcessInstance, ProcessInstance.id == MessageSubscription.instance_id)
    return [Waiting(*row) for row in session.execute(query.where(matches).order_by(MessageSubscription.id))]


def definitions_waiting(session: Session, name: str) -> Sequence[int]:
    """The definitions of instances that wait for a message with a key."""
    query = (
        select(ProcessInstance.definition_id)
        .join(MessageSubscription, MessageSubscription.instance_id == ProcessInstance.id)
        .where(MessageSubscription.kind == "message", MessageSubscription.name == name)
        .where(MessageSubscription.correlation_key.is_not(None))
    )
    return session.scalars(query.distinct().order_by(ProcessInstance.definition_id)).all()


def waiting_for_signal(session: Session, name: str, besides: int | None = None) -> Sequence[Waiting]:
    """The tokens that wait for a signal, ``besides`` those of one instance; by instance, as they are locked."""
    query = _subscriptions("signal", name)
    if besides is not None:
        query = query.where(MessageSubscription.instance_id != besides)
    ordered = query.order_by(MessageSubscription.instance_id, MessageSubscription.id)
    return [Waiting(*row) for row in session.execute(ordered)]


def still_waits(session: Session, instance_id: int, token: int, name: str) -> bool:
    """Whether a token seen waiting for a name has not been served meanwhile."""
    query = select(MessageSubscription.id).where(
        MessageSubscription.instance_id == instance_id,
        MessageSubscription.token == token,
        MessageSubscription.name == name,
    )
    return session.scalar(query.limit(1)) is not None


def _subscriptions(kind: str, name: str) -> Any:
    query = select(MessageSubscription.id, MessageSubscription.instance_id, MessageSubscription.token)
    return query.where(MessageSubscription.kind == kind, MessageSubscription.name == name)


def hold_name(session: Session, name: str, *, alone: bool) -> None:
    """Until the transaction ends, nobody keeps a message of this name while we begin to wait for it, and no one begins
    to wait while we keep one (``alone``): else both might look, find nothing, and miss each other.

    On SQLite, where one transaction writes at a time, there is nothing to hold.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(LOCKS, func.hashtext(name))))


def buffered(session: Session, name: str, correlation_key: str | None, now: datetime) -> Iterator[Buffered]:
    """The kept messages of a name that have this key or none, or any without a key; the oldest first."""
    last = 0
    query = select(ReceivedMessage.id, ReceivedMessage.correlation_key, ReceivedMessage.payload).where(
        ReceivedMessage.name == name, ReceivedMessage.outcome == "buffered", ReceivedMessage.expires_at > now
    )
    if correlation_key is not None:
        own = ReceivedMessage.correlation_key
        query = query.where(or_(own.is_(None), own == correlation_key))
    while True:
        page = session.execute(query.where(ReceivedMessage.id > last).order_by(ReceivedMessage.id).limit(PAGE)).all()
        yield from (Buffered(*row) for row in page)
        if len(page) < PAGE:
            return
        last = page[-1].id


def take_buffered(session: Session, message_id: int, instance_id: int) -> bool:
    """Give a kept message to an instance; False when another got it meanwhile."""
    return _leave_buffer(session, message_id, outcome="delivered", instance_id=instance_id)


def expire(session: Session, message_id: int) -> bool:
    """Keep a message no longer; False when somebody has got it."""
    return _leave_buffer(session, message_id, outcome="expired")


def _leave_buffer(session: Session, message_id: int, **values: Any) -> bool:
    kept = update(ReceivedMessage).where(ReceivedMessage.id == message_id, ReceivedMessage.outcome == "buffered")
    return session.execute(kept.values(**values).returning(ReceivedMessage.id)).first() is not None
