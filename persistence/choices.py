"""What a form offers to choose from: people and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence.people import IN_USE, Group, Person, PersonGroup, names
from persistence.records import Record

OFFERED = 200  # records a form offers without searching


def people(session: Session, groups: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Active people by name, with their groups; of some groups only, when they are given.  One statement."""
    query = (
        select(Person.id, Person.name, PersonGroup.group_key)
        .outerjoin(PersonGroup, PersonGroup.person_id == Person.id)
        .where(Person.active)
        .order_by(Person.name, Person.id)
    )
    if groups is not None:
        query = query.where(PersonGroup.group_key.in_(sorted(groups)))
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(query):
        entry = found.setdefault(row.id, {"id": row.id, "name": row.name, "groups": []})
        entry["groups"] += [row.group_key] if row.group_key else []
    return list(found.values())


def colleagues(session: Session, but: int | None = None) -> list[tuple[int, str]]:
    """Active people by name as pairs (id, name), without one of them.  One statement."""
    query = select(Person.id, Person.name).where(Person.active).order_by(Person.name, Person.id)
    return [(row.id, row.name) for row in session.execute(query) if row.id != but]


def groups(session: Session) -> Sequence[Group]:
    """The groups that work can be offered to, by name.  One statement."""
    return session.scalars(select(Group).where(IN_USE).order_by(Group.name)).all()


def named(session: Session, person_ids: Sequence[int]) -> list[dict[str, Any]]:
    """These people, in the order given.  One statement, none for nobody."""
    known = names(session, person_ids) if person_ids else {}
    return [{"id": person_id, "name": known[person_id]} for person_id in person_ids]


def records(session: Session, registry: str) -> list[dict[str, Any]]:
    """The newest records of a registry."""
    query = (
        select(Record.id, Record.number, Record.title)
        .where(Record.registry_key == registry, Record.archived.is_(False))
        .order_by(Record.id.desc())
        .limit(OFFERED)
    )
    return [{"id": row.id, "title": " ".join(filter(None, (row.number, row.title)))} for row in session.execute(query)]
