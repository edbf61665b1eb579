"""Dated substitutions: for whom somebody acts on which day, and what completing on their behalf leaves behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from engine import commands
from persistence import access
from persistence.people import Person, PersonGroup
from persistence.substitutions import Substitution, acting_for
from persistence.user_tasks import UserTask
from tests.diagrams import end, process, start
from tests.integration.company import Company, step

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=6)


def away(company: Company, person: int, substitute: int, starts: date = MONDAY, ends: date = MONDAY + WEEK, **others):
    with company.database.sessions.begin() as session:
        session.add(
            Substitution(
                person_id=person,
                substitute_id=substitute,
                starts_on=starts,
                ends_on=ends,
                created_at=company.clock(),
                **others,
            )
        )


def hire(company: Company, name: str) -> int:
    with company.database.sessions.begin() as session:
        person = Person(name=name, created_at=company.clock())
        session.add(person)
        session.flush()
        return person.id


def acts_for(company: Company, person: int, day: date = MONDAY) -> frozenset[int]:
    with company.database.sessions() as session:
        return acting_for(session, person, day)


def test_a_substitute_acts_from_the_first_day_to_the_last(company: Company) -> None:
    away(company, company.anna, company.boris)
    days = [MONDAY - timedelta(days=1), MONDAY, MONDAY + WEEK, MONDAY + WEEK + timedelta(days=1)]
    assert [bool(acts_for(company, company.boris, day)) for day in days] == [False, True, True, False]
    assert acts_for(company, company.anna) == frozenset()


def test_a_revoked_substitution_no_longer_counts(company: Company) -> None:
    away(company, company.anna, company.boris, revoked_at=company.clock())
    assert acts_for(company, company.boris) == frozenset()


def test_who_stands_in_for_an_absent_substitute_does_the_work_of_both(company: Company) -> None:
    clara = hire(company, "Clara")
    away(company, company.anna, company.boris)
    away(company, company.boris, clara, ends=MONDAY)
    assert acts_for(company, clara) == {company.anna, company.boris}
    assert acts_for(company, clara, MONDAY + WEEK) == frozenset()


def test_substitutes_in_a_circle_do_each_others_work(company: Company) -> None:
    away(company, company.anna, company.boris)
    away(company, company.boris, company.anna)
    assert acts_for(company, company.boris) == {company.anna}


def test_the_last_day_cannot_come_before_the_first(company: Company) -> None:
    with pytest.raises(IntegrityError):
        away(company, company.anna, company.boris, MONDAY, MONDAY - WEEK)


def test_a_persons_identity_holds_the_groups_of_those_they_stand_in_for(company: Company) -> None:
    away(company, company.anna, company.boris)
    with company.database.sessions.begin() as session:
        session.add(PersonGroup(person_id=company.anna, group_key="staff"))
    with company.database.sessions() as session:
        boris = access.identity(session, company.boris, MONDAY)
        anna = access.identity(session, company.anna, MONDAY)
    assert boris is not None
    assert anna is not None
    assert boris.acts_for == {company.anna: access.Absent("Anna", frozenset({"staff"}))}
    assert (boris.name, boris.groups) == ("Boris", frozenset())
    assert (anna.groups, anna.acts_for) == (frozenset({"staff"}), {})


def test_a_task_completed_on_behalf_of_somebody_keeps_both_names(company: Company) -> None:
    company.deploy(process(start(), step("work"), end(), flows="start work end"))
    instance = company.start()
    company.do(commands.claim, company.task(instance, "work").id, company.boris, company.anna)
    assert company.task(instance, "work").assignee_id == company.anna
    company.do(commands.complete_task, company.task(instance, "work").id, {}, company.boris, company.anna)
    (done,) = company.rows(UserTask, instance_id=instance)
    assert (done.assignee_id, done.completed_by, done.completed_for) == (company.anna, company.boris, company.anna)
    for kind in ("task_claimed", "task_completed"):
        (line,) = company.history(instance, kind)
        assert (line.actor_id, line.data["on_behalf_of"]) == (company.boris, company.anna)
