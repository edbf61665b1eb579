from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.calendar import Day, WorkingCalendar

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar()


def moscow(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 1, 9), Day.OFF),
        (date(2026, 1, 12), Day.FULL),
        (date(2026, 1, 17), Day.OFF),
        (date(2025, 11, 1), Day.FULL),
        (date(2026, 6, 11), Day.SHORT),
        (date(2026, 6, 12), Day.OFF),
        (date(2026, 12, 30), Day.FULL),
    ],
    ids=[
        "moved day off",
        "monday",
        "saturday",
        "working saturday",
        "eve of a holiday",
        "holiday",
        "eve of a moved day",
    ],
)
def test_knows_the_days_of_the_russian_production_calendar(calendar: WorkingCalendar, day: date, kind: Day) -> None:
    assert calendar.kind(day) is kind


def test_an_override_wins_over_the_public_calendar() -> None:
    calendar = WorkingCalendar(overrides={date(2026, 1, 12): Day.OFF})
    assert not calendar.is_workday(date(2026, 1, 12))


def test_a_working_day_later_is_the_same_time_of_day(calendar: WorkingCalendar) -> None:
    assert calendar.add_workdays(moscow(2026, 1, 13, 15, 30), 1) == moscow(2026, 1, 14, 15, 30)


def test_working_days_step_over_holidays(calendar: WorkingCalendar) -> None:
    assert calendar.add_workdays(moscow(2026, 4, 30, 15), 2) == moscow(2026, 5, 5, 15)


def test_working_days_may_count_backwards(calendar: WorkingCalendar) -> None:
    assert calendar.add_workdays(moscow(2026, 5, 4, 10), -1) == moscow(2026, 4, 30, 10)


def test_no_working_days_move_a_weekend_to_monday(calendar: WorkingCalendar) -> None:
    assert calendar.add_workdays(moscow(2026, 1, 17, 10), 0) == moscow(2026, 1, 19, 10)


def test_the_day_is_the_one_of_the_calendars_time_zone(calendar: WorkingCalendar) -> None:
    friday_in_utc = datetime(2026, 1, 16, 22, tzinfo=UTC)
    assert calendar.add_workdays(friday_in_utc, 0) == moscow(2026, 1, 19, 1)


def test_results_are_utc(calendar: WorkingCalendar) -> None:
    assert calendar.add_workdays(moscow(2026, 1, 13, 15), 1).tzinfo is UTC


def test_counts_working_days_between_dates(calendar: WorkingCalendar) -> None:
    assert calendar.workdays_between(date(2026, 4, 30), date(2026, 5, 5)) == 2


def test_counts_backwards_as_negative(calendar: WorkingCalendar) -> None:
    assert calendar.workdays_between(date(2026, 5, 5), date(2026, 4, 30)) == -2


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (moscow(2026, 1, 13, 10), 3, moscow(2026, 1, 13, 13)),
        (moscow(2026, 1, 13, 17), 2, moscow(2026, 1, 14, 10)),
        (moscow(2026, 1, 16, 20), 1, moscow(2026, 1, 19, 10)),
        (moscow(2026, 1, 13, 6), 1, moscow(2026, 1, 13, 10)),
        (moscow(2026, 6, 11, 16), 2, moscow(2026, 6, 15, 10)),
    ],
    ids=["within a day", "into the next day", "from a friday evening", "from before work", "through a short day"],
)
def test_working_hours_pass_only_while_people_work(
    calendar: WorkingCalendar, start: datetime, hours: int, end: datetime
) -> None:
    assert calendar.add_work_hours(start, timedelta(hours=hours)) == end


def test_refuses_a_day_that_closes_before_it_opens() -> None:
    with pytest.raises(ValueError, match="Expected opening hours within one day"):
        WorkingCalendar(opens=time(18), closes=time(9))


def test_refuses_an_endless_search_for_working_days() -> None:
    with pytest.raises(ValueError, match="Expected at most"):
        WorkingCalendar().add_workdays(moscow(2026, 1, 1), 10**9)
