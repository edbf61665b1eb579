"""Everybody at once, for comparing the company with a list of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from persistence.people import IN_USE, Department, Group, Person, PersonGroup

CHUNK = 500  # ids in one statement: databases limit the number of its parameters


@dataclass(frozen=True, slots=True)
class Known:
    """A person who works or worked here."""

    id: int
    name: str
    email: str
    phone: str | None
    language: str
    department_id: int | None
    manager_id: int | None
    active: bool
    groups: frozenset[str]

    def details(self, kind: Callable[..., Any]) -> Any:
        """The same without id and state, as ``kind`` takes it."""
        return kind(self.name, self.email, self.phone, self.language, self.department_id, self.manager_id, self.groups)


@dataclass(frozen=True, slots=True)
class Directory:
    """People by address, the addresses of all by id; departments and groups by key and by name, in small letters."""

    people: Mapping[str, Known]
    emails: Mapping[int, str]
    departments: Mapping[str, int]
    department_names: Mapping[int, str]
    groups: Mapping[str, str]


def directory(session: Session) -> Directory:
    """The whole company.  Four statements."""
    groups: dict[int, set[str]] = {}
    for person_id, key in session.execute(select(PersonGroup.person_id, PersonGroup.group_key)):
        groups.setdefault(person_id, set()).add(key)
    rows = session.scalars(select(Person).where(Person.email.is_not(None)))
    people = {str(one.email).lower(): _known(one, frozenset(groups.get(one.id, ()))) for one in rows}
    departments = session.execute(select(Department.id, Department.key, Department.name, Department.name_en)).all()
    names = session.execute(select(Group.key, Group.name, Group.name_en).where(IN_USE)).all()
    return Directory(
        people,
        {person.id: email for email, person in people.items()},
        {name.lower(): row.id for row in departments for name in row[1:] if name},
        {row.id: row.name for row in departments},
        {name.lower(): row.key for row in names for name in row if name},
    )


def people_by_id(session: Session, person_ids: Sequence[int]) -> dict[int, Person]:
    """The people to change."""
    found: dict[int, Person] = {}
    for ids in _chunks(person_ids):
        found |= {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return found


def ids_by_email(session: Session) -> dict[str, int]:
    """Everybody's id by their address in small letters."""
    rows = session.execute(select(Person.email, Person.id).where(Person.email.is_not(None)))
    return {str(email).lower(): person_id for email, person_id in rows}


def replace_groups(session: Session, groups: Mapping[int, frozenset[str]]) -> None:
    """Let each of these people belong to exactly these groups."""
    for ids in _chunks(list(groups)):
        session.execute(delete(PersonGroup).where(PersonGroup.person_id.in_(ids)))
    rows = [{"person_id": person, "group_key": key} for person, keys in groups.items() for key in sorted(keys)]
    if rows:
        session.execute(insert(PersonGroup), rows)


def _known(one: Person, groups: frozenset[str]) -> Known:
    return Known(
        one.id,
        one.name,
        str(one.email),
        one.phone,
        one.language,
        one.department_id,
        one.manager_id,
        one.active,
        groups,
    )


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
