"""Lines of the history about a task: of its case, or of the task by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import announcing
from persistence import steps


def add(session: Session, task: Any, kind: str, actor_id: int | None, data: Mapping[str, Any], now: datetime) -> None:
    """A line, which webhooks hear of; what says nothing (None, an empty text) is left out of its data."""
    line = {
        "instance_id": task.instance_id,
        "at": now,
        "kind": kind,
        "element_id": task.element_id,
        "element_type": "userTask",
        "token": task.token,
        "actor_id": actor_id,
        "data": {name: value for name, value in data.items() if value not in (None, "")},
        "task_id": task.id,
    }
    steps.insert_task_history(session, line)
    announcing.announce_by_hand(session, task, kind, actor_id, dict(data), now)
