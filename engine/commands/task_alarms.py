"""What is told of a task by itself while it is open: that it waits, came back, is overdue; and to whom it escalates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import alarms, notices, state
from engine.commands.instance import Instance
from engine.commands.step import Steps
from engine.commands.step_effects import StepEffects
from engine.commands.task_history import tell
from engine.engine import Engine
from engine.semantics.alarms import MANAGER, Alarm
from engine.semantics.tasks import UserTask
from engine.shelves import StoredShelf
from persistence import leadership, steps, task_changes, task_jobs, task_people, user_tasks
from persistence.jobs import Job


def reschedule(engine: Engine, session: Session, task: Any) -> None:
    """After the due date was moved, in a locked instance: what goes by it is told by the new one, even if again."""
    task_jobs.withdraw_by_due(session, task.id)
    if task.token is None:
        alarms.schedule_default(session, task, engine.now())
        return
    by_due = [(task.id, alarm) for alarm in _alarms(engine, session, task) if alarm.by_due]
    alarms.schedule(session, by_due, engine.now())


def remind(engine: Engine, session: Session, job: Job) -> None:
    """A task still waits: its assignee is reminded, or all who may take it."""
    _tell_holders(engine, session, job, "task_reminder")


def tell_overdue(engine: Engine, session: Session, job: Job) -> None:
    """A task is late: its assignee is told, who delegated it, or all who may take it."""
    _tell_holders(engine, session, job, "task_overdue")


def come_back(engine: Engine, session: Session, job: Job) -> None:
    """The follow-up date has come: the task is among the others again by itself, its assignee is reminded."""
    if (task := _open_task(session, job)) is not None and task.follow_up_at is not None:
        _notify(engine, session, "task_reminder", job, task, [task.assignee_id], {"follow_up": True})


def escalate(engine: Engine, session: Session, job: Job) -> None:
    """A task is late: those it escalates to are told, and may see it and say who does it."""
    if (task := _open_task(session, job)) is None:
        return
    overseers = list(_overseers(session, task, job.payload["to"]))
    task_changes.add_overseers(session, task.id, overseers)
    whom = task_people.members(session, overseers)
    tell(engine, session, task, "task_escalated", None, {"to": whom, "overseers": [list(one) for one in overseers]})
    _notify(engine, session, "task_escalated", job, task, whom)


ALARMS: Mapping[str, Callable[[Engine, Session, Job], None]] = {
    "task_reminder": remind,
    "task_overdue": tell_overdue,
    "task_escalation": escalate,
    "task_follow_up": come_back,
}
"""What each kind of job about a task does."""


def _alarms(engine: Engine, session: Session, task: Any) -> tuple[Alarm, ...]:
    """Evaluated anew, on what the task sees now."""
    row = steps.lock_instance(session, task.instance_id)
    assert row is not None
    instance = Instance.of(row)
    spec = engine.definitions.get(session, instance.definition_id).spec
    workflow = state.load(instance.state, spec, StoredShelf(session, instance.id))
    workflow.effects = StepEffects(Steps(engine, session), instance)
    token = workflow.token(task.token)
    if token is None or not isinstance(token.node, UserTask):
        return ()
    return token.node.alarms(token, task.created_at, task.due_at, engine.now())


def _open_task(session: Session, job: Job) -> Any:
    """The task, if it is still open; what is done needs no alarm."""
    task = user_tasks.by_id(session, job.task_id or 0)
    return task if task is not None and task.status in task_changes.OPEN else None


def _tell_holders(engine: Engine, session: Session, job: Job, kind: str) -> None:
    if (task := _open_task(session, job)) is not None:
        whom = task_people.holders(session, task.id)
        tell(engine, session, task, kind, None, {"to": whom})
        _notify(engine, session, kind, job, task, whom)


def _overseers(session: Session, task: Any, to: Iterable[str | int]) -> Iterable[tuple[str, str]]:
    """As candidates are written: groups by key, people by id."""
    for one in to:
        if one == MANAGER:
            holder = task.owner_id or task.assignee_id
            manager = None if holder is None else leadership.line_manager(session, holder)
            if manager is not None:
                yield ("person", str(manager))
        else:
            yield ("person" if isinstance(one, int) else "group", str(one))


def _notify(
    engine: Engine,
    session: Session,
    kind: str,
    job: Job,
    task: Any,
    whom: Iterable[int],
    data: dict[str, Any] | None = None,
) -> None:
    notices.tell(
        engine,
        session,
        kind,
        whom,
        key=f"{kind}:{task.id}:{job.id}",
        task_id=task.id,
        instance_id=task.instance_id,
        record_id=task.record_id,
        data=data,
    )
