"""Business records: leads, deals, companies …  One table for all registries; what a card holds is in ``data``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base, Money
from persistence.statements import insert


class Record(Base):
    """A card of a registry.  ``version`` grows with every change, so that two people cannot overwrite each other."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("registry", "number"), Index(None, "registry", "stage"), Index(None, "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registry_key: Mapped[str] = mapped_column("registry")  # SQLAlchemy keeps the attribute name `registry` for itself
    number: Mapped[str | None]
    title: Mapped[str]
    pipeline: Mapped[str | None]
    stage: Mapped[str | None]
    stage_since: Mapped[datetime | None]
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str | None] = mapped_column(String(3))  # ISO 4217
    data: Mapped[dict[str, Any]]
    schema_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    archived: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="")  # what its search fields hold, in lower case
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_at: Mapped[datetime]


class RecordLink(Base):
    """``from`` refers to ``to`` as its ``kind``: a deal to a company as its ``company``."""

    __tablename__ = "record_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[str]


class RecordKey(Base):
    """A value that only one record of a registry may have, such as INN and KPP of a company."""

    __tablename__ = "record_key"

    registry_key: Mapped[str] = mapped_column("registry", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)


class RecordValue(Base):
    """An indexed field's present value, normalised; ``text``, ``number`` or ``instant`` by its type."""

    __tablename__ = "record_value"
    __table_args__ = (Index(None, "name", "text"), Index(None, "name", "number"))

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    number: Mapped[Decimal | None]
    instant: Mapped[datetime | None]


class RecordChange(Base):
    """One change of a record: who, when, in which process instance, and each field's old and new value."""

    __tablename__ = "record_history"
    __table_args__ = (Index(None, "record_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    kind: Mapped[str] = mapped_column(String(20))  # created | updated | stage | linked | archived
    data: Mapped[dict[str, Any]]


CARD = (
    Record.id.label("record_id"),
    Record.registry_key,
    Record.number.label("record_number"),
    Record.title.label("record_title"),
)
"""Columns of what is about a card, by which pages name and link it."""


def lock(session: Session, record_id: int) -> Record | None:
    """The record as it is now, kept from others until the transaction ends; SQLite has one writer anyway."""
    query = select(Record).where(Record.id == record_id).with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def link(session: Session, from_id: int, to_id: int, kind: str) -> bool:
    """Link two records; false when they were linked like this before."""
    new = insert(session, RecordLink).values(from_id=from_id, to_id=to_id, kind=kind)
    return session.execute(new.on_conflict_do_nothing().returning(RecordLink.id)).first() is not None
