"""Incidents: where an instance stopped because something failed, until somebody mends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base

OPEN = text("resolved_at IS NULL")


class Incident(Base):
    """A failure that needs a person.  ``details`` holds the expression and the variables it saw."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(None, "instance_id"),
        Index("ix_incident_open", "created_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    token: Mapped[int | None]
    element_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))  # expression | operation | job | error | budget
    message: Mapped[str]
    details: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolution: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who looks after it
    note: Mapped[str | None]


def by_id(session: Session, incident_id: int) -> Incident | None:
    """An incident by its id."""
    return session.get(Incident, incident_id)


def keep_note(session: Session, incident_id: int, note: str) -> None:
    """Why somebody did what they did about it; an empty note leaves what was noted before."""
    if note.strip():
        session.execute(update(Incident).where(Incident.id == incident_id).values(note=note.strip()))


def is_resolved(session: Session, incident_id: int) -> bool:
    """Whether an incident is resolved by now, read anew."""
    return session.scalar(select(Incident.resolved_at).where(Incident.id == incident_id)) is not None
