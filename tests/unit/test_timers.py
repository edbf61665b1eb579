from datetime import UTC, datetime
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from engine.cycles import Cycle
from engine.durations import Duration
from engine.timers import InvalidTimer, check_timer, deadline, due, parse_cycle, parse_duration, parse_instant

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 1, 31, 7, tzinfo=UTC)


def firings(cycle: Cycle, count: int, start: datetime = NOW, zone: ZoneInfo = MOSCOW) -> list[str]:
    """The first firings of a cycle set up at `start`, on the wall clock of `zone`."""

    def all_firings():
        moment = cycle.first(start, zone)
        while moment is not None:
            yield moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            moment = cycle.next(moment, zone, start)

    return list(islice(all_firings(), count))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT10H", Duration(time=parse_duration("PT600M").time)),
        ("P1Y2M", Duration(months=14)),
        ("P1W", Duration(days=7)),
        ("P0.5D", parse_duration("PT12H")),
        ("P1DT2H30M", Duration(days=1, time=parse_duration("PT150M").time)),
        ("PT0,5S", parse_duration("PT0.5S")),
    ],
)
def test_reads_iso_durations(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["P", "PT", "P1DT", "10H", "P1Q", "PT1H30", "-P1D", "P99999Y", "P1.5M", "", "P١D"])
def test_refuses_what_is_not_a_duration(text: str) -> None:
    with pytest.raises(InvalidTimer, match=r"Expected an? .*duration"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["PT0S", "P1Y2M3DT4H5M6S", "PT0.5S", "P3M", "-P1D", "P14D"])
def test_a_duration_reads_its_own_text(text: str) -> None:
    assert str(Duration.parse(text)) == text


def test_a_month_after_the_31st_is_the_last_day_of_february() -> None:
    assert due("duration", "P1M", NOW, MOSCOW) == datetime(2026, 2, 28, 7, tzinfo=UTC)


def test_a_day_across_daylight_saving_keeps_the_time_of_day() -> None:
    evening = datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert due("duration", "P1D", evening, BERLIN) == datetime(2026, 3, 29, 16, tzinfo=UTC)


def test_hours_across_daylight_saving_are_elapsed_time() -> None:
    evening = datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert due("duration", "PT24H", evening, BERLIN) == datetime(2026, 3, 29, 17, tzinfo=UTC)


def test_a_time_that_daylight_saving_skips_moves_forward_by_the_gap() -> None:
    night = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)
    assert due("duration", "P1D", night, BERLIN).astimezone(BERLIN).strftime("%H:%M") == "03:30"


def test_a_date_without_an_offset_is_one_of_the_time_zone() -> None:
    assert parse_instant("2026-02-01T09:00", MOSCOW) == datetime(2026, 2, 1, 6, tzinfo=UTC)


