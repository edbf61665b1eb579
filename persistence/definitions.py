"""Deployed processes: immutable versions, their files, and what starts the newest of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base


class ProcessDefinition(Base):
    """One version of a process.  Never changed after deployment."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    version_tag: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(String(64))  # of all its files: an unchanged package is not deployed again
    start_groups: Mapped[list[str]]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(String(20))  # files: shipped with the application | published: by an analyst


class DefinitionFile(Base):
    """A diagram, form or label file of a version, byte for byte as it was deployed."""

    __tablename__ = "definition_file"

    definition_id: Mapped[int] = mapped_column(ForeignKey("process_definition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StartSubscription(Base):
    """What starts a process by itself.  Only the newest version of a key has any."""

    __tablename__ = "start_subscription"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("process_definition.id"))
    key: Mapped[str] = mapped_column(index=True)
    element_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))  # none: by hand | message | timer
    name: Mapped[str | None]  # of the message
    expression: Mapped[str | None]  # of the timer
