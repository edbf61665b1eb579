"""Side tasks: what people ask of one another by hand, or a diagram of them beside its own steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from engine import notices
from engine.assignment import DatabaseLookups
from engine.commands import task_alarms
from engine.commands.projections import on_behalf
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import PersonUnavailable, UserTaskClaimed, UserTaskClosed, UserTaskDelegated, UserTaskNotFound
from persistence import people, search_sources, side_tasks, task_jobs


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


def create_side_task(engine: Engine, session: Session, asked: SideTask, by_id: int | None) -> int:
    """Ask somebody to do something; the task's id.

    Raises PersonUnavailable when the person does not work here or the group does not exist, ValueError without either.
    """
    _require_addressee(session, asked)
    task_id = side_tasks.add(session, _columns(engine, asked, by_id), _candidates(asked))
    search_sources.keep_side_task(session, task_id)
    task = existing(session, task_id)
    tell(engine, session, task, "side_task_created", by_id, {"name": asked.title, "to": asked.assignee_id})
    task_alarms.schedule_default(session, task, now=engine.now())
    addressees = [asked.assignee_id] if asked.assignee_id else people.member_ids(session, asked.group or "")
    _notify(engine, session, "side_task", task, addressees, by_id)
    return task_id


def complete_side_task(
    engine: Engine, session: Session, task_id: int, result: str, person_id: int, on_behalf_of: int | None = None
) -> None:
    """The task is done, with what came of it in words; whoever asked for it is told.

    Raises UserTaskNotFound, UserTaskClosed, UserTaskDelegated or UserTaskClaimed.
    """
    task = existing(session, task_id)
    if not side_tasks.complete(session, task_id, person_id, on_behalf_of, result.strip() or None, engine.now()):
        _refuse(session, task_id)
    task_jobs.withdraw_all(session, task_id)
    data = {"name": task.name, "result": result.strip(), **on_behalf(on_behalf_of)}
    tell(engine, session, task, "side_task_completed", person_id, data)
    _notify(engine, session, "side_task_completed", task, [task.requested_by], person_id, {"text": result.strip()})


def cancel_side_task(engine: Engine, session: Session, task_id: int, by_id: int, comment: str = "") -> None:
    """It is no longer wanted. Raises UserTaskNotFound (also for a step of a process) or UserTaskClosed."""
    task = existing(session, task_id)
    if not side_tasks.cancel(session, task_id):
        _refuse(session, task_id)
    task_jobs.withdraw_all(session, task_id)
    tell(engine, session, task, "side_task_cancelled", by_id, {"name": task.name, "comment": comment})
    _notify(engine, session, "side_task_cancelled", task, [task.assignee_id], by_id, {"text": comment})


def _require_addressee(session: Session, asked: SideTask) -> None:
    if asked.assignee_id is None and asked.group is None:
        raise ValueError("Expected a side task to be for a person or a group, but it is for neither.")
    if asked.assignee_id is not None and not DatabaseLookups(session).is_person(asked.assignee_id, None):
        raise PersonUnavailable
    if asked.group is not None and people.unknown_groups(session, [asked.group]):
        raise PersonUnavailable(f"Expected a group to do it, but there is no {asked.group!r}. Choose another.")


def _columns(engine: Engine, asked: SideTask, by_id: int | None) -> dict[str, Any]:
    return {
        "name": asked.title,
        "name_en": "",
        "description": asked.description,
        "status": "created" if asked.assignee_id is None else "assigned",
        "assignee_id": asked.assignee_id,
        "requested_by": by_id,
        "created_at": engine.now(),
        "due_at": asked.due_at,
        "priority": asked.priority,
        "instance_id": asked.instance_id,
        "record_id": asked.record_id,
    }


def _candidates(asked: SideTask) -> list[tuple[str, str]]:
    """A person's task has no queue to be released to."""
    return [("group", asked.group)] if asked.group is not None else []


def _refuse(session: Session, task_id: int) -> NoReturn:
    task = existing(session, task_id)
    if task.token is not None:
        raise UserTaskNotFound("There is no such side task: this is a step of a process.")
    if task.status not in ("created", "assigned"):
        raise UserTaskClosed
    raise UserTaskDelegated if task.owner_id is not None else UserTaskClaimed


def _notify(
    engine: Engine,
    session: Session,
    kind: str,
    task: Any,
    person_ids: Iterable[int | None],
    by_id: int | None,
    data: dict[str, str] | None = None,
) -> None:
    notices.tell(
        engine,
        session,
        kind,
        [person for person in person_ids if person is not None],
        key=f"{kind}:{task.id}",
        task_id=task.id,
        instance_id=task.instance_id,
        record_id=task.record_id,
        actor_id=by_id,
        data={name: text for name, text in (data or {}).items() if text} or None,
    )
