"""Process instances: one row each, with the compact state the engine goes on from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base


class ProcessInstance(Base):
    """A running or finished case.  ``version`` grows with every step, so that two steps at once cannot both be kept."""

    __tablename__ = "process_instance"
    __table_args__ = (Index(None, "status", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("process_definition.id"))
    key: Mapped[str]
    business_key: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    status: Mapped[str] = mapped_column(String(20))  # active | suspended | incident | completed | cancelled
    state: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    parent_token: Mapped[int | None]  # the call activity in the parent that waits for this instance
    root_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)  # the record it is about


def state_of(session: Session, instance_id: int) -> bytes | None:
    """The state of an instance, to look at."""
    return session.scalar(select(ProcessInstance.state).where(ProcessInstance.id == instance_id))
