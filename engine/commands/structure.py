"""Departments and groups: how the company is put together."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import PersonNotFound
from engine.rights import ADMINISTRATORS
from engine.wrong import Texts, Wrong
from persistence import audit, leadership, people
from persistence.people import EVERYONE, Department, Group

KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,49}")
LONGEST: Final = 200  # characters of a name

REFUSALS: Final[Texts] = {
    "required": ("Заполните это поле.", "Fill in this field."),
    "too_long": ("Не длиннее {limit} знаков.", "At most {limit} characters."),
    "key": (
        "Латинские строчные буквы, цифры и «_», например head_of_sales.",
        "Small Latin letters, digits and “_”, such as head_of_sales.",
    ),
    "archived": (
        "Группа с этим ключом в архиве. Верните её оттуда.",
        "The group with this key is archived. Restore it.",
    ),
    "taken": ("Такой ключ уже есть.", "This key is taken."),
    "lane": (
        "По этому названию группу узнаёт дорожка схемы «{process}». Название менять нельзя.",
        "A lane of the diagram “{process}” knows the group by this name. It cannot be changed.",
    ),
    "circle": ("Отдел не может входить сам в себя.", "A department cannot be part of itself."),
    "parent": ("Такого отдела нет.", "There is no such department."),
    "person": ("Выберите работающего сотрудника.", "Choose somebody who works here."),
    "not_empty": (
        "В отделе есть сотрудники или другие отделы: сначала переведите их.",
        "The department has people or departments below it: move them first.",
    ),
    "last_administrator": (
        "Хотя бы один работающий сотрудник должен быть администратором.",
        "At least one person who works here has to be an administrator.",
    ),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A department as it is asked for."""

    name: str
    name_en: str = ""
    parent_id: int | None = None
    head_id: int | None = None


def save_department(engine: Engine, session: Session, department_id: int | None, unit: Unit, by_id: int) -> int:
    """Add or change a department; its id. Raises PersonNotFound or InvalidInput."""
    department = Department(key=f"department_{uuid.uuid4().hex[:8]}", name="")
    if department_id is not None:
        department = _department(session, department_id)
    _check_unit(session, department_id, unit)
    before = {field: getattr(department, field) for field in asdict(unit)}
    for field, value in asdict(unit).items():
        setattr(department, field, value)
    session.add(department)
    session.flush()
    kind = "department_created" if department_id is None else "department_changed"
    changes = {field: (before[field], value) for field, value in asdict(unit).items() if before[field] != value}
    audit.add(session, engine.now(), by_id, kind, (department.id, department.name), changes)
    return department.id


def delete_department(engine: Engine, session: Session, department_id: int, by_id: int) -> None:
    """Remove a department that nobody and nothing belongs to. Raises PersonNotFound or InvalidInput."""
    department = _department(session, department_id)
    if not people.is_empty(session, department_id):
        wrong = Wrong(REFUSALS)
        wrong.add("name", "not_empty")
        wrong.refuse()
    session.delete(department)
    session.flush()
    audit.add(session, engine.now(), by_id, "department_deleted", (department_id, department.name))


def add_group(engine: Engine, session: Session, key: str, name: str, name_en: str, by_id: int) -> None:
    """Add a group. Raises InvalidInput."""
    wrong = Wrong(REFUSALS)
    known = session.get(Group, key)
    if not KEY.fullmatch(key):
        wrong.add("key", "key")
    elif known is not None and known.archived_at is not None:
        wrong.add("key", "archived")
    elif known is not None or key == EVERYONE:
        wrong.add("key", "taken")
    _check_name(name, name_en, wrong)
    wrong.refuse()
    session.add(Group(key=key, name=name, name_en=name_en))
    session.flush()
    audit.add(session, engine.now(), by_id, "group_created", (key, name), {"name_en": ("", name_en)} if name_en else {})


def rename_group(
    engine: Engine, session: Session, key: str, name: str, name_en: str, lanes: dict[str, str], by_id: int
) -> None:
    """Call a group something else; ``lanes`` are names by which diagrams know groups, with the process of each.

    Raises PersonNotFound or InvalidInput.
    """
    group, wrong = _group(session, key), Wrong(REFUSALS)
    _check_name(name, name_en, wrong)
    for field, old, new in (("name", group.name, name), ("name_en", group.name_en, name_en)):
        if old in lanes and new != old and not wrong.has(field):
            wrong.add(field, "lane", process=lanes[old])
    wrong.refuse()
    changes = {"name": (group.name, name), "name_en": (group.name_en, name_en)}
    group.name, group.name_en = name, name_en
    changed = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if changed:
        audit.add(session, engine.now(), by_id, "group_changed", (key, name), changed)


def set_members(engine: Engine, session: Session, key: str, members: frozenset[int], by_id: int) -> None:
    """Let exactly these people belong to a group. Raises PersonNotFound or InvalidInput."""
    group, wrong = _group(session, key), Wrong(REFUSALS)
    present = people.put_into(session, key)
    if group.archived_at is not None and members:
        wrong.add("members", "archived")
    elif frozenset(people.active_ids(session, members - present)) != members - present:
        wrong.add("members", "person")
    if key == ADMINISTRATORS and not people.active_ids(session, members):
        wrong.add("members", "last_administrator")
    wrong.refuse()
    people.set_members(session, key, members)
    if present != members:
        names = people.names(session, present ^ members)
        left, joined = ([names[one] for one in some] for some in (present - members, members - present))
        audit.add(session, engine.now(), by_id, "members_changed", (key, group.name), {"members": (left, joined)})


def _check_unit(session: Session, department_id: int | None, unit: Unit) -> None:
    wrong = Wrong(REFUSALS)
    _check_name(unit.name, unit.name_en, wrong)
    departments = leadership.departments_of(session)
    if unit.parent_id is not None and unit.parent_id not in departments:
        wrong.add("parent_id", "parent")
    above = unit.parent_id
    while above is not None and above in departments and not wrong.has("parent_id"):
        if above == department_id:
            wrong.add("parent_id", "circle")
        above = departments[above].parent_id
    if unit.head_id is not None and not people.active_ids(session, [unit.head_id]):
        wrong.add("head_id", "person")
    wrong.refuse()


def _check_name(name: str, name_en: str, wrong: Wrong) -> None:
    if not name:
        wrong.add("name", "required")
    for field, text in (("name", name), ("name_en", name_en)):
        if len(text) > LONGEST:
            wrong.add(field, "too_long", limit=LONGEST)


def _department(session: Session, department_id: int) -> Department:
    department = session.get(Department, department_id)
    if department is None:
        raise PersonNotFound
    return department


def _group(session: Session, key: str) -> Group:
    group = session.get(Group, key)
    if group is None:
        raise PersonNotFound
    return group
