from datetime import UTC, date, datetime, time, timedelta
from typing import Any
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


BERLIN = ZoneInfo("Europe/Berlin")  # 2026: clocks go forward on 29 March at 2:00, back on 25 October at 3:00
LUNCH = (time(13), time(14))


def berlin(*moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=BERLIN, fold=fold)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (berlin(2026, 3, 27, 16), 1, berlin(2026, 3, 30, 16)),
        (berlin(2026, 10, 23, 16), 1, berlin(2026, 10, 26, 16)),
        (berlin(2026, 3, 30, 16), -1, berlin(2026, 3, 27, 16)),
        (berlin(2026, 3, 27, 2, 30), 1, berlin(2026, 3, 30, 2, 30)),
    ],
)
def test_a_working_day_later_is_the_same_time_on_the_wall_though_clocks_change(
    start: datetime, days: int, end: datetime
) -> None:
    assert WorkingCalendar("DE", zone=BERLIN).add_workdays(start, days) == end


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (berlin(2026, 3, 28, 23), 5, berlin(2026, 3, 29, 5)),  # from midnight to 5:00 four hours pass
        (berlin(2026, 10, 24, 23), 5, berlin(2026, 10, 25, 3)),  # from midnight to 3:00 four hours pass
        (berlin(2026, 10, 25, 2, 30, fold=0), 1, berlin(2026, 10, 25, 2, 30, fold=1)),
    ],
)
def test_hours_that_clocks_skip_or_repeat_are_counted_as_they_pass(start: datetime, hours: int, end: datetime) -> None:
    around_the_clock = WorkingCalendar("DE", opens=time(0), closes=time(23), zone=BERLIN, weekend=())
    passed = around_the_clock.add_work_hours(start, timedelta(hours=hours - (start.hour == 23)))
    assert passed.astimezone(UTC) == end.astimezone(UTC)


def test_a_day_moved_into_the_hour_that_does_not_exist_is_an_hour_later_on_the_wall() -> None:
    every_day = WorkingCalendar("DE", zone=BERLIN, weekend=())
    assert every_day.add_workdays(berlin(2026, 3, 28, 2, 30), 1) == berlin(2026, 3, 29, 3, 30)


def test_moscow_has_had_one_time_all_year_since_2014() -> None:
    calendar = WorkingCalendar()
    assert {calendar.hours(date(2026, month, 17))[0][0].hour for month in (2, 3, 7, 11)} == {6}


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (moscow(2026, 1, 13, 12), 2, moscow(2026, 1, 13, 15)),
        (moscow(2026, 1, 13, 13, 30), 1, moscow(2026, 1, 13, 15)),
        (moscow(2026, 1, 13, 9), 8, moscow(2026, 1, 13, 18)),
        (moscow(2026, 4, 30, 9), 8, moscow(2026, 5, 4, 10)),  # the day before a holiday is an hour shorter
    ],
)
def test_nobody_works_during_the_break(start: datetime, hours: int, end: datetime) -> None:
    assert WorkingCalendar(lunch=LUNCH).add_work_hours(start, timedelta(hours=hours)) == end


def test_a_weekend_may_be_other_days() -> None:
    calendar = WorkingCalendar(weekend=(4, 5))  # Friday and Saturday
    week = [calendar.is_workday(date(2026, 7, 6) + timedelta(days=number)) for number in range(7)]
    assert week == [True, True, True, True, False, False, True]


@pytest.mark.parametrize(
    "options",
    [{"lunch": (time(8), time(10))}, {"lunch": (time(14), time(13))}, {"weekend": range(7)}],
    ids=["before work", "backwards", "no day left"],
)
def test_hours_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        WorkingCalendar(**options)


def test_knows_which_years_have_been_decreed() -> None:
    calendar = WorkingCalendar()
    assert calendar.is_known(2026)
    assert not calendar.is_known(2028)
    assert WorkingCalendar("DE").is_known(2028)
