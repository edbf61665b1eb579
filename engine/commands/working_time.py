"""Setting the working calendar: hours, and days of the company's own. Tasks that have a deadline keep it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from engine.calendar import SATURDAY, SUNDAY, Day
from engine.engine import Engine
from engine.wrong import Texts, Wrong
from persistence import audit, working_time
from persistence.working_time import ONLY, CalendarDay, WorkingHours

LONGEST: Final = 366  # days set at once
LONGEST_NOTE: Final = 200  # characters
SUBJECT: Final = ("calendar", "Производственный календарь")

REFUSALS: Final[Texts] = {
    "required": ("Заполните это поле.", "Fill in this field."),
    "order": ("Конец должен быть позже начала.", "The end has to come after the beginning."),
    "lunch": (
        "Перерыв должен быть внутри рабочего дня: укажите и начало, и конец.",
        "The break has to lie within the working day: give both its beginning and its end.",
    ),
    "no_workday": ("Хотя бы один день недели должен быть рабочим.", "At least one day of the week has to be worked."),
    "zone": ("Такого часового пояса нет.", "There is no such time zone."),
    "last_day": ("Последний день не может быть раньше первого.", "The last day cannot be before the first."),
    "too_many": ("Не больше {limit} дней за раз.", "At most {limit} days at once."),
    "kind": ("Выберите, какой это день.", "Choose what kind of day it is."),
    "too_long": ("Не длиннее {limit} знаков.", "At most {limit} characters."),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours as they are asked for; the default is what holds until somebody sets them."""

    opens: time | None = time(9)
    closes: time | None = time(18)
    lunch_starts: time | None = None
    lunch_ends: time | None = None
    weekend: frozenset[int] = frozenset((SATURDAY, SUNDAY))
    zone: str = "Europe/Moscow"


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Days of the company's own, from the first to the last; without a kind the public calendar decides again."""

    first: date | None
    last: date | None  # the first, if not given
    kind: str | None
    note: str = ""


def working_hours(engine: Engine, session: Session) -> Hours:
    """The hours in force."""
    stored = working_time.hours(session)
    if stored is None:
        return Hours(zone=str(engine.calendar.zone))
    known = {name: getattr(stored, name) for name in Hours.__dataclass_fields__}
    return Hours(**known | {"weekend": frozenset(stored.weekend)})


def set_working_hours(engine: Engine, session: Session, hours: Hours, by_id: int) -> None:
    """Set from when to when, on which days and where people work. Raises InvalidInput."""
    _check_hours(hours)
    before, after = asdict(working_hours(engine, session)), asdict(hours)
    stored = _changed(engine, session, by_id)
    for name, value in after.items():
        setattr(stored, name, sorted(value) if name == "weekend" else value)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    audit.add(session, engine.now(), by_id, "working_hours_changed", SUBJECT, changes)


def set_days(engine: Engine, session: Session, days: OwnDays, by_id: int) -> None:
    """Make days off, shorter or full, or leave them to the public calendar again. Raises InvalidInput."""
    first, last = _check_days(days)
    _changed(engine, session, by_id)
    before = {day.day: day.kind for day in working_time.days(session, first, last)}
    working_time.clear_days(session, first, last)
    wanted = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if days.kind:
        session.add_all(CalendarDay(day=day, kind=days.kind, note=days.note) for day in wanted)
    changes = {str(day): (before.get(day), days.kind) for day in wanted if before.get(day) != days.kind}
    audit.add(session, engine.now(), by_id, "calendar_days_changed", SUBJECT, changes)


def _check_hours(hours: Hours) -> None:
    wrong = Wrong(REFUSALS)
    for field in ("opens", "closes"):
        if getattr(hours, field) is None:
            wrong.add(field, "required")
    if hours.opens and hours.closes and hours.opens >= hours.closes:
        wrong.add("closes", "order")
    elif hours.lunch_starts or hours.lunch_ends:
        lunch = (hours.opens, hours.lunch_starts, hours.lunch_ends, hours.closes)
        if None in lunch or sorted(set(lunch), key=str) != list(lunch):
            wrong.add("lunch_starts", "lunch")
    if len(hours.weekend) > 6:
        wrong.add("weekend", "no_workday")
    if not _is_zone(hours.zone):
        wrong.add("zone", "zone")
    wrong.refuse()


def _check_days(days: OwnDays) -> tuple[date, date]:
    wrong = Wrong(REFUSALS)
    first = days.first or date.min
    last = days.last or first
    if days.first is None:
        wrong.add("first", "required")
    elif last < first:
        wrong.add("last", "last_day")
    elif (last - first).days >= LONGEST:
        wrong.add("last", "too_many", limit=LONGEST)
    if days.kind is not None and days.kind not in tuple(Day):
        wrong.add("kind", "kind")
    if len(days.note) > LONGEST_NOTE:
        wrong.add("note", "too_long", limit=LONGEST_NOTE)
    wrong.refuse()
    return first, last


def _changed(engine: Engine, session: Session, by_id: int) -> WorkingHours:
    """The stored hours, made when first needed, in a new version."""
    stored = working_time.hours(session)
    if stored is None:
        hours: dict[str, Any] = asdict(working_hours(engine, session))
        stored = WorkingHours(id=ONLY, version=0, **hours | {"weekend": sorted(hours["weekend"])})
        session.add(stored)
    stored.version += 1
    stored.updated_at, stored.updated_by = engine.now(), by_id
    session.flush()
    return stored


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
