"""
Demo mode: a small trading company whose people one can become with a click.

Only on loopback, because everybody has the same known password.  The switcher is refused to any other address even when
the application is.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask_security import hash_password, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from persistence.people import Department, Group, Person, PersonGroup
from webapp import dates
from webapp.access.account import Account, account_of
from webapp.access.signed_in import public
from webapp.database import db
from webapp.i18n import localized
from webapp.people.groups import GROUPS, ensure_groups
from webapp.settings import is_loopback

PASSWORD = "marshrut-demo"  # noqa: S105 - known on purpose, and only accepted on loopback
DOMAIN = "demo.example"

blueprint = Blueprint("demo", __name__)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One line of the company's staff list."""

    login: str
    name: str
    department: str
    groups: tuple[str, ...]
    manager: str | None = None


COMPANY = "management"  # the department above the others

DEPARTMENTS: dict[str, tuple[str, str, str]] = {
    "management": ("Дирекция", "Management", "orlov"),
    "sales": ("Отдел продаж", "Sales", "sokolova"),
    "marketing": ("Маркетинг", "Marketing", "belova"),
    "purchasing": ("Закупки и логистика", "Purchasing and logistics", "zaytsev"),
    "finance": ("Финансы и бухгалтерия", "Finance and accounting", "morozova"),
    "legal": ("Юридический отдел", "Legal", "fedorov"),
    "production": ("Производство", "Production", "gusev"),
    "it": ("Автоматизация", "Automation", "lebedev"),
}
"""Key → name, English name, login of its head."""

STAFF: tuple[DemoPerson, ...] = (
    DemoPerson("orlov", "Орлов Дмитрий", "management", ("directors",)),
    DemoPerson("kozlov", "Козлов Сергей", "management", ("sales_directors",), "orlov"),
    DemoPerson("sokolova", "Соколова Ирина", "sales", ("head_of_sales",), "kozlov"),
    DemoPerson("ivanova", "Иванова Анна", "sales", ("sales_managers",), "sokolova"),
    DemoPerson("petrov", "Петров Семён", "sales", ("sales_managers",), "sokolova"),
    DemoPerson("smirnova", "Смирнова Ольга", "sales", ("sales_administrators",), "sokolova"),
    DemoPerson("belova", "Белова Мария", "marketing", ("marketing_analysts",), "orlov"),
    DemoPerson("zaytsev", "Зайцев Павел", "purchasing", ("purchasing",), "orlov"),
    DemoPerson("volkova", "Волкова Елена", "purchasing", ("logistics",), "zaytsev"),
    DemoPerson("novikov", "Новиков Андрей", "purchasing", ("foreign_trade",), "zaytsev"),
    DemoPerson("morozova", "Морозова Наталья", "finance", ("finance_directors",), "orlov"),
    DemoPerson("egorova", "Егорова Татьяна", "finance", ("accountants",), "morozova"),
    DemoPerson("fedorov", "Фёдоров Илья", "legal", ("lawyers",), "orlov"),
    DemoPerson("gusev", "Гусев Николай", "production", ("production",), "orlov"),
    DemoPerson("popova", "Попова Светлана", "production", ("planners",), "gusev"),
    DemoPerson("lebedev", "Лебедев Максим", "it", ("analysts",), "orlov"),
    DemoPerson("kiseleva", "Киселёва Дарья", "it", ("operators",), "lebedev"),
    DemoPerson("pavlov", "Павлов Артём", "it", ("administrators",), "lebedev"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A person of the switcher."""

    id: int
    name: str
    role: str


def init_app(app: Flask) -> None:
    """Nothing of it exists outside of demo mode."""
    if app.config["DEMO"]:
        app.register_blueprint(blueprint)
        app.context_processor(_offered_to_templates)


@blueprint.post("/demo/become/<int:person_id>")
@public
def become(person_id: int) -> Response:
    """Go on as another person of the demo company."""
    if not current_app.config["DEMO"] or not is_loopback(request.remote_addr or ""):
        raise NotFound
    account = account_of(db.session(), person_id)
    if account is None:
        raise NotFound
    logout_user()
    login_user(account, authn_via=["demo"])
    return redirect(url_for("inbox.show"), 303)


def seed(session: Session) -> int:
    """Add the company's people who are not there yet; returns how many that were."""
    ensure_groups(session)
    known = set(session.scalars(select(Account.email)))
    missing = [person for person in STAFF if _email(person) not in known]
    if missing:
        departments = _ensure_departments(session)
        people = {person.login: _add_person(session, person, departments) for person in missing}
        _appoint(people, departments)
        _add_accounts(session, people)
    return len(missing)


def _ensure_departments(session: Session) -> dict[str, Department]:
    known = {department.key: department for department in session.scalars(select(Department))}
    for key, (name, name_en, _head) in DEPARTMENTS.items():
        if key not in known:
            known[key] = Department(key=key, name=name, name_en=name_en)
            session.add(known[key])
    session.flush()
    for key in DEPARTMENTS.keys() - {COMPANY}:
        known[key].parent_id = known[key].parent_id or known[COMPANY].id
    return known


def _add_person(session: Session, person: DemoPerson, departments: dict[str, Department]) -> Person:
    added = Person(
        name=person.name,
        email=_email(person),
        department_id=departments[person.department].id,
        created_at=dates.now(),
    )
    session.add(added)
    session.flush()
    session.add_all(PersonGroup(person_id=added.id, group_key=group) for group in person.groups)
    return added


def _appoint(people: dict[str, Person], departments: dict[str, Department]) -> None:
    """Say who leads whom: line managers and heads of departments."""
    for person in STAFF:
        if person.login in people and person.manager in people:
            people[person.login].manager_id = people[person.manager].id
    for key, (_name, _name_en, head) in DEPARTMENTS.items():
        if head in people and departments[key].head_id is None:
            departments[key].head_id = people[head].id


def _add_accounts(session: Session, people: dict[str, Person]) -> None:
    """One hash for all: they share the password, and hashing is slow on purpose."""
    password = hash_password(PASSWORD)
    session.add_all(
        Account(
            person_id=person.id,
            email=f"{login}@{DOMAIN}",
            password=password,
            fs_uniquifier=uuid.uuid4().hex,
            confirmed_at=dates.now(),
        )
        for login, person in people.items()
    )
    session.flush()


def _email(person: DemoPerson) -> str:
    return f"{person.login}@{DOMAIN}"


def _offered_to_templates() -> dict[str, Any]:
    return {"demo_people": _choices() if is_loopback(request.remote_addr or "") else []}


def _choices() -> Sequence[Choice]:
    """The staff by their first group, in the order of the list.  One statement."""
    query = (
        select(Person.id, Person.name, Group)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(PersonGroup, PersonGroup.person_id == Person.id)
        .outerjoin(Group, Group.key == PersonGroup.group_key)
        .where(Person.active, Account.email.endswith(f"@{DOMAIN}"))
        .order_by(Person.id)
    )
    order = {key: place for place, key in enumerate(GROUPS)}
    rows = sorted(db.session().execute(query), key=lambda row: (_place(row.Group, order), row.id))
    found: dict[int, Choice] = {}
    for row in rows:
        found.setdefault(row.id, Choice(row.id, row.name, localized(row.Group) if row.Group else ""))
    return list(found.values())


def _place(group: Group | None, order: dict[str, int]) -> int:
    """An administrator may have put people into groups of their own, or into none."""
    return order.get(group.key, len(order)) if group else len(order)
