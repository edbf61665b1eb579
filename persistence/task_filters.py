"""
What narrows a list of tasks down: process, people, deadline, name, business fields, words.

Conditions look at one task at a time (by the keys of what belongs to it), so that a list which is walked in its order
stops after a page.  Where a business field or a word picks few cases out of all by an index, ``few`` says so, and the
list looks at their tasks instead of walking.  Words are those of the search over everything: found by their beginnings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from persistence import search_cases
from persistence.inbox import is_candidate
from persistence.instances import ProcessInstance
from persistence.records import Record, RecordValue
from persistence.search_index import words_of
from persistence.user_tasks import UserTask
from persistence.variables import Variable

Operator = Literal["eq", "contains", "lt", "gt", "between"]
Value = str | Decimal
VARIABLES = "variable"  # the source of a field that is a variable of the case; any other is a registry's key
MOST_WORDS = 12  # of a search
FEW = 3000  # cases: to look up the tasks of as many costs about what walking to the fiftieth task that fits does


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A business field compared with a value: a variable of the case, or an indexed field of the record it is about."""

    source: str
    name: str
    operator: Operator
    value: Value
    upto: Value | None = None  # the other end of "between"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the tasks of a list have in common; ``due_until`` is the first moment that is too late."""

    process: str | None = None
    responsible: int | None = None
    group: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    undated: bool = False
    name: str = ""
    search: str = ""
    fields: tuple[FieldFilter, ...] = ()


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What has to hold for a task."""
    found = [*_due(filters), *map(search_cases.has_word, _words(filters)), *map(_has_field, filters.fields)]
    if filters.process:
        found.append(_of_case(ProcessInstance.key == filters.process))
    if filters.responsible is not None:
        responsible = _of_record(Record.responsible_id == filters.responsible)
        found.append(or_(UserTask.assignee_id == filters.responsible, responsible))
    if filters.group:
        found.append(is_candidate([("group", filters.group)]))
    if filters.name:
        found.append(_named(filters.name))
    return found


def few(session: Session, filters: Filters) -> ColumnElement[bool] | None:
    """That a task belongs to the few cases which a word or a business field picks out; None when none does.

    One statement, or none where nothing could; another where a word does, and on SQLite two more for each word.
    """
    words = _words(filters)
    if filters.search and not words:
        return false()
    probes = [_Probe(_indexed(field), _belongs) for field in filters.fields if field.operator != "contains"]
    probes += [_Probe(search_cases.subjects(session, word), partial(search_cases.are_of, session)) for word in words]
    if not probes:
        return None
    bounded = (probe.found.limit(FEW + 1).subquery() for probe in probes)
    numbers = session.execute(select(*(_count(part) for part in bounded))).one()
    number, probe = min(zip(numbers, probes, strict=True), key=lambda one: one[0])
    return probe.leads_to(probe.found) if number <= FEW else None


class _Probe(NamedTuple):
    """What an index finds at once, and the condition that a task belongs to it."""

    found: Select[*tuple[Any, ...]]
    leads_to: Callable[[Select[*tuple[Any, ...]]], ColumnElement[bool]]


def _words(filters: Filters) -> list[str]:
    return words_of(filters.search)[:MOST_WORDS]


def _count(part: Subquery) -> ScalarSelect[int]:
    return select(func.count()).select_from(part).scalar_subquery()


def _belongs(probe: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """A task is of one of the cases, or without a case of one of the records."""
    cases, records = (probe.subquery().c for _ in range(2))
    of_case = UserTask.instance_id.in_(select(cases.instance_id).where(cases.instance_id.is_not(None)))
    return or_(of_case, UserTask.record_id.in_(select(records.record_id).where(records.record_id.is_not(None))))


def _indexed(field: FieldFilter) -> Select[*tuple[Any, ...]]:
    """The cases that have the field so, by the index of its values."""
    if field.source == VARIABLES:
        query = select(
            Variable.instance_id.label("instance_id"), literal(None, UserTask.record_id.type).label("record_id")
        )
        return query.where(Variable.name == field.name, _compares(Variable, field))
    return (
        select(ProcessInstance.id.label("instance_id"), RecordValue.record_id.label("record_id"))
        .select_from(RecordValue)
        .join(Record, Record.id == RecordValue.record_id)
        .outerjoin(ProcessInstance, ProcessInstance.record_id == RecordValue.record_id)
        .where(RecordValue.name == field.name, _compares(RecordValue, field), Record.registry_key == field.source)
    )


def _due(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.undated:
        found.append(UserTask.due_at.is_(None))
    if filters.due_from is not None:
        found.append(UserTask.due_at >= filters.due_from)
    if filters.due_until is not None:
        found.append(UserTask.due_at < filters.due_until)
    return found


def _named(words: str) -> ColumnElement[bool]:
    return or_(UserTask.name.icontains(words, autoescape=True), UserTask.name_en.icontains(words, autoescape=True))


def _has_field(field: FieldFilter) -> ColumnElement[bool]:
    if field.source == VARIABLES:
        return _of_variable(and_(Variable.name == field.name, _compares(Variable, field)))
    value: Select[*tuple[Any, ...]] = select(literal_column("1")).where(
        RecordValue.record_id == Record.id, RecordValue.name == field.name, _compares(RecordValue, field)
    )
    return _of_record(and_(Record.registry_key == field.source, value.exists()))


def _compares(table: type[Variable] | type[RecordValue], field: FieldFilter) -> ColumnElement[bool]:
    column: Any = table.text if isinstance(field.value, str) else table.number
    match field.operator:
        case "contains":
            return column.icontains(field.value, autoescape=True)  # type: ignore[no-any-return]
        case "lt":
            return column < field.value  # type: ignore[no-any-return]
        case "gt":
            return column > field.value  # type: ignore[no-any-return]
        case "between":
            return column.between(field.value, field.upto)  # type: ignore[no-any-return]
    return column == field.value  # type: ignore[no-any-return]


def _of_case(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(literal_column("1")).where(ProcessInstance.id == UserTask.instance_id, condition).exists()


def _of_record(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the record that the task or its case is about."""
    of_case = select(ProcessInstance.record_id).where(ProcessInstance.id == UserTask.instance_id)
    about = func.coalesce(UserTask.record_id, of_case.correlate(UserTask).scalar_subquery())
    return select(literal_column("1")).where(Record.id == about, condition).correlate(UserTask).exists()


def _of_variable(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(literal_column("1")).where(Variable.instance_id == UserTask.instance_id, condition).exists()
