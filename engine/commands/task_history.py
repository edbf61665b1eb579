"""What people do with a task besides completing it, as lines of the history: of its case, or of the task by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from engine import task_lines
from engine.engine import Engine
from engine.errors import UserTaskNotFound
from persistence import user_tasks


def existing(session: Session, task_id: int) -> Any:
    """The task's row. Raises UserTaskNotFound."""
    task = user_tasks.by_id(session, task_id)
    if task is None:
        raise UserTaskNotFound
    return task


def tell(
    engine: Engine, session: Session, task: Any, kind: str, actor_id: int | None, data: dict[str, Any] | None = None
) -> None:
    """Add a line about a task, at the present instant."""
    task_lines.add(session, task, kind, actor_id, data or {}, engine.now())
