"""When a task is to be done: put aside until a date, due by another, more or less urgent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from engine.commands import task_alarms
from engine.commands.projections import on_behalf
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import Conflict, UserTaskClosed
from persistence import steps, task_changes, task_jobs

FOLLOW_UP = "task_follow_up"


def postpone(
    engine: Engine,
    session: Session,
    task_id: int,
    until: datetime | None,
    by_id: int,
    comment: str = "",
    on_behalf_of: int | None = None,
) -> None:
    """Put a task aside until an instant, when it comes back by itself; None fetches it back now.

    Raises UserTaskNotFound, UserTaskClosed, Conflict for an instant that has passed.
    """
    task = existing(session, task_id)
    if until is not None and until <= engine.now():
        raise Conflict("Expected a follow-up date that is still to come, but it has passed. Choose a later one.")
    if not task_changes.set_follow_up(session, task_id, until):
        raise UserTaskClosed
    task_jobs.withdraw(session, task_id, [FOLLOW_UP])
    if until is not None:
        task_jobs.schedule(session, task_id, FOLLOW_UP, until, now=engine.now())
    data = {"until": until.isoformat() if until else None, "comment": comment, **on_behalf(on_behalf_of)}
    tell(engine, session, task, "task_postponed" if until else "task_fetched_back", by_id, data)


def plan(
    engine: Engine,
    session: Session,
    task_id: int,
    due_at: datetime | None,
    priority: int | None,
    by_id: int,
    comment: str = "",
) -> None:
    """Change of a task's due date (known to the minute) and priority what differs from how they are.

    Raises UserTaskNotFound or UserTaskClosed.
    """
    task = existing(session, task_id)
    if _minute(task.due_at) != _minute(due_at):
        change_due(engine, session, task_id, due_at, by_id, comment)
    if priority is not None and priority != task.priority:
        change_priority(engine, session, task_id, priority, by_id, comment)


def _minute(instant: datetime | None) -> datetime | None:
    return instant and instant.replace(second=0, microsecond=0)


def change_due(
    engine: Engine, session: Session, task_id: int, due_at: datetime | None, by_id: int, comment: str = ""
) -> None:
    """Move a task's due date, and with it what is announced before and after it; None takes it away.

    Raises UserTaskNotFound or UserTaskClosed.
    """
    task = existing(session, task_id)
    if task.instance_id is not None:
        steps.lock_instance(session, task.instance_id)  # first the instance, then its rows
    if not task_changes.set_due(session, task_id, due_at):
        raise UserTaskClosed
    before, after = (moment.isoformat() if moment else None for moment in (task.due_at, due_at))
    tell(engine, session, task, "task_due_changed", by_id, {"from": before, "to": after, "comment": comment})
    task_alarms.reschedule(engine, session, existing(session, task_id))


def change_priority(
    engine: Engine, session: Session, task_id: int, priority: int, by_id: int, comment: str = ""
) -> None:
    """Make a task more or less urgent; 50 is ordinary. Raises UserTaskNotFound or UserTaskClosed."""
    task = existing(session, task_id)
    if not task_changes.set_priority(session, task_id, priority):
        raise UserTaskClosed
    data = {"from": task.priority, "to": priority, "comment": comment}
    tell(engine, session, task, "task_priority_changed", by_id, data)
