"""What people do with their tasks: claim, release, hand over, save a draft, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from engine import notices, runtime
from engine.assignment import DatabaseLookups
from engine.commands.instance import Instance
from engine.commands.projections import on_behalf
from engine.commands.step import OPEN, Steps
from engine.engine import Engine
from engine.errors import Conflict, InstanceEnded, UserTaskClaimed, UserTaskClosed, UserTaskNotFound
from engine.values import freeze
from persistence import steps, user_tasks


@dataclass(frozen=True, slots=True)
class Completion:
    """What came of completing a task: the tasks it opened (in this instance and in those it called), the instance."""

    instance_id: int
    opened: tuple[int, ...]
    status: str


def complete_task(
    engine: Engine,
    session: Session,
    task_id: int,
    values: Mapping[str, Any],
    person_id: int,
    on_behalf_of: int | None = None,
) -> Completion:
    """A person completes a task with what they filled in, for themselves or on behalf of an absent person.

    Raises UserTaskNotFound, UserTaskClosed when it is done already, UserTaskClaimed when another person has it,
    InvalidInput with every wrong field. Whatever fails afterwards becomes an incident; what was filled in stays.
    """
    locked = steps.lock_instance_of_task(session, task_id)
    if locked is None:
        raise UserTaskNotFound
    instance, task = Instance.of(locked[0]), locked[1]
    if instance.status not in OPEN:
        _refuse(session, task_id, InstanceEnded)
    accepted = _accepted(engine, session, instance, task["form_key"], values)
    if not steps.close_task(session, task_id, person_id, engine.now(), _outcome(accepted), on_behalf_of):
        _refuse(session, task_id)
    work = Steps(engine, session, person_id, on_behalf_of)
    work.run(instance, runtime.Complete(task["token"], accepted))
    return Completion(instance.id, tuple(work.opened_tasks), instance.status)


def _accepted(
    engine: Engine, session: Session, instance: Instance, form_key: str | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values as the form of the instance's own version accepts them."""
    form = engine.definitions.get(session, instance.definition_id).forms.get(form_key or "")
    accepted: dict[str, Any] = freeze(dict(values))
    return accepted if form is None else form.accept(accepted, DatabaseLookups(session))


def _outcome(values: Mapping[str, Any]) -> str | None:
    """What was decided, for lists and reports."""
    decision = values.get("decision")
    return decision if isinstance(decision, str) else None


def _refuse(session: Session, task_id: int, while_open: type[Conflict] = UserTaskClaimed) -> NoReturn:
    """Say why, from the task as it is now: on PostgreSQL it may have been read before somebody else was quicker."""
    raise while_open if _task(session, task_id).status in ("created", "assigned") else UserTaskClosed


def claim(engine: Engine, session: Session, task_id: int, person_id: int, on_behalf_of: int | None = None) -> None:
    """Take a task nobody has; taking one's own again changes nothing. Taken on behalf of somebody, it is theirs.

    Raises UserTaskNotFound, UserTaskClosed or UserTaskClaimed.
    """
    task, holder_id = _task(session, task_id), on_behalf_of or person_id
    if not user_tasks.claim(session, task_id, holder_id):
        if task.status != "assigned" or task.assignee_id != holder_id:
            _refuse(session, task_id)
        return
    _tell(engine, session, task, "task_claimed", person_id, on_behalf(on_behalf_of))


def release(engine: Engine, session: Session, task_id: int, person_id: int, on_behalf_of: int | None = None) -> None:
    """Give a task back to its candidates; the draft stays.

    Raises UserTaskNotFound, UserTaskClosed or UserTaskClaimed.
    """
    task = _task(session, task_id)
    if not user_tasks.release(session, task_id, on_behalf_of or person_id):
        _refuse(session, task_id)
    _tell(engine, session, task, "task_released", person_id, on_behalf(on_behalf_of))


def assign(engine: Engine, session: Session, task_id: int, to_id: int, by_id: int) -> None:
    """Give a task to a person, whoever had it. Raises UserTaskNotFound or UserTaskClosed."""
    task = _task(session, task_id)
    if not user_tasks.assign(session, task_id, to_id):
        raise UserTaskClosed
    _tell(engine, session, task, "task_assigned", by_id, {"to": to_id})
    key = f"task_assigned:{task_id}:{engine.now().isoformat()}"  # who gets it again is told again
    subject = {"task_id": task_id, "instance_id": task.instance_id, "actor_id": by_id}
    notices.tell(engine, session, "task_assigned", [to_id], key=key, **subject)


def save_draft(engine: Engine, session: Session, task_id: int, values: Mapping[str, Any], holder_id: int) -> datetime:
    """Keep what was filled in so far; when it was saved. Nothing is checked but that it is JSON.

    ``holder_id`` is whose task it is: the person who types, or the absent one they stand in for.
    """
    now = engine.now()
    if not user_tasks.save_draft(session, task_id, holder_id, freeze(dict(values)), now):
        _refuse(session, task_id)
    return now


def _task(session: Session, task_id: int) -> Any:
    task = user_tasks.by_id(session, task_id)
    if task is None:
        raise UserTaskNotFound
    return task


def _tell(
    engine: Engine, session: Session, task: Any, kind: str, actor_id: int, data: dict[str, Any] | None = None
) -> None:
    """Add to the history of the task's instance."""
    line = {
        "instance_id": task.instance_id,
        "at": engine.now(),
        "kind": kind,
        "element_id": task.element_id,
        "element_type": "userTask",
        "token": task.token,
        "actor_id": actor_id,
        "data": data or {},
    }
    steps.insert_history(session, [line])
