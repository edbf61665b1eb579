"""A task passes from one person to another: assigned for good, delegated to come back, given back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from engine import notices
from engine.assignment import DatabaseLookups
from engine.commands.absences import tell_absent
from engine.commands.projections import on_behalf
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import (
    PersonUnavailable,
    UserTaskClosed,
    UserTaskDelegated,
    UserTaskNotDelegated,
    UserTaskUnclaimed,
)
from persistence import task_changes


def assign(
    engine: Engine,
    session: Session,
    task_id: int,
    to_id: int,
    by_id: int,
    comment: str = "",
    on_behalf_of: int | None = None,
) -> None:
    """Give a task to a person for good, whoever had it; the draft goes with it, a delegation is over.

    Raises UserTaskNotFound, UserTaskClosed or PersonUnavailable.
    """
    task = existing(session, task_id)
    _require_person(session, to_id)
    if not task_changes.assign(session, task_id, to_id):
        raise UserTaskClosed
    data = {"to": to_id, "from": task.assignee_id, "comment": comment, **on_behalf(on_behalf_of)}
    tell(engine, session, task, "task_assigned", by_id, data)
    _notify(engine, session, "task_assigned", task, to_id, by_id, comment)
    tell_absent(engine, session, task.id, task.instance_id, by_id, on_behalf_of, deed="task_assigned")


def delegate(
    engine: Engine,
    session: Session,
    task_id: int,
    to_id: int,
    by_id: int,
    comment: str = "",
    on_behalf_of: int | None = None,
) -> None:
    """Ask somebody to do the work of a task and give it back: its assignee becomes its owner, who completes it.

    Raises UserTaskNotFound, UserTaskClosed, PersonUnavailable, UserTaskDelegated if it is delegated already,
    UserTaskUnclaimed if nobody has it.
    """
    task = existing(session, task_id)
    _require_person(session, to_id)
    if task.assignee_id == to_id:
        raise PersonUnavailable("Expected somebody else to delegate to, but this person has the task already.")
    if not task_changes.delegate(session, task_id, to_id):
        _refuse_delegation(existing(session, task_id))
    tell(engine, session, task, "task_delegated", by_id, {"to": to_id, "comment": comment, **on_behalf(on_behalf_of)})
    _notify(engine, session, "task_delegated", task, to_id, by_id, comment)
    tell_absent(engine, session, task.id, task.instance_id, by_id, on_behalf_of, deed="task_delegated")


def give_back(
    engine: Engine, session: Session, task_id: int, by_id: int, comment: str = "", on_behalf_of: int | None = None
) -> None:
    """A delegated task returns to its owner, with the draft the delegate has left.

    Raises UserTaskNotFound, UserTaskClosed or UserTaskNotDelegated.
    """
    task = existing(session, task_id)
    if not task_changes.give_back(session, task_id):
        raise UserTaskNotDelegated if existing(session, task_id).status == "assigned" else UserTaskClosed
    data = {"to": task.owner_id, "comment": comment, **on_behalf(on_behalf_of)}
    tell(engine, session, task, "task_returned", by_id, data)
    _notify(engine, session, "task_returned", task, task.owner_id, by_id, comment)


def _require_person(session: Session, person_id: int) -> None:
    if not DatabaseLookups(session).is_person(person_id, None):
        raise PersonUnavailable


def _refuse_delegation(task: Any) -> None:
    if task.status not in ("created", "assigned"):
        raise UserTaskClosed
    if task.owner_id is not None:
        raise UserTaskDelegated
    raise UserTaskUnclaimed


def _notify(engine: Engine, session: Session, kind: str, task: Any, to_id: int, by_id: int, comment: str) -> None:
    notices.tell(
        engine,
        session,
        kind,
        [to_id],
        key=f"{kind}:{task.id}:{engine.now().isoformat()}",  # whoever gets it again is told again
        task_id=task.id,
        instance_id=task.instance_id,
        record_id=task.record_id,
        actor_id=by_id,
        data={"text": comment} if comment else None,
    )