def test_a_date_with_an_offset_keeps_it() -> None:
    assert due("date", "2026-02-01T09:00:00+05:00", NOW, MOSCOW) == datetime(2026, 2, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize("value", ["tomorrow", "", None, 5, "2026-02-30"])
def test_refuses_what_is_not_a_date(value: object) -> None:
    with pytest.raises(InvalidTimer, match="Expected a date such as"):
        due("date", value, NOW, MOSCOW)


def test_a_cycle_without_a_start_fires_first_after_one_period() -> None:
    assert firings(parse_cycle("R3/PT10M"), 9) == ["2026-01-31 10:10", "2026-01-31 10:20", "2026-01-31 10:30"]


def test_a_cycle_with_a_start_fires_first_at_its_start() -> None:
    cycle = parse_cycle("R2/2026-02-01T09:00/P1D", MOSCOW)
    assert firings(cycle, 9) == ["2026-02-01 09:00", "2026-02-02 09:00"]


def test_a_cycle_whose_start_has_passed_goes_on_in_its_own_rhythm() -> None:
    assert firings(parse_cycle("R/2025-01-01/P3M", MOSCOW), 2) == ["2026-04-01 00:00", "2026-07-01 00:00"]


def test_a_monthly_cycle_of_the_31st_comes_back_to_the_31st() -> None:
    cycle = parse_cycle("R/2026-01-31/P1M", MOSCOW)
    assert [day[5:10] for day in firings(cycle, 5, datetime(2026, 1, 1, tzinfo=UTC))] == [
        "01-31",
        "02-28",
        "03-31",
        "04-30",
        "05-31",
    ]


def test_a_monthly_cycle_without_a_start_is_counted_from_when_it_was_set_up() -> None:
    assert [day[5:10] for day in firings(parse_cycle("R/P1M"), 3)] == ["02-28", "03-31", "04-30"]


def test_three_months_are_calendar_quarters() -> None:
    cycle = parse_cycle("R/2026-01-01/P3M", MOSCOW)
    assert [day[5:10] for day in firings(cycle, 4)] == ["04-01", "07-01", "10-01", "01-01"]


def test_a_cycle_ends_at_its_end() -> None:
    assert len(firings(parse_cycle("R/P1D/2026-02-03T12:00", MOSCOW), 99)) == 3


def test_a_cycle_set_up_long_ago_finds_its_next_firing_at_once() -> None:
    cycle = parse_cycle("R/2000-01-01T00:00:00Z/PT1S")
    assert cycle.first(NOW, MOSCOW) == datetime(2026, 1, 31, 7, 0, 1, tzinfo=UTC)


def test_a_cycle_that_is_over_is_refused() -> None:
    with pytest.raises(InvalidTimer, match="not over yet"):
        due("cycle", "R2/2020-01-01/P1D", NOW, MOSCOW)


def test_cron_follows_the_wall_clock_of_the_time_zone() -> None:
    assert due("cycle", "0 9 1 */3 *", NOW, MOSCOW) == datetime(2026, 4, 1, 6, tzinfo=UTC)


def test_a_daily_cron_fires_once_on_the_night_that_has_an_hour_twice() -> None:
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert firings(parse_cycle("30 2 * * *"), 2, start, BERLIN) == ["2026-10-25 02:30", "2026-10-26 02:30"]


def test_a_daily_cron_fires_on_the_night_that_lacks_its_time() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert firings(parse_cycle("30 2 * * *"), 2, start, BERLIN) == ["2026-03-29 03:30", "2026-03-30 02:30"]


def test_an_hourly_cron_goes_on_through_the_repeated_hour() -> None:
    start = datetime(2026, 10, 24, 23, 45, tzinfo=UTC)
    cycle = parse_cycle("*/30 * * * *")
    moments = [start]
    for _ in range(4):
        moments.append(cycle.next(moments[-1], BERLIN))
    assert [(later - earlier).seconds // 60 for earlier, later in pairwise(moments)] == [
        15,
        30,
        30,
        30,
    ]


@pytest.mark.parametrize("text", ["0 9 L * *", "0 9 * * MON-FRI", "0 9 * JAN,JUL MON#1", "0 9 ? * 5"])
def test_cron_knows_names_and_the_last_day(text: str) -> None:
    assert check_timer("cycle", text) is None


@pytest.mark.parametrize(
    "text",
    ["0 0 31 2 *", "61 * * * *", "* * * *", "0 0 9 * * ?", "R * * * *", "H * * * *", "@daily", "R0/PT1H", "R/PT0S",
     "R3", "R/P1M/P1M", "R/PT0.1S", "R99999999/PT1H", "R/2026-01-01/2026-02-01/P1D", "каждый день", ""],
)  # fmt: skip
def test_refuses_what_is_not_a_cycle(text: str) -> None:
    assert (check_timer("cycle", text) or "").startswith("Expected")


def test_the_linter_lets_expressions_pass() -> None:
    assert check_timer("duration", "${patience}") is None


def test_the_linter_says_what_a_duration_looks_like() -> None:
    assert check_timer("duration", "4 дня") == (
        "Expected an ISO 8601 duration such as P3D, PT4H or P1M, but got '4 дня'"
    )


def test_a_deadline_may_be_a_duration_from_now() -> None:
    assert deadline("PT4H", NOW, MOSCOW) == datetime(2026, 1, 31, 11, tzinfo=UTC)


def test_a_deadline_on_a_date_is_the_end_of_that_day() -> None:
    assert deadline("2026-02-01", NOW, MOSCOW) == datetime(2026, 2, 1, 20, 59, 59, tzinfo=UTC)
