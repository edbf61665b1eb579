"""The people of the company as lists and cards show them; departments and groups with their members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from persistence.paging import Page, page_of_rows
from persistence.people import Department, Group, Person, PersonGroup
from persistence.substitutions import Substitution, in_force

PAGE = 50  # rows

HEAD = aliased(Person)


@dataclass(frozen=True, slots=True)
class Unit:
    """A department in its place of the tree; ``depth`` 0 is the top."""

    id: int
    key: str
    name: str
    name_en: str
    parent_id: int | None
    head_id: int | None
    head_name: str | None
    depth: int
    people: int


def person(session: Session, person_id: int) -> Row[*tuple[Any, ...]] | None:
    """One person with the names of their department and manager."""
    return session.execute(_people().where(Person.id == person_id)).one_or_none()


def people(
    session: Session, today: date, *, search: str = "", state: str = "active", after: tuple[str, int] | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of people by name, each with ``away``.

    ``state`` is active, inactive or all; ``after`` is the name and id to go on behind.
    """
    away = exists().where(Substitution.person_id == Person.id, in_force(Substitution, today))
    query = _people().add_columns(away.label("away")).order_by(Person.name, Person.id)
    if state != "all":
        query = query.where(Person.active.is_(state == "active"))
    if search:
        query = query.where(_matches(search))
    if after is not None:
        name, person_id = after
        query = query.where(or_(Person.name > name, (Person.name == name) & (Person.id > person_id)))
    return page_of_rows(session, query, PAGE)


def group_names(session: Session, person_ids: Iterable[int]) -> dict[int, list[Group]]:
    """The groups of each of these people, by name.  One statement."""
    query = (
        select(PersonGroup.person_id, Group)
        .join(Group, Group.key == PersonGroup.group_key)
        .where(PersonGroup.person_id.in_(list(person_ids)))
        .order_by(Group.name)
    )
    found: dict[int, list[Group]] = {}
    for person_id, group in session.execute(query):
        found.setdefault(person_id, []).append(group)
    return found


def in_departments(session: Session, today: date) -> dict[int | None, list[Row[*tuple[Any, ...]]]]:
    """The active people of each department (None: of none), by name, each with ``away``.  One statement."""
    away = exists().where(Substitution.person_id == Person.id, in_force(Substitution, today))
    query = select(Person.id, Person.name, Person.department_id, away.label("away")).where(Person.active)
    found: dict[int | None, list[Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(query.order_by(Person.name, Person.id)):
        found.setdefault(row.department_id, []).append(row)
    return found


def units(session: Session) -> list[Unit]:
    """Every department, each below the one it belongs to.  One statement."""
    members = (
        select(func.count()).select_from(Person).where(Person.department_id == Department.id, Person.active)
    ).scalar_subquery()
    query = (
        select(Department, HEAD.name.label("head_name"), members.label("people"))
        .outerjoin(HEAD, HEAD.id == Department.head_id)
        .order_by(Department.name, Department.id)
    )
    below: dict[int | None, list[Any]] = {}
    for row in session.execute(query):
        below.setdefault(row.Department.parent_id, []).append(row)
    return _tree(below, None, 0)


def groups(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every group with the number of its active members, by name, those that have ended last.  One statement."""
    members = func.count(Person.id)
    query = (
        select(Group.key, Group.name, Group.name_en, Group.archived_at, members.label("people"))
        .outerjoin(PersonGroup, PersonGroup.group_key == Group.key)
        .outerjoin(Person, (Person.id == PersonGroup.person_id) & Person.active)
        .group_by(Group.key, Group.name, Group.name_en, Group.archived_at)
    )
    return session.execute(query.order_by(Group.archived_at.is_not(None), Group.name)).all()


def members(session: Session, group: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The people of a group, by name, the inactive too."""
    query = _people().join(PersonGroup, PersonGroup.person_id == Person.id).where(PersonGroup.group_key == group)
    return session.execute(query.order_by(Person.name, Person.id)).all()


def _tree(below: dict[int | None, list[Any]], parent_id: int | None, depth: int) -> list[Unit]:
    found: list[Unit] = []
    for row in below.get(parent_id, ()):
        unit = row.Department
        found.append(
            Unit(unit.id, unit.key, unit.name, unit.name_en, parent_id, unit.head_id, row.head_name, depth, row.people)
        )
        found += _tree(below, unit.id, depth + 1)
    return found


def _people() -> Select[*tuple[Any, ...]]:
    manager = aliased(Person)
    return (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.phone,
            Person.active,
            Person.language,
            Person.department_id,
            Person.manager_id,
            Department.name.label("department_name"),
            Department.name_en.label("department_name_en"),
            manager.name.label("manager_name"),
        )
        .outerjoin(Department, Department.id == Person.department_id)
        .outerjoin(manager, manager.id == Person.manager_id)
    )


def _matches(search: str) -> ColumnElement[bool]:
    columns = (Person.name, Person.email, Person.phone, Department.name, Department.name_en)
    return or_(*(column.icontains(search, autoescape=True) for column in columns))
