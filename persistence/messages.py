"""Messages: who waits for them, and what came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base


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
