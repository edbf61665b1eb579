"""Completing a task, and what is said afterwards: what came of it, who has the case now, what to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from engine import commands
from engine.engine import Engine
from persistence import inbox, task_facts
from webapp.i18n import localized


class Done(NamedTuple):
    """What came of completing a task; ``next_task_id`` is the person's next one, in the same case if there is one."""

    instance_id: int | None
    status: str | None
    opened: tuple[int, ...]
    next_task_id: int | None


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
    following = inbox.next_task(session, done.instance_id, person_id)
    return Done(done.instance_id, done.status, done.opened, following)


def told(session: Session, task_id: int, task: Any, done: Done) -> Markup:
    """«Задание выполнено. Дальше: … — Иванова Анна. Открыть дело. Отозвать решение»."""
    said = [_("Задание «%(name)s» выполнено.", name=localized(task)), *_afterwards(session, done)]
    if done.instance_id is None:
        return Markup(" ").join(said)
    link = Markup('<a class="alert-link" href="{}">{}</a>')
    said.append(link.format(url_for("cases.show", case_id=done.instance_id), _("Открыть дело")))
    if task.token is not None and done.status == "active":
        said.append(link.format(url_for("tasks.show", task_id=task_id, _anchor="recall-title"), _("Отозвать решение")))
    return Markup(" ").join(said)


def _afterwards(session: Session, done: Done) -> list[str]:
    if done.opened:
        tasks = task_facts.named(session, done.opened)
        queues = inbox.queue_names(session, [task.id for task in tasks if task.assignee_name is None])
        return [_("Дальше: %(steps)s.", steps="; ".join(_with_holder(task, queues) for task in tasks))]
    return {
        "completed": [_("Процесс завершён.")],
        "incident": [_("Следующий шаг не удался: введённое сохранено, оператор уже видит это.")],
        "active": [_("Дело идёт дальше.")],
    }.get(done.status or "", [])


def _with_holder(task: Any, queues: Mapping[int, list[Any]]) -> str:
    holder = task.assignee_name or ", ".join(localized(group) for group in queues.get(task.id, ()))
    return f"«{localized(task)}» — {holder}" if holder else f"«{localized(task)}»"
