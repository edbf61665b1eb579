"""People: taking somebody on, changing what is known of them, letting them go and having them back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import Conflict, PersonNotFound
from engine.formats import is_phone
from engine.rights import ADMINISTRATORS
from engine.wrong import Texts, Wrong
from persistence import audit, people
from persistence.people import Department, Person

ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LANGUAGES: Final = ("ru", "en")
LONGEST: Final = 200  # characters of a name or an address

REFUSALS: Final[Texts] = {
    "required": ("Заполните это поле.", "Fill in this field."),
    "too_long": ("Не длиннее {limit} знаков.", "At most {limit} characters."),
    "email": ("Это не адрес электронной почты.", "This is no e-mail address."),
    "taken": ("Этот адрес уже у сотрудника {name}.", "{name} already has this address."),
    "phone": ("Это не номер телефона.", "This is no phone number."),
    "language": ("Выберите русский или английский.", "Choose Russian or English."),
    "department": ("Такого отдела нет.", "There is no such department."),
    "manager": ("Выберите работающего сотрудника.", "Choose somebody who works here."),
    "circle": ("Так сотрудник руководил бы сам собой.", "Then this person would lead themselves."),
    "groups": ("Таких групп нет: {keys}.", "There are no such groups: {keys}."),
    "last_administrator": (
        "Это последний администратор: сначала назначьте другого.",
        "This is the last administrator: appoint another first.",
    ),
}


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person."""

    name: str
    email: str | None = None
    phone: str | None = None
    language: str = "ru"
    department_id: int | None = None
    manager_id: int | None = None
    groups: frozenset[str] = frozenset()


class LastAdministrator(Conflict):
    """This is the last administrator who works here: appoint another first."""


class NotOneself(Conflict):
    """Nobody lets themselves go: ask another administrator."""


def add_person(engine: Engine, session: Session, details: Details, by_id: int | None) -> int:
    """Take somebody on; their id. Raises InvalidInput with every wrong field."""
    check_person(session, None, details)
    person = Person(name=details.name, created_at=engine.now())
    session.add(person)
    session.flush()
    _write(session, person, details)
    audit.add(session, engine.now(), by_id, "person_created", (person.id, person.name), _changes({}, _known(details)))
    return person.id


def change_person(engine: Engine, session: Session, person_id: int, details: Details, by_id: int | None) -> None:
    """Change what is known of a person. Raises PersonNotFound, InvalidInput with every wrong field."""
    people.lock(session, person_id)
    person = _existing(session, person_id)
    check_person(session, person_id, details)
    before = details_of(session, person)
    _write(session, person, details)
    changes = _changes(_known(before), _known(details))
    if changes:
        audit.add(session, engine.now(), by_id, "person_changed", (person.id, person.name), changes)


def set_active(engine: Engine, session: Session, person_id: int, active: bool, by_id: int | None) -> None:
    """Let a person go, or have them back. Raises PersonNotFound, NotOneself or LastAdministrator."""
    people.lock(session, person_id)
    person = _existing(session, person_id)
    if person.active is active:
        return
    if not active:
        if person_id == by_id:
            raise NotOneself
        if not _another_administrator(session, person_id):
            raise LastAdministrator
    person.active = active
    kind = "person_activated" if active else "person_deactivated"
    audit.add(session, engine.now(), by_id, kind, (person.id, person.name))


def details_of(session: Session, person: Person) -> Details:
    """What is known of a person now."""
    return Details(
        person.name,
        person.email,
        person.phone,
        person.language,
        person.department_id,
        person.manager_id,
        people.groups_of(session, person.id),
    )


def check_person(session: Session, person_id: int | None, details: Details) -> None:
    """Raises InvalidInput with every field that cannot be."""
    wrong = Wrong(REFUSALS)
    _check_contact(session, person_id, details, wrong)
    if details.department_id is not None and session.get(Department, details.department_id) is None:
        wrong.add("department_id", "department")
    if details.manager_id is not None:
        _check_manager(session, person_id, details.manager_id, wrong)
    if unknown := people.unknown_groups(session, details.groups):
        wrong.add("groups", "groups", keys=", ".join(sorted(unknown)))
    elif person_id and ADMINISTRATORS not in details.groups and not _another_administrator(session, person_id):
        wrong.add("groups", "last_administrator")
    wrong.refuse()


def check_contact(details: Details, wrong: Wrong) -> None:
    """What can be said of name, addresses and language without looking at others."""
    if not details.name:
        wrong.add("name", "required")
    for field in ("name", "email", "phone"):
        if len(getattr(details, field) or "") > LONGEST:
            wrong.add(field, "too_long", limit=LONGEST)
    if details.email and not ADDRESS.fullmatch(details.email):
        wrong.add("email", "email")
    if details.phone and not is_phone(details.phone):
        wrong.add("phone", "phone")
    if details.language not in LANGUAGES:
        wrong.add("language", "language")


def _check_contact(session: Session, person_id: int | None, details: Details, wrong: Wrong) -> None:
    check_contact(details, wrong)
    if details.email and not wrong.has("email"):
        other = people.by_email(session, details.email)
        if other is not None and other.id != person_id:
            wrong.add("email", "taken", name=other.name)


def _check_manager(session: Session, person_id: int | None, manager_id: int, wrong: Wrong) -> None:
    if not people.active_ids(session, [manager_id]):
        wrong.add("manager_id", "manager")
    elif person_id is not None and person_id in people.chain_of_managers(session, manager_id):
        wrong.add("manager_id", "circle")


def _another_administrator(session: Session, person_id: int) -> bool:
    """Whether administration goes on without a person: they are no administrator, or not the only one."""
    administrators = people.member_ids(session, ADMINISTRATORS)
    return person_id not in administrators or len(administrators) > 1


def _existing(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id, populate_existing=True)
    if person is None:
        raise PersonNotFound
    return person


def _write(session: Session, person: Person, details: Details) -> None:
    for field in ("name", "email", "phone", "language", "department_id", "manager_id"):
        setattr(person, field, getattr(details, field))
    people.set_groups(session, person.id, details.groups)


def _known(details: Details) -> dict[str, Any]:
    return {field: getattr(details, field) for field in Details.__dataclass_fields__}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field → before, after; nothing for what stays or was and is empty."""
    fields = ((field, before.get(field), value) for field, value in after.items())
    return {field: (old, new) for field, old, new in fields if old != new and (old or new)}
