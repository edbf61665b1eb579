"""A year of the working calendar as a page shows it: months of weeks of days, each with what it is in words."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import holidays
from flask_babel import format_date
from flask_babel import gettext as _

from engine.calendar import Day, WorkingCalendar
from persistence.working_time import CalendarDay
from webapp.i18n import language

LANGUAGES = {"ru": "ru", "en": "en_US"}  # as the `holidays` package calls them


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: ``kind`` is off, short or full, ``own`` says that the company decided it, ``words`` tell why."""

    day: date
    kind: str
    own: bool
    words: str
    is_special: bool  # worth a line below the month


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Monday on, None where there is no day; and what is special about it."""

    name: str
    weeks: list[list[Cell | None]]
    workdays: int

    @property
    def special(self) -> list[tuple[str, str]]:
        """The days that need a word: their numbers, such as «1–6», and the words."""
        cells = [cell for week in self.weeks for cell in week if cell is not None and cell.is_special]
        runs = [
            list(run) for _key, run in groupby(enumerate(cells), lambda one: (one[1].day.day - one[0], one[1].words))
        ]
        return [(_numbers(run[0][1], run[-1][1]), run[0][1].words) for run in runs]


def _numbers(first: Cell, last: Cell) -> str:
    return str(first.day.day) if first is last else f"{first.day.day}–{last.day.day}"


def months(calendar: WorkingCalendar, own: Mapping[date, CalendarDay], year: int) -> list[Month]:
    """The twelve months; no statement."""
    names = holidays.country_holidays(calendar.country, years=year, language=LANGUAGES[language()])
    cells = {day: _cell(calendar, own, names, day) for day in _days(year)}
    return [_month(year, number, cells) for number in range(1, 13)]


def _days(year: int) -> list[date]:
    return [day for number in range(1, 13) for day in weeks.Calendar().itermonthdates(year, number) if day.year == year]


def _month(year: int, number: int, cells: Mapping[date, Cell]) -> Month:
    rows = [
        [cells[day] if day.month == number else None for day in week]
        for week in weeks.Calendar().monthdatescalendar(year, number)
    ]
    workdays = sum(cell.kind != Day.OFF for week in rows for cell in week if cell is not None)
    return Month(format_date(date(year, number, 1), "LLLL").capitalize(), rows, workdays)


def _cell(calendar: WorkingCalendar, own: Mapping[date, CalendarDay], names: Mapping[date, str], day: date) -> Cell:
    kind, name, decided = calendar.kind(day), names.get(day), own.get(day)
    weekend = day.weekday() in calendar.weekend
    words = {Day.OFF: _("выходной"), Day.SHORT: _("короче на час"), Day.FULL: _("рабочий день")}[kind]
    reason = (decided.note or _("решение компании")) if decided else name
    special = bool(decided or name) or kind is Day.SHORT or (weekend and kind is not Day.OFF)
    return Cell(day, kind.value, decided is not None, f"{words}: {reason}" if reason else words, special)
