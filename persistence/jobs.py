"""Jobs: what has to be done later, or outside a step's transaction.  The rows are the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base

PENDING = text("status = 'pending'")


class Job(Base):
    """Something due at an instant: a timer, a mail, a call.  Whoever holds the lease is doing it now."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "due_at", sqlite_where=PENDING, postgresql_where=PENDING),
        Index(None, "instance_id", "token"),
        {"sqlite_autoincrement": True},  # a finished job's row goes away; its id must never mean another job
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    token: Mapped[int | None]
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("process_definition.id"))
    element_id: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # counted when claimed: a job that kills its process counts too
    max_attempts: Mapped[int] = mapped_column(default=3)
    retry_delays: Mapped[list[int] | None]  # seconds before the second, third … attempt
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    error: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(10), default="pending")  # pending | failed | done
    created_at: Mapped[datetime]
