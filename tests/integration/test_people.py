"""Groups and line managers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from persistence import leadership
from persistence.people import Department, Person

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def company(session: Session) -> dict[str, int]:
    """A director leads the company, a head its sales department, where a manager works."""
    found = {name: Person(name=name, created_at=NOON) for name in ("director", "head", "manager")}
    session.add_all(found.values())
    session.flush()
    whole = Department(key="company", name="Компания", head_id=found["director"].id)
    session.add(whole)
    session.flush()
    sales = Department(key="sales", name="Отдел продаж", parent_id=whole.id, head_id=found["head"].id)
    session.add(sales)
    session.flush()
    found["director"].department_id = whole.id
    found["head"].department_id = found["manager"].department_id = sales.id
    session.flush()
    return {name: person.id for name, person in found.items()}


def test_the_head_of_the_department_leads_its_people(session: Session, company: dict[str, int]):
    assert leadership.line_manager(session, company["manager"]) == company["head"]


def test_the_head_of_a_department_is_led_by_the_one_above(session: Session, company: dict[str, int]):
    assert leadership.line_manager(session, company["head"]) == company["director"]


def test_nobody_leads_the_director(session: Session, company: dict[str, int]):
    assert leadership.line_manager(session, company["director"]) is None


def test_a_manager_of_ones_own_goes_before_the_department(session: Session, company: dict[str, int]):
    session.get_one(Person, company["manager"]).manager_id = company["director"]
    assert leadership.line_manager(session, company["manager"]) == company["director"]


def test_departments_that_lead_in_a_circle_end_nowhere(session: Session, company: dict[str, int]):
    sales = session.get_one(Department, session.get_one(Person, company["manager"]).department_id)
    session.get_one(Department, sales.parent_id).parent_id = sales.id
    assert leadership.line_manager(session, company["director"]) == company["head"]


def test_an_unknown_person_has_no_manager(session: Session):
    assert leadership.line_manager(session, 404) is None


def test_a_person_leads_their_own_people_and_the_heads_below_them(session: Session, company: dict[str, int]):
    assert leadership.led_by(session, company["director"]) == [company["head"]]
    assert leadership.led_by(session, company["head"]) == [company["manager"]]
    assert leadership.led_by(session, company["manager"]) == []


def test_a_manager_of_ones_own_goes_before_the_head_of_the_department(session: Session, company: dict[str, int]):
    session.get_one(Person, company["manager"]).manager_id = company["director"]
    session.flush()
    assert leadership.led_by(session, company["director"]) == [company["head"], company["manager"]]
    assert leadership.led_by(session, company["head"]) == []
