"""Who leads whom: a person's own manager, else the head of their department or of the nearest one above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from persistence.people import Department, Person

Departments = Mapping[int, Any]  # id → row with parent_id and head_id


def line_manager(session: Session, person_id: int) -> int | None:
    """Who leads a person; nobody, or an unknown person, is None.  Two statements at most."""
    return line_managers(session, [person_id]).get(person_id)


def line_managers(session: Session, person_ids: Iterable[int]) -> dict[int, int | None]:
    """Who leads each of these people.  Two statements at most."""
    query = select(Person.id, Person.manager_id, Person.department_id).where(Person.id.in_(set(person_ids)))
    people = session.execute(query).all()
    searched = any(person.manager_id is None and person.department_id is not None for person in people)
    departments = departments_of(session) if searched else {}
    return {person.id: _leader(person, departments) for person in people}


def led_by(session: Session, manager_id: int) -> Sequence[int]:
    """The active people a person leads directly, in order of their names.  Two statements."""
    departments = departments_of(session)
    query = select(Person.id, Person.manager_id, Person.department_id).where(Person.active, Person.id != manager_id)
    below = _headed(departments, manager_id)
    perhaps = or_(Person.manager_id == manager_id, Person.manager_id.is_(None) & Person.department_id.in_(below))
    people = session.execute(query.where(perhaps).order_by(Person.name, Person.id))
    return [person.id for person in people if _leader(person, departments) == manager_id]


def departments_of(session: Session) -> Departments:
    """Every department's place in the company, by id."""
    rows = session.execute(select(Department.id, Department.parent_id, Department.head_id))
    return {row.id: row for row in rows}


def _leader(person: Any, departments: Departments) -> int | None:
    if person.manager_id is not None:
        leader: int = person.manager_id
        return leader
    department_id, seen = person.department_id, set[int]()
    while department_id is not None and department_id not in seen:
        seen.add(department_id)
        department = departments[department_id]
        if department.head_id not in (None, person.id):
            head: int = department.head_id
            return head
        department_id = department.parent_id
    return None


def _headed(departments: Departments, head_id: int) -> set[int]:
    """The departments a person heads, with all below them."""
    found = {key for key, department in departments.items() if department.head_id == head_id}
    while more := {key for key, row in departments.items() if row.parent_id in found} - found:
        found |= more
    return found
