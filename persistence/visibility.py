"""
Which cases and tasks a person may see, as queries: the same rules as ``engine.rights.may_see_case`` and
``may_see_task``.

Each reason to see something is a query of its own with an index of its own, for what one person sees is little in a
company's data.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, select, union
from sqlalchemy.orm import InstrumentedAttribute

from persistence.inbox import IS_OPEN, Viewer, is_candidate
from persistence.instances import ProcessInstance
from persistence.records import Record
from persistence.user_tasks import UserTask


def visible_cases(viewer: Viewer, led: frozenset[int] = frozenset()) -> CompoundSelect[int]:
    """The ids of the cases that a person started, took part in, is asked to, or is responsible for the record of.

    ``led`` are people whose part in cases counts too: their line manager sees these.

    There may be a null among them, for tasks without a case: ask whether something is in them, never whether it is not.
    """
    is_responsible = select(ProcessInstance.id).join(Record, Record.id == ProcessInstance.record_id)
    people = sorted(led.union(viewer.people))
    took_part = (UserTask.assignee_id, UserTask.owner_id, UserTask.completed_by)
    return union(
        select(ProcessInstance.id).where(ProcessInstance.started_by.in_(viewer.people)),
        is_responsible.where(Record.responsible_id.in_(viewer.people)),
        *(select(UserTask.instance_id).where(column.in_(people)) for column in took_part),
        _asked(viewer, UserTask.instance_id),
    )


def visible_tasks(viewer: Viewer, led: frozenset[int] = frozenset()) -> CompoundSelect[int]:
    """The ids of the tasks that a person has, asked for, completed or may take, and those that the people led have."""
    mine = (UserTask.owner_id, UserTask.requested_by, UserTask.completed_by)
    return union(
        select(UserTask.id).where(UserTask.assignee_id.in_(sorted(led.union(viewer.people)))),
        *(select(UserTask.id).where(column.in_(viewer.people)) for column in mine),
        _asked(viewer, UserTask.id),
    )


def _asked(viewer: Viewer, column: InstrumentedAttribute[Any]) -> Select[Any]:
    """Of open tasks that the person may take."""
    return select(column).where(IS_OPEN, is_candidate(viewer.candidacies))
