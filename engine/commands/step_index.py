"""What a step adds to search.

The tasks it opened, the texts of the variables it wrote, its case when that begins or comes to be about something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.instance import Instance
from engine.commands.projections import LONGEST_TEXT
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
    variables: Mapping[str, Any],
) -> None:
    """Keep what can be found from now on.  ``known_about`` is the record the case was about before the step."""
    is_new = isinstance(command, runtime.Start)
    is_about_another = not is_new and instance.record_id != known_about
    texts = _texts(instance, variables) if is_new or is_about_another or _is_text(variables, outcome.written) else None
    if is_about_another:
        search_sources.keep_case(session, instance.id, now, texts)
        return
    opened = (what for what in outcome.opened.values() if isinstance(what, UserTaskOpened))
    tasks = [
        TaskText(task_id, task.name, task.name_en or "", task.description or "")
        for task_id, task in zip(task_ids, opened, strict=True)
    ]
    search_sources.keep_step(session, instance.id, tasks, now, is_new=is_new, texts=texts)


def _texts(instance: Instance, variables: Mapping[str, Any]) -> str:
    """Its title, its number and the variables that are kept as texts."""
    found = (value for value in variables.values() if isinstance(value, str) and len(value) <= LONGEST_TEXT)
    return " ".join(filter(None, (instance.title, instance.business_key, *found)))


def _is_text(variables: Mapping[str, Any], written: Iterable[str]) -> bool:
    return any(isinstance(variables.get(name), str) for name in written)
