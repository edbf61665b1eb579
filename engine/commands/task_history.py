"""What people do with a task besides completing it, as lines of the history: of its case, or of the task by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from engine import announcing
from engine.engine import Engine
from engine.errors import UserTaskNotFound
from persistence import steps, user_tasks


def existing(session: Session, task_id: int) -> Any:
    """The task's row. Raises UserTaskNotFound."""
    task = user_tasks.by_id(session, task_id)
    if task is None:
        raise UserTaskNotFound
    return task


def tell(
    engine: Engine, session: Session, task: Any, kind: str, actor_id: int | None, data: dict[str, Any] | None = None
) -> None:
    """Add a line about a task; what says nothing (None, an empty text) is left out of its data."""
    line = {
        "instance_id": task.instance_id,
        "at": engine.now(),
        "kind": kind,
        "element_id": task.element_id,
        "element_type": "userTask",
        "token": task.token,
        "actor_id": actor_id,
        "data": {name: value for name, value in (data or {}).items() if value not in (None, "")},
        "task_id": task.id,
    }
    steps.insert_task_history(session, line)
    announcing.announce_by_hand(session, task, kind, actor_id, data or {}, engine.now())
