"""Asking for a side task: the same by hand and by a diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import alarms, notices, task_lines
from engine.errors import PersonUnavailable
from engine.operations.context import OperationContext
from persistence import people, search_sources, side_tasks, user_tasks


@dataclass(frozen=True, slots=True)
class SideTask:
    """What is asked, of whom (a person, or a group of whom one takes it), by when; and what it is about.

    ``instance_id`` or ``record_id`` names the case or the record it belongs to; it may stand alone.
    """

    title: str
    description: str = ""
    assignee_id: int | None = None
    group: str | None = None
    due_at: datetime | None = None
    priority: int = 50
    instance_id: int | None = None
    record_id: int | None = None


def ask(context: OperationContext, asked: SideTask, *, by_hand: bool) -> int:
    """Write the task, what is told of it and the job of its due date; its id.

    Who asks is the context's actor.  A diagram may well ask of the person whose act led there, so they are told as
    well unless it is ``by_hand``.  Raises PersonUnavailable when the person does not work here or the group does not
    exist, ValueError without either.
    """
    session = context.session
    addressees = _addressees(session, asked)
    task_id = side_tasks.add(session, _columns(context, asked), _candidates(asked))
    search_sources.keep_side_task(session, task_id)
    task = user_tasks.by_id(session, task_id)
    data = {"name": asked.title, "to": asked.assignee_id}
    task_lines.add(session, task, "side_task_created", context.actor_id, data, context.now)
    alarms.schedule_default(session, task, context.now)
    told_by = context.actor_id if by_hand else None
    notices.write(session, _notice(task, told_by), addressees, mail=context.mail, zone=context.time_zone)
    return task_id


def _addressees(session: Session, asked: SideTask) -> list[int]:
    """Who is told; refused when there is nobody."""
    if asked.assignee_id is None and asked.group is None:
        raise ValueError("Expected a side task to be for a person or a group, but it is for neither.")
    if asked.group is not None and people.unknown_groups(session, [asked.group]):
        raise PersonUnavailable(f"Expected a group to do it, but there is no {asked.group!r}. Choose another.")
    if asked.assignee_id is None:
        return people.member_ids(session, asked.group or "")
    if not (found := people.active_ids(session, [asked.assignee_id])):
        raise PersonUnavailable
    return found


def _candidates(asked: SideTask) -> list[tuple[str, str]]:
    """A person's task has no queue to be released to."""
    return [("group", asked.group)] if asked.group is not None else []


def _columns(context: OperationContext, asked: SideTask) -> dict[str, Any]:
    return {
        "name": asked.title,
        "name_en": "",
        "description": asked.description,
        "status": "created" if asked.assignee_id is None else "assigned",
        "assignee_id": asked.assignee_id,
        "requested_by": context.actor_id,
        "created_at": context.now,
        "due_at": asked.due_at,
        "priority": asked.priority,
        "instance_id": asked.instance_id,
        "record_id": asked.record_id,
    }


def _notice(task: Any, by_id: int | None) -> dict[str, Any]:
    return {
        "kind": "side_task",
        "key": f"side_task:{task.id}",
        "created_at": task.created_at,
        "data": {},
        **notices.NO_TEXTS,
        "task_id": task.id,
        "instance_id": task.instance_id,
        "record_id": task.record_id,
        "actor_id": by_id,
    }
