"""Side tasks: what people ask of one another by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from engine import notices, runtime
from engine.commands.absences import tell_absent
from engine.commands.projections import on_behalf
from engine.commands.step import Steps
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import UserTaskClaimed, UserTaskClosed, UserTaskDelegated, UserTaskNotFound
from engine.side_tasks import SideTask, ask
from persistence import side_tasks, steps, task_jobs


def create_side_task(engine: Engine, session: Session, asked: SideTask, by_id: int | None) -> int:
    """Ask somebody to do something; the task's id.  Raises PersonUnavailable or ValueError, see ``side_tasks.ask``."""
    return ask(replace(engine.context(session), actor_id=by_id), asked, by_hand=True)


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
    tell_absent(engine, session, task_id, task.instance_id, person_id, on_behalf_of)
    _notify(engine, session, "side_task_completed", task, [task.requested_by], person_id, {"text": result.strip()})
    _look_again(engine, session, task.instance_id)


def cancel_side_task(engine: Engine, session: Session, task_id: int, by_id: int, comment: str = "") -> None:
    """It is no longer wanted. Raises UserTaskNotFound (also for a step of a process) or UserTaskClosed."""
    task = existing(session, task_id)
    if not side_tasks.cancel(session, task_id):
        _refuse(session, task_id)
    task_jobs.withdraw_all(session, task_id)
    tell(engine, session, task, "side_task_cancelled", by_id, {"name": task.name, "comment": comment})
    _notify(engine, session, "side_task_cancelled", task, [task.assignee_id], by_id, {"text": comment})
    _look_again(engine, session, task.instance_id)


def _look_again(engine: Engine, session: Session, instance_id: int | None) -> None:
    """A condition of the case may ask how many side tasks are open; a diagram without conditions takes no step."""
    if instance_id is None:
        return
    work = Steps(engine, session)
    definition_id = steps.definition_of(session, instance_id)
    if engine.definitions.get(session, definition_id).spec.looks_at_conditions:
        work.go_on(instance_id, runtime.Look())
        work.finish()


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
