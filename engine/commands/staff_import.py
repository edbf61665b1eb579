"""Taking a whole list of people over from a file: first what would change, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.commands.staff import REFUSALS as STAFF_REFUSALS
from engine.commands.staff import Details, check_contact
from engine.engine import Engine
from engine.errors import Conflict
from engine.forms import FieldError
from engine.rights import ADMINISTRATORS
from engine.staff_file import Line, listed
from engine.wrong import Texts, Wrong
from persistence import audit, staff_lists
from persistence.people import Person
from persistence.staff_lists import Directory

REFUSALS: Final[Texts] = {
    **STAFF_REFUSALS,
    "twice": ("Этот адрес уже есть в строке {line}.", "Line {line} has this address already."),
    "department": ("Отдела «{name}» нет.", "There is no department “{name}”."),
    "manager": (
        "Сотрудника с адресом {email} нет ни в файле, ни в компании.",
        "There is nobody with the address {email}, neither in the file nor in the company.",
    ),
}


class PeopleChanged(Conflict):
    """The people have changed since the preview: look at it again."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one line: ``status`` is new, changed, unchanged or wrong."""

    line: int
    status: str
    details: Details
    manager_email: str | None = None
    person_id: int | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # field → before, after
    errors: Sequence[FieldError] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of a file."""

    people: Sequence[Planned]

    def number(self, status: str) -> int:
        """How many lines are new, changed, unchanged or wrong."""
        return sum(one.status == status for one in self.people)

    @property
    def fingerprint(self) -> str:
        """Tells whether a plan is still the one that somebody has looked at."""
        told = [(one.line, one.status, one.person_id, sorted(one.changes.items())) for one in self.people]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan_import(session: Session, lines: Sequence[Line]) -> Plan:
    """What the lines of a file would change.  Five statements, however many lines there are."""
    directory = staff_lists.directory(session)
    emails: dict[str, int] = {}
    for line in lines:
        emails.setdefault(line.cells.get("email", "").lower(), line.number)
    planned = [_planned(line, directory, emails) for line in lines]
    return Plan(_without_circles(_with_an_administrator(planned, directory), directory))


def import_people(engine: Engine, session: Session, plan: Plan, by_id: int | None) -> None:
    """Do what a plan without errors says."""
    assert not plan.number("wrong"), "a plan with errors is shown, not carried out"
    changed = [one for one in plan.people if one.status != "unchanged"]
    people = staff_lists.people_by_id(session, [one.person_id for one in changed if one.person_id])
    for one in changed:
        if one.person_id is None:
            people[-one.line] = Person(name=one.details.name, created_at=engine.now())
    session.add_all(people.values())
    for one in changed:
        person = people[one.person_id or -one.line]
        for name in ("name", "email", "phone", "language", "department_id"):
            setattr(person, name, getattr(one.details, name))
    session.flush()
    _appoint(session, changed, people)
    staff_lists.replace_groups(session, {people[one.person_id or -one.line].id: one.details.groups for one in changed})
    for one in changed:
        kind = "person_created" if one.status == "new" else "person_changed"
        subject = (people[one.person_id or -one.line].id, one.details.name)
        audit.add(session, engine.now(), by_id, kind, subject, one.changes)
    session.flush()


def _appoint(session: Session, changed: Sequence[Planned], people: Mapping[int, Person]) -> None:
    """Managers come last: some are new themselves."""
    known = staff_lists.ids_by_email(session)
    for one in changed:
        if one.manager_email is not None:
            people[one.person_id or -one.line].manager_id = known[one.manager_email]


def _planned(line: Line, directory: Directory, emails: Mapping[str, int]) -> Planned:
    cells, wrong = line.cells, Wrong(REFUSALS)
    email = cells.get("email", "")
    known = directory.people.get(email.lower())
    before = Details("") if known is None else known.details(Details)
    after = _after(cells, before, directory, wrong)
    if not email:
        wrong.add("email", "required")
    elif emails[email.lower()] != line.number:
        wrong.add("email", "twice", line=emails[email.lower()])
    check_contact(after, wrong)
    manager = cells.get("manager", "").lower() or None
    if manager is not None and manager not in directory.people and manager not in emails:
        wrong.add("manager", "manager", email=manager)
    if manager is not None and manager == email.lower():
        wrong.add("manager", "circle")
    changes = _changes(before, after, manager, directory)
    status = "wrong" if wrong.errors else "new" if known is None else "changed" if changes else "unchanged"
    return Planned(line.number, status, after, manager, known.id if known else None, changes, tuple(wrong.errors))


def _after(cells: Mapping[str, str], before: Details, directory: Directory, wrong: Wrong) -> Details:
    given: dict[str, Any] = {name: cells[name] for name in ("name", "email", "phone") if name in cells}
    if "language" in cells:
        given["language"] = cells["language"].lower()
    if "department" in cells:
        given["department_id"] = directory.departments.get(cells["department"].lower())
        if given["department_id"] is None:
            wrong.add("department", "department", name=cells["department"])
    if "groups" in cells:
        named = {name: directory.groups.get(name.lower()) for name in listed(cells["groups"])}
        if unknown := [name for name, key in named.items() if key is None]:
            wrong.add("groups", "groups", keys=", ".join(unknown))
        given["groups"] = frozenset(key for key in named.values() if key)
    if before.email and before.email.lower() == given.get("email", "").lower():
        given["email"] = before.email  # an address differs by more than capital letters, or not at all
    return replace(before, **given)


def _changes(before: Details, after: Details, manager: str | None, directory: Directory) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in Details.__dataclass_fields__}
    del pairs["manager_id"]
    if manager is not None:
        pairs["manager"] = (directory.emails.get(before.manager_id or 0), manager)
    if pairs["department_id"][0] != pairs["department_id"][1]:
        pairs["department"] = tuple(directory.department_names.get(one or 0) for one in pairs["department_id"])  # type: ignore[assignment]
    del pairs["department_id"]
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new and (old or new)}


def _with_an_administrator(planned: list[Planned], directory: Directory) -> list[Planned]:
    """Refuse the lines that would leave nobody to administer."""
    left = {person.id for person in directory.people.values() if person.active and ADMINISTRATORS in person.groups}
    leaving = {one.person_id for one in planned if one.person_id in left and ADMINISTRATORS not in one.details.groups}
    coming = any(ADMINISTRATORS in one.details.groups and one.status == "new" for one in planned)
    if not leaving or left - leaving or coming:
        return planned
    return [_refused(one, "groups", "last_administrator") if one.person_id in leaving else one for one in planned]


def _without_circles(planned: list[Planned], directory: Directory) -> list[Planned]:
    """Refuse the lines after which somebody would lead themselves."""
    manager_of = {email: directory.emails.get(person.manager_id or 0) for email, person in directory.people.items()}
    manager_of |= {(one.details.email or "").lower(): one.manager_email for one in planned if one.manager_email}
    return [
        _refused(one, "manager", "circle")
        if one.manager_email and one.status != "wrong" and _leads_themselves(one, manager_of)
        else one
        for one in planned
    ]


def _leads_themselves(one: Planned, manager_of: Mapping[str, str | None]) -> bool:
    email = (one.details.email or "").lower()
    above, seen = manager_of.get(email), set[str]()
    while above is not None and above not in seen:
        if above == email:
            return True
        seen.add(above)
        above = manager_of.get(above)
    return False


def _refused(one: Planned, column: str, keyword: str) -> Planned:
    wrong = Wrong(REFUSALS)
    wrong.add(column, keyword)
    return replace(one, status="wrong", errors=(*one.errors, *wrong.errors))
