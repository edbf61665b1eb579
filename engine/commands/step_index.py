"""What a step adds to search: the tasks it opened, and its case when that begins or comes to be about something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.instance import Instance
from engine.semantics.outcome import Outcome, UserTaskOpened
from persistence import search_sources
from persistence.search_sources import TaskText


def keep(
    session: Session,
    instance: Instance,
    outcome: Outcome,
    task_ids: Sequence[int],
    now: datetime,
    *,
    known_about: int | None,
    command: runtime.Command,
) -> None:
    """Keep what can be found from now on.  ``known_about`` is the record the case was about before the step."""
    is_new = isinstance(command, runtime.Start)
    if not is_new and instance.record_id != known_about:
        search_sources.keep_case(session, instance.id, now)
        return
    opened = (what for what in outcome.opened.values() if isinstance(what, UserTaskOpened))
    texts = [
        TaskText(task_id, task.name, task.name_en or "", task.description or "")
        for task_id, task in zip(task_ids, opened, strict=True)
    ]
    search_sources.keep_step(session, instance.id, texts, now, is_new=is_new)
