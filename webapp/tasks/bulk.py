"""The same done to several tasks: each in a transaction of its own, so that a refusal keeps nothing from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from engine import commands, rights
from engine.errors import Conflict, Forbidden, NotFound
from persistence.task_facts import Standing
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.i18n import localized
from webapp.pages import errors

MOST = 200  # tasks at once


class Result(NamedTuple):
    """What came of one task.

    ``name`` is None when the person may not see it, ``reason`` when what was asked is done.
    """

    task_id: int
    name: str | None
    reason: str | None = None


def claim(task_ids: Iterable[int]) -> list[Result]:
    """Take tasks of the queue; one's own stay one's own."""
    return _each(task_ids, rights.may_work, _claim)


def assign(task_ids: Iterable[int], to_id: int) -> list[Result]:
    """Give tasks to another person."""
    return _each(task_ids, rights.may_assign, lambda task_id, task: _act(commands.assign, task_id, task, to_id))


def postpone(task_ids: Iterable[int], until: datetime) -> list[Result]:
    """Put tasks aside until an instant."""
    return _each(task_ids, rights.may_postpone, lambda task_id, task: _act(commands.postpone, task_id, task, until))


def _claim(task_id: int, task: Standing) -> None:
    if task.assignee_id is None:
        _act(commands.claim, task_id, task)


def _act(command: Callable[..., None], task_id: int, task: Standing, *given: Any) -> None:
    workflow.act(command, task_id, *given, signed_in().id, on_behalf_of=task.on_behalf_of)


def _each(task_ids: Iterable[int], right: Callable[..., bool], deed: Callable[[int, Standing], object]) -> list[Result]:
    results = []
    for task_id in list(dict.fromkeys(task_ids))[:MOST]:
        try:
            task = readable.require_task(task_id, right)
            deed(task_id, task)
            results.append(Result(task_id, localized(task)))
        except (Conflict, NotFound, Forbidden) as refusal:
            results.append(Result(task_id, _name(task_id), str(errors.refusal_of(refusal).happened)))
    return results


def _name(task_id: int) -> str | None:
    """What a task is called, for whoever may see it."""
    try:
        task, _subject = readable.task(task_id)
    except (NotFound, Forbidden):
        return None
    return localized(task)
