"""A list of tasks for the one who asks: the query of an address as filters, its page, and what narrows it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Row

from persistence import definitions, people, record_tasks, task_list
from persistence.inbox import Viewer
from persistence.task_filters import Filters
from persistence.task_list import Listing, Page
from webapp import dates
from webapp.access import readable
from webapp.database import db
from webapp.i18n import localized
from webapp.tasks import columns as task_columns
from webapp.tasks import fields as task_fields
from webapp.tasks.columns import Columns
from webapp.tasks.query import FieldQuery, TaskQuery, decode


class Chip(NamedTuple):
    """A filter in words, and the query without it."""

    words: str
    without: TaskQuery


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks, and the columns to show of them.

    ``problems`` say which filters could not be understood, and then there are no tasks, or which columns not.
    """

    tasks: Sequence[Row[*tuple[Any, ...]]]
    before: task_list.Cursor | None
    after: task_list.Cursor | None
    problems: Sequence[str] = ()
    columns: Columns = field(default_factory=Columns)


def page(query: TaskQuery, viewer: Viewer) -> TaskPage:
    """The page of a person's own list that is asked for."""
    return _page(query, lambda listing: task_list.page(db.session(), viewer, listing, dates.now()))


def page_of_record(query: TaskQuery, record_id: int) -> TaskPage:
    """The page of a record's tasks, as far as one may see them."""
    return _page(query, lambda listing: record_tasks.page(db.session(), readable.case_viewer(), record_id, listing))


def _page(query: TaskQuery, find: Callable[[Listing], Page]) -> TaskPage:
    try:
        filters = filters_of(query)
    except task_fields.WrongValue as wrong:
        return TaskPage([], None, None, problems=[str(wrong)])
    found = find(Listing(query.tab, query.order, query.is_reversed, filters, decode(query.at, query.order)))
    columns = task_columns.shown(query.columns, query.process, found.tasks)
    refused = [
        _("Поля «%(field)s» нет или оно вам не открыто. Уберите его из списка.", field=key) for key in columns.refused
    ]
    return TaskPage(found.tasks, found.before, found.after, refused, columns)


def filters_of(query: TaskQuery) -> Filters:
    """The query's filters with values of their types.  Raises task_fields.WrongValue."""
    due_from, due_until = _due(query)
    return Filters(
        process=query.process or None,
        responsible=query.responsible,
        group=query.group or None,
        due_from=due_from,
        due_until=due_until,
        undated=query.due == "none",
        name=query.name,
        search=query.q,
        fields=tuple(task_fields.filter_of(compared, query.process) for compared in query.fields),
    )


def chips(query: TaskQuery, columns: Columns) -> list[Chip]:
    """What narrows the list down and what it shows, in words; the search stands in its own box."""
    if not query.columns:
        return list(_filter_chips(query))
    fields = ", ".join([*(head.title for head in columns.heads), *columns.refused])
    return [*_filter_chips(query), Chip(_("Показано: %(fields)s", fields=fields), query.but(columns=()))]


def _filter_chips(query: TaskQuery) -> Iterator[Chip]:
    if query.process:
        yield Chip(_("Процесс: %(name)s", name=_process_name(query.process)), query.but(process=""))
    if query.responsible is not None:
        name = people.names(db.session(), [query.responsible]).get(query.responsible, str(query.responsible))
        yield Chip(_("Ответственный: %(name)s", name=name), query.but(responsible=None))
    if query.group:
        yield Chip(_("Группа: %(name)s", name=_group_name(query.group)), query.but(group=""))
    if query.due:
        yield Chip(_due_words(query), query.but(due="", due_from="", due_to=""))
    if query.name:
        yield Chip(_("Название: %(words)s", words=query.name), query.but(name=""))
    for compared in query.fields:
        others = tuple(other for other in query.fields if other is not compared)
        yield Chip(_field_words(compared, query.process), query.but(fields=others))


def today() -> date:
    """Which day it is for the company."""
    return dates.now().astimezone(_zone()).date()


def start_of(day: date) -> datetime:
    """When a day of the company's begins."""
    return datetime.combine(day, time.min, _zone())


def operators() -> dict[str, str]:
    """How a business field is compared, in words."""
    return {
        "eq": _("равно"),
        "contains": _("содержит"),
        "lt": _("меньше"),
        "gt": _("больше"),
        "between": _("между"),
    }


def dues() -> dict[str, str]:
    """Which deadlines to choose from."""
    return {
        "overdue": _("просрочено"),
        "today": _("сегодня"),
        "week": _("на этой неделе"),
        "none": _("без срока"),
        "range": _("с … по …"),
    }


def _field_words(compared: FieldQuery, process: str) -> str:
    title, operator = task_fields.named(compared.field, process).title, operators()[compared.operator]
    upto = f" … {compared.upto}" if compared.operator == "between" else ""
    return f"{title} {operator} {compared.value}{upto}"


def _due_words(query: TaskQuery) -> str:
    if query.due != "range":
        return _("Срок: %(words)s", words=dues()[query.due])
    days = [dates.day(day) if (day := _day(given)) else "…" for given in (query.due_from, query.due_to)]
    return _("Срок: с %(first)s по %(last)s", first=days[0], last=days[1])


def _process_name(key: str) -> str:
    found = definitions.newest(db.session(), key)
    return localized(found) if found else key


def _group_name(key: str) -> str:
    found = people.group(db.session(), key)
    return localized(found) if found else key


def _due(query: TaskQuery) -> tuple[datetime | None, datetime | None]:
    """From when until before when, by the days of the company's time zone."""
    day = today()
    match query.due:
        case "overdue":
            return None, dates.now()
        case "today":
            return start_of(day), start_of(day + timedelta(days=1))
        case "week":
            return start_of(day), start_of(day + timedelta(days=7 - day.weekday()))
        case "range":
            first, last = _day(query.due_from), _day(query.due_to)
            return start_of(first) if first else None, start_of(last + timedelta(days=1)) if last else None
    return None, None


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])
