"""Drafts: what somebody has filled in without completing the task yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.commands.task_history import existing
from engine.engine import Engine
from engine.errors import DraftChanged, UserTaskClaimed, UserTaskClosed
from engine.values import freeze
from persistence import user_tasks


def save_draft(
    engine: Engine,
    session: Session,
    task_id: int,
    values: Mapping[str, Any],
    holder_id: int,
    seen: datetime | None,
) -> datetime:
    """Keep what was filled in so far; when it was saved. Nothing is checked but that it is JSON.

    ``holder_id`` is whose task it is: the person who types, or the absent one they stand in for. ``seen`` is when the
    draft they know was saved, None if they know of none: what was saved since then in another window is not
    overwritten. Raises UserTaskNotFound, UserTaskClosed, UserTaskClaimed or DraftChanged.
    """
    now, kept = engine.now(), freeze(dict(values))
    if user_tasks.save_draft(session, task_id, holder_id, kept, now, seen):
        return now
    return _saved_already(session, task_id, holder_id, kept)


def _saved_already(session: Session, task_id: int, holder_id: int, values: dict[str, Any]) -> datetime:
    """When the very same draft was saved: a page that was left has sent it with its last breath."""
    task = existing(session, task_id)
    if task.status not in ("created", "assigned"):
        raise UserTaskClosed
    if task.assignee_id not in (None, holder_id):
        raise UserTaskClaimed
    if task.draft != values:
        raise DraftChanged
    saved_at: datetime = task.draft_saved_at
    return saved_at
