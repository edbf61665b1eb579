"""Completing a task, and what is said afterwards: what came of it, who has the case now, what to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from engine import commands
from engine.engine import Engine
from persistence import inbox, task_facts
from persistence.task_facts import Holder
from webapp.i18n import localized

NAMED = 3  # of the tasks that follow


class Done(NamedTuple):
    """What came of completing a task; ``next_task_id`` is the person's next one, in the same case if there is one.

    ``following`` says who has the tasks that were opened, the first few of them.
    """

    instance_id: int | None
    status: str | None
    opened: tuple[int, ...]
    next_task_id: int | None
    following: tuple[Holder, ...] = ()
    recallable: bool = False


def complete(
    engine: Engine,
    session: Session,
    task_id: int,
    values: Mapping[str, Any],
    person_id: int,
    on_behalf_of: int | None,
) -> Done:
    """Complete the task and find what to go on with, in the caller's transaction."""
    done = commands.complete_task(engine, session, task_id, values, person_id, on_behalf_of)
    mine = inbox.next_task(session, done.instance_id, person_id)
    following = tuple(task_facts.holders(session, done.opened[:NAMED])) if done.opened else ()
    return Done(done.instance_id, done.status, done.opened, mine, following, done.recallable)


def told(task_id: int, task: Any, done: Done) -> Markup:
    """«Задание выполнено. Дальше: … — Иванова Анна. Открыть дело. Отозвать решение»."""
    said = [_("Задание «%(name)s» выполнено.", name=localized(task)), *_afterwards(done)]
    if done.instance_id is None:
        return Markup(" ").join(said)
    link = Markup('<a class="alert-link" href="{}">{}</a>')
    said.append(link.format(url_for("cases.show", case_id=done.instance_id), _("Открыть дело")))
    if done.recallable:
        said.append(link.format(url_for("tasks.show", task_id=task_id, _anchor="recall-title"), _("Отозвать решение")))
    return Markup(" ").join(said)


def _afterwards(done: Done) -> list[str]:
    if done.opened:
        steps = [_with_holder(list(own)) for _id, own in groupby(done.following, attrgetter("id"))]
        more = len(done.opened) - NAMED
        said = [*steps, _("и ещё %(number)s", number=more)] if more > 0 else steps
        return [_("Дальше: %(steps)s.", steps="; ".join(said))]
    return {
        "completed": [_("Процесс завершён.")],
        "incident": [_("Следующий шаг не удался: введённое сохранено, оператор уже видит это.")],
        "active": [_("Дело идёт дальше.")],
    }.get(done.status or "", [])


def _with_holder(lines: list[Holder]) -> str:
    task = lines[0]
    groups = ", ".join(localized(line, "group_name") for line in lines if line.group_name)
    holder = task.assignee_name or groups
    return f"«{localized(task)}» — {holder}" if holder else f"«{localized(task)}»"
