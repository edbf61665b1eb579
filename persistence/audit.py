"""The audit log: who changed people, groups, departments, substitutions and the calendar, when, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Row, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.paging import Page, page_of_rows
from persistence.people import Person

PAGE = 50  # rows


class AuditEntry(Base):
    """One change.  Rows are only ever added; ``subject_name`` is what its subject was called then."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the command line
    kind: Mapped[str] = mapped_column(String(40))  # person_created, group_changed, …
    subject_id: Mapped[str] = mapped_column(String(100))
    subject_name: Mapped[str]
    changes: Mapped[dict[str, Any]]  # what changed → [before, after]


def add(
    session: Session,
    at: datetime,
    actor_id: int | None,
    kind: str,
    subject: tuple[int | str, str],
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Record a change in the transaction that makes it; ``subject`` is its id and what it is called."""
    subject_id, name = subject
    kept = {field: [_shown(before), _shown(after)] for field, (before, after) in (changes or {}).items()}
    entry = AuditEntry(at=at, actor_id=actor_id, kind=kind, subject_id=str(subject_id), subject_name=name, changes=kept)
    session.add(entry)


def entries(session: Session, before: int | None = None) -> Page[Row[*tuple[Any, ...]]]:
    """A page of the log with the names of who acted, newest first, from before the id ``before`` on."""
    query = (
        select(AuditEntry, Person.name.label("actor_name"))
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
    )
    return page_of_rows(session, query if before is None else query.where(AuditEntry.id < before), PAGE)


def _shown(value: Any) -> Any:
    """As JSON keeps it: days and times as ISO 8601, sets in order."""
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)
