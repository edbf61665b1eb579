"""Messages: who waits for them, and what came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.statements import insert


class MessageSubscription(Base):
    """A token of an instance that waits for a message."""

    __tablename__ = "message_subscription"
    __table_args__ = (Index(None, "name", "correlation_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    token: Mapped[int]
    name: Mapped[str]
    correlation_key: Mapped[str | None]


class ReceivedMessage(Base):
    """A message that came in and what became of it.  One with an idempotency key is accepted once per name."""

    __tablename__ = "received_message"
    __table_args__ = (UniqueConstraint("name", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    correlation_key: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))  # started | delivered | duplicate | unmatched
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)


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


def first_receiver(session: Session, name: str, idempotency_key: str | None) -> int | None:
    """The instance that got the message with this key."""
    query = select(ReceivedMessage.instance_id).where(
        ReceivedMessage.name == name, ReceivedMessage.idempotency_key == idempotency_key
    )
    return session.scalar(query)


def settle(session: Session, message_id: int, outcome: str, instance_id: int | None) -> None:
    """Note what became of a message."""
    query = update(ReceivedMessage).where(ReceivedMessage.id == message_id)
    session.execute(query.values(outcome=outcome, instance_id=instance_id))


def waiting_for(session: Session, name: str, correlation_key: str | None) -> Sequence[MessageSubscription]:
    """The tokens that wait for a message, longest first; one without a key of its own takes any."""
    matches: ColumnElement[bool] = MessageSubscription.correlation_key.is_(None)
    if correlation_key is not None:
        matches = matches | (MessageSubscription.correlation_key == correlation_key)
    query = select(MessageSubscription).where(MessageSubscription.name == name, matches)
    return session.scalars(query.order_by(MessageSubscription.id)).all()


def still_waits(session: Session, subscription_id: int) -> bool:
    """Whether a token seen waiting has not been served meanwhile."""
    return session.scalar(select(MessageSubscription.id).where(MessageSubscription.id == subscription_id)) is not None
