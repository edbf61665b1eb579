"""The working calendar of the database: what administrators set counts from the next step on, in every process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from engine import commands
from engine.calendar import WorkingCalendar
from engine.commands import Hours, OwnDays
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.registries import Registries
from persistence.audit import AuditEntry
from persistence.user_tasks import UserTask
from persistence.working_time import CalendarDay
from tests.diagrams import end, process, start
from tests.integration.company import Company, step

MOSCOW = ZoneInfo("Europe/Moscow")
LUNCH = Hours(lunch_starts=time(13), lunch_ends=time(14))


def due(company: Company, expression: str) -> datetime:
    """When a task with this deadline is due, in Moscow; it is Monday, 2 March 2026, noon."""
    work = step("work", camunda__dueDate=f"${{{expression}}}")
    company.deploy(process(start(), work, end(), flows="start work end"))
    at: datetime = company.task(company.start(), "work").due_at
    return at.astimezone(MOSCOW)


def calendar(company: Company, engine: Engine | None = None) -> WorkingCalendar:
    with company.database.sessions() as session:
        return (engine or company.engine).working_calendar(session)


def test_a_day_made_off_moves_the_next_deadlines(company: Company) -> None:
    before = due(company, "workdays(1)")
    company.do(commands.set_days, OwnDays(date(2026, 3, 3), None, "off", "переезд"), company.anna)
    after = due(company, "workdays(1)")
    assert (before.date(), after.date()) == (date(2026, 3, 3), date(2026, 3, 4))
    assert [task.due_at.astimezone(MOSCOW) for task in company.rows(UserTask)] == [before, after]


def test_hours_with_a_break_count_for_deadlines_in_hours(company: Company) -> None:
    company.do(commands.set_working_hours, LUNCH, company.anna)
    assert due(company, "workhours(2)").time() == time(15)


def test_another_process_sees_a_change_at_its_next_step(company: Company) -> None:
    other = Engine(Registries([]), {}, WorkingCalendar(), clock=company.clock)
    assert calendar(company, other).is_workday(date(2026, 3, 3))
    company.do(commands.set_days, OwnDays(date(2026, 3, 3), None, "off"), company.anna)
    assert not calendar(company, other).is_workday(date(2026, 3, 3))
    company.do(commands.set_days, OwnDays(date(2026, 3, 3), None, None), company.anna)
    assert calendar(company, other).is_workday(date(2026, 3, 3))


def test_an_unchanged_calendar_is_not_read_again(company: Company) -> None:
    company.do(commands.set_working_hours, LUNCH, company.anna)
    calendar(company)
    seen: list[str] = []
    event.listen(company.database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    first = calendar(company)
    assert len([statement for statement in seen if "SELECT" in statement]) == 1
    assert calendar(company) is first


def test_days_are_set_from_the_first_to_the_last_and_replaced(company: Company) -> None:
    company.do(commands.set_days, OwnDays(date(2028, 1, 3), date(2028, 1, 5), "off"), company.anna)
    company.do(commands.set_days, OwnDays(date(2028, 1, 5), date(2028, 1, 6), "short", "укороченный"), company.anna)
    kinds = {day.day.day: day.kind for day in company.rows(CalendarDay)}
    assert kinds == {3: "off", 4: "off", 5: "short", 6: "short"}
    (_, entry) = company.rows(AuditEntry)
    assert entry.changes == {"2028-01-05": ["off", "short"], "2028-01-06": [None, "short"]}


def test_the_changes_of_hours_are_recorded(company: Company) -> None:
    company.do(commands.set_working_hours, replace(LUNCH, weekend=frozenset({6})), company.anna)
    assert not calendar(company).is_workday(date(2026, 3, 1))
    assert calendar(company).is_workday(date(2026, 3, 7))
    (entry,) = company.rows(AuditEntry)
    assert entry.kind == "working_hours_changed"
    assert entry.changes["weekend"] == [[5, 6], [6]]
    assert entry.changes["lunch_starts"] == [None, "13:00:00"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"opens": None}, {"opens": "required"}),
        ({"closes": time(8)}, {"closes": "order"}),
        ({"lunch_starts": time(13)}, {"lunch_starts": "lunch"}),
        ({"lunch_starts": time(17), "lunch_ends": time(19)}, {"lunch_starts": "lunch"}),
        ({"weekend": frozenset(range(7))}, {"weekend": "no_workday"}),
        ({"zone": "Europe/Nowhere"}, {"zone": "zone"}),
        ({"zone": "../../etc/passwd"}, {"zone": "zone"}),
    ],
)
def test_hours_that_cannot_be_are_refused(company: Company, changes: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        company.do(commands.set_working_hours, replace(Hours(), **changes), company.anna)
    assert {error.path[0]: error.keyword for error in refused.value.errors} == wrong


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (OwnDays(None, None, "off"), {"first": "required"}),
        (OwnDays(date(2026, 3, 3), date(2026, 3, 2), "off"), {"last": "last_day"}),
        (OwnDays(date(2026, 3, 3), date(2028, 3, 3), "off"), {"last": "too_many"}),
        (OwnDays(date(2026, 3, 3), None, "holiday"), {"kind": "kind"}),
    ],
)
def test_days_that_cannot_be_are_refused(company: Company, days: OwnDays, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        company.do(commands.set_days, days, company.anna)
    assert {error.path[0]: error.keyword for error in refused.value.errors} == wrong
