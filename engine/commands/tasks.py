"""What people do with their tasks: claim, release, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from engine import runtime
from engine.assignment import DatabaseLookups
from engine.commands.absences import tell_absent
from engine.commands.documents import attach
from engine.commands.instance import Instance
from engine.commands.projections import on_behalf
from engine.commands.recall import keep_point
from engine.commands.side_tasks import complete_side_task
from engine.commands.step import OPEN, Steps
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import Conflict, InstanceEnded, UserTaskClaimed, UserTaskClosed, UserTaskDelegated
from engine.forms import Form
from engine.forms.references import Lookups
from engine.places import Place
from engine.values import freeze
from persistence import steps, task_jobs, user_tasks


@dataclass(frozen=True, slots=True)
class Completion:
    """What came of completing a task: the tasks it opened (in this instance and in those it called), the instance.

    A side task opens nothing, and may belong to no instance.  ``recallable`` is whether it could be taken back at once.
    """

    instance_id: int | None
    opened: tuple[int, ...]
    status: str | None
    recallable: bool = False


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
    if locked is None or locked[1]["token"] is None:
        complete_side_task(engine, session, task_id, str(values.get("result") or ""), person_id, on_behalf_of)
        return Completion(locked and locked[0]["id"], (), locked and locked[0]["status"])
    instance, task = Instance.of(locked[0]), locked[1]
    if instance.status not in OPEN:
        _refuse(session, task_id, InstanceEnded)
    form = engine.definitions.get(session, instance.definition_id).forms.get(task["form_key"] or "")
    accepted = _accepted(form, values, DatabaseLookups(session, person_id, task_id=task_id, case_id=instance.id))
    if not steps.close_task(session, task_id, person_id, engine.now(), _outcome(accepted), on_behalf_of):
        _refuse(session, task_id)
    task_jobs.withdraw_all(session, task_id)
    attach(engine, session, form, accepted, Place(instance.id, task_id=task_id), person_id)
    work = Steps(engine, session, person_id, on_behalf_of)
    before = replace(instance)
    outcome = work.run(instance, runtime.Complete(task["token"], accepted))
    tell_absent(engine, session, task_id, instance.id, person_id, on_behalf_of)
    recallable = keep_point(work, before, instance, task_id, task["token"], outcome, accepted)
    return Completion(instance.id, tuple(work.opened_tasks), instance.status, recallable)


def _accepted(form: Form | None, values: Mapping[str, Any], lookups: Lookups) -> dict[str, Any]:
    """The values as the form of the instance's own version accepts them."""
    accepted: dict[str, Any] = freeze(dict(values))
    return accepted if form is None else form.accept(accepted, lookups)


def _outcome(values: Mapping[str, Any]) -> str | None:
    """What was decided, for lists and reports."""
    decision = values.get("decision")
    return decision if isinstance(decision, str) else None


def _refuse(session: Session, task_id: int, while_open: type[Conflict] = UserTaskClaimed) -> NoReturn:
    """Say why, from the task as it is now: on PostgreSQL it may have been read before somebody else was quicker."""
    task = existing(session, task_id)
    if task.status not in ("created", "assigned"):
        raise UserTaskClosed
    raise UserTaskDelegated if task.owner_id is not None else while_open


def claim(engine: Engine, session: Session, task_id: int, person_id: int, on_behalf_of: int | None = None) -> None:
    """Take a task nobody has; taking one's own again changes nothing. Taken on behalf of somebody, it is theirs.

    Raises UserTaskNotFound, UserTaskClosed or UserTaskClaimed.
    """
    task, holder_id = existing(session, task_id), on_behalf_of or person_id
    if not user_tasks.claim(session, task_id, holder_id):
        if task.status != "assigned" or task.assignee_id != holder_id:
            _refuse(session, task_id)
        return
    tell(engine, session, task, "task_claimed", person_id, on_behalf(on_behalf_of))


def release(engine: Engine, session: Session, task_id: int, person_id: int, on_behalf_of: int | None = None) -> None:
    """Give a task back to its candidates; the draft stays.

    Raises UserTaskNotFound, UserTaskClosed or UserTaskClaimed.
    """
    task = existing(session, task_id)
    if not user_tasks.release(session, task_id, on_behalf_of or person_id):
        _refuse(session, task_id)
    tell(engine, session, task, "task_released", person_id, on_behalf(on_behalf_of))
