"""Setting and calling off absences: what is refused and why, what is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine import commands
from engine.commands import Absence, SideTask
from engine.errors import InvalidInput, NotFound
from persistence.audit import AuditEntry
from persistence.notifications import Notification
from persistence.people import Person
from persistence.substitutions import Substitution, acting_for
from tests.diagrams import end, process, start
from tests.integration.company import Company, step

DAY = timedelta(days=1)


@pytest.fixture
def monday(company: Company) -> date:
    return company.engine.today()


@pytest.fixture
def week(company: Company, monday: date) -> Absence:
    """Boris stands in for a week from today on."""
    return Absence(company.boris, monday, monday + 6 * DAY, "отпуск")


def refusal(company: Company, person: int, absence: Absence) -> dict[str, str]:
    """Field → the rule it breaks."""
    with pytest.raises(InvalidInput) as refused:
        company.do(commands.set_absence, person, absence, person)
    assert all(error.text("ru") and error.text("en") for error in refused.value.errors)
    return {error.path[0]: error.keyword for error in refused.value.errors}


def test_an_absence_lets_the_substitute_act_and_is_recorded(company: Company, week: Absence, monday: date) -> None:
    company.do(commands.set_absence, company.anna, week, company.anna)
    with company.database.sessions() as session:
        assert acting_for(session, company.boris, monday) == {company.anna}
    (entry,) = company.rows(AuditEntry)
    assert (entry.kind, entry.actor_id, entry.subject_name) == ("absence_set", company.anna, "Anna")
    assert entry.changes["substitute"] == [None, "Boris"]
    assert entry.changes["starts_on"] == [None, monday.isoformat()]


def test_the_substitute_is_told_of_an_absence_that_somebody_else_sets_and_calls_off(
    company: Company, week: Absence
) -> None:
    absence_id = company.do(commands.set_absence, company.anna, week, company.anna)
    company.do(commands.revoke_absence, company.anna, absence_id, company.anna)
    company.do(commands.set_absence, company.anna, week, company.boris)
    told = company.rows(Notification, kind="substitution")
    assert [(one.person_id, one.data["absent"], one.data["is_off"]) for one in told] == [
        (company.boris, "Anna", False),
        (company.boris, "Anna", True),
    ]


def test_who_was_away_learns_what_was_completed_for_them(company: Company) -> None:
    work = step("work", camunda__assignee=str(company.anna))
    company.deploy(process(start(), work, end(), flows="start work end"))
    first, second = (company.task(company.start(), "work").id for _ in range(2))
    asked = SideTask("Позвонить", assignee_id=company.anna)
    side = company.do(commands.create_side_task, asked, company.boris)
    company.do(commands.complete_task, first, {}, company.boris, company.anna)
    company.do(commands.complete_task, second, {}, company.anna)
    company.do(commands.complete_task, side, {"result": "да"}, company.boris, company.anna)
    told = company.rows(Notification, kind="done_for_you")
    assert [(one.person_id, one.actor_id, one.task_id) for one in told] == [
        (company.anna, company.boris, first),
        (company.anna, company.boris, side),
    ]


def test_nothing_filled_in_is_refused_field_by_field(company: Company) -> None:
    wrong = refusal(company, company.anna, Absence(None, None, None))
    assert wrong == {"substitute_id": "required", "starts_on": "required", "ends_on": "required"}


@pytest.mark.parametrize(
    ("first", "last", "keyword"), [(2, 1, "order"), (-3, -1, "past")], ids=["backwards", "over already"]
)
def test_days_that_cannot_be_are_refused(
    company: Company, week: Absence, monday: date, first: int, last: int, keyword: str
) -> None:
    days = replace(week, starts_on=monday + first * DAY, ends_on=monday + last * DAY)
    assert refusal(company, company.anna, days) == {"ends_on": keyword}


def test_nobody_substitutes_themselves(company: Company, week: Absence) -> None:
    assert refusal(company, company.boris, week) == {"substitute_id": "oneself"}


def test_who_no_longer_works_here_is_no_substitute(company: Company, week: Absence) -> None:
    with company.database.sessions.begin() as session:
        session.get_one(Person, company.boris).active = False
    assert refusal(company, company.anna, week) == {"substitute_id": "inactive"}


def test_a_second_absence_on_the_same_days_is_refused(company: Company, week: Absence, monday: date) -> None:
    company.do(commands.set_absence, company.anna, week, company.anna)
    again = replace(week, starts_on=monday + 6 * DAY, ends_on=monday + 9 * DAY)
    assert refusal(company, company.anna, again) == {"starts_on": "overlap"}
    company.do(commands.set_absence, company.anna, replace(again, starts_on=monday + 7 * DAY), company.anna)


def test_who_is_away_themselves_is_no_substitute(company: Company, week: Absence) -> None:
    company.do(commands.set_absence, company.anna, week, company.anna)
    back = replace(week, substitute_id=company.anna)
    assert refusal(company, company.boris, back) == {"substitute_id": "substitute_away"}


def test_an_absence_called_off_frees_its_days(company: Company, week: Absence, monday: date) -> None:
    company.do(commands.set_absence, company.anna, week, company.anna)
    (substitution,) = company.rows(Substitution)
    company.do(commands.revoke_absence, company.anna, substitution.id, company.boris)
    with company.database.sessions() as session:
        assert acting_for(session, company.boris, monday) == frozenset()
    with pytest.raises(NotFound):
        company.do(commands.revoke_absence, company.anna, substitution.id, company.boris)
    company.do(commands.set_absence, company.anna, week, company.anna)
    assert [entry.kind for entry in company.rows(AuditEntry)] == ["absence_set", "absence_revoked", "absence_set"]


def test_an_absence_is_called_off_only_as_the_persons_own(company: Company, week: Absence) -> None:
    company.do(commands.set_absence, company.anna, week, company.anna)
    (substitution,) = company.rows(Substitution)
    with pytest.raises(NotFound):
        company.do(commands.revoke_absence, company.boris, substitution.id, company.boris)
