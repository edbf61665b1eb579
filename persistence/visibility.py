"""
Which cases and tasks a person may see, as queries: the same rules as ``engine.rights.may_see_case`` and
``may_see_task``.

Each reason to see something is a query of its own with an index of its own, for what one person sees is little in a
company's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal_column, select, union
from sqlalchemy.orm import InstrumentedAttribute

from persistence.inbox import IS_DONE, IS_OPEN, Viewer, is_candidate
from persistence.instances import ProcessInstance
from persistence.records import Record
from persistence.user_tasks import UserTask

IS_CANCELLED: ColumnElement[Any] = literal_column("user_task.status = 'cancelled'")


def visible_cases(viewer: Viewer, led: frozenset[int] = frozenset()) -> CompoundSelect[int]:
    """The ids of the cases that a person started, took part in, is asked to, or is responsible for the record of.

    ``led`` are people whose part in cases counts too: their line manager sees these.

    There may be a null among them, for tasks without a case: ask whether something is in them, never whether it is not.
    """
    is_responsible = select(ProcessInstance.id).join(Record, Record.id == ProcessInstance.record_id)
    people = sorted(led.union(viewer.people))
    return union(
        select(ProcessInstance.id).where(ProcessInstance.started_by.in_(viewer.people)),
        is_responsible.where(Record.responsible_id.in_(viewer.people)),
        *_cases_had_by(people),
        _asked(viewer, UserTask.instance_id),
    )


def cases_had_by(people: Iterable[int]) -> CompoundSelect[int]:
    """The ids of the cases in which at least one of these people has or had a task; see ``visible_cases``."""
    return union(*_cases_had_by(sorted(people)))


def visible_tasks(viewer: Viewer, led: frozenset[int] = frozenset()) -> CompoundSelect[int]:
    """The ids of the tasks that a person has, asked for, completed or may take, and those that the people led have."""
    asked_for = (UserTask.owner_id, UserTask.requested_by)
    return union(
        *(select(UserTask.id).where(*had) for had in _had(sorted(led.union(viewer.people)))),
        *(select(UserTask.id).where(column.in_(viewer.people)) for column in asked_for),
        _asked(viewer, UserTask.id),
    )


def _cases_had_by(people: Sequence[int]) -> Iterator[Select[Any]]:
    yield select(UserTask.instance_id).where(UserTask.owner_id.in_(people))
    yield from (select(UserTask.instance_id).where(*had) for had in _had(people))


def _had(people: Sequence[int]) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    """Tasks that these people have, did, had done for them, or had until they were cancelled: an index serves each."""
    yield IS_OPEN, UserTask.assignee_id.in_(people)
    yield IS_CANCELLED, UserTask.assignee_id.in_(people)
    yield IS_DONE, UserTask.completed_by.in_(people)
    yield IS_DONE, UserTask.completed_for.in_(people)


def _asked(viewer: Viewer, column: InstrumentedAttribute[Any]) -> Select[Any]:
    """Of open tasks that the person may take."""
    return select(column).where(IS_OPEN, is_candidate(viewer.candidacies))
