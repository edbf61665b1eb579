"""The same done to several tasks: each in a transaction of its own, so that a refusal keeps nothing from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from engine import commands, rights
from engine.errors import Conflict, Forbidden, NotFound
from persistence.task_facts import Standing
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.i18n import localized
from webapp.pages import errors

MOST = 200  # tasks at once


@dataclass(frozen=True, slots=True)
class Outcome:
    """The tasks it was done to, and those it was not: id → (name, why)."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)

    def by_reason(self) -> dict[str, list[str]]:
        """The names of the refused tasks by the reason."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.refused.values():
            reasons.setdefault(reason, []).append(name)
        return reasons


def claim(task_ids: Iterable[int]) -> Outcome:
    """Take tasks of the queue; one's own stay one's own."""
    return _each(task_ids, rights.may_work, _claim)


def assign(task_ids: Iterable[int], to_id: int) -> Outcome:
    """Give tasks to another person."""
    return _each(task_ids, rights.may_assign, lambda task_id, task: _act(commands.assign, task_id, task, to_id))


def postpone(task_ids: Iterable[int], until: datetime) -> Outcome:
    """Put tasks aside until an instant."""
    return _each(task_ids, rights.may_postpone, lambda task_id, task: _act(commands.postpone, task_id, task, until))


def _claim(task_id: int, task: Standing) -> None:
    if task.assignee_id is None:
        _act(commands.claim, task_id, task)


def _act(command: Callable[..., None], task_id: int, task: Standing, *given: Any) -> None:
    workflow.act(command, task_id, *given, signed_in().id, on_behalf_of=task.on_behalf_of)


def _each(task_ids: Iterable[int], right: Callable[..., bool], deed: Callable[[int, Standing], object]) -> Outcome:
    outcome = Outcome()
    for task_id in list(dict.fromkeys(task_ids))[:MOST]:
        name = _("№ %(id)s", id=task_id)
        try:
            task = readable.require_task(task_id, right)
            name = localized(task)
            deed(task_id, task)
            outcome.done.append(task_id)
        except (Conflict, NotFound, Forbidden) as refusal:
            outcome.refused[task_id] = (name, str(errors.refusal_of(refusal).happened))
    return outcome
