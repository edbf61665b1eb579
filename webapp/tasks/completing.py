"""Completing a task, and what is said afterwards: what came of it, who has the case now, what to go on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import orjson
from flask import Flask, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from engine import commands
from engine.engine import Engine
from persistence import inbox, task_facts
from persistence.task_facts import Holder, Standing
from webapp.i18n import localized, quoted

NAMED = 3  # of the tasks that follow


TOLD = "completed"
"""Category of the notice that ``told`` puts into words."""


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


def init_app(app: Flask) -> None:
    app.add_template_filter(told, "completed_task")


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
    mine = inbox.next_task(session, done.instance_id, person_id, engine.now())
    following = tuple(task_facts.holders(session, done.opened[:NAMED])) if done.opened else ()
    return Done(done.instance_id, done.status, done.opened, mine, following, done.recallable)


class Facts(NamedTuple):
    """What the next page says of a completed task; it is kept in the session and put into words there, if at all."""

    task_id: int
    name: str
    name_en: str
    case_id: int | None
    status: str | None
    following: Sequence[Sequence[Any]]
    opened: int
    recallable: bool


def notice(task_id: int, task: Standing, done: Done) -> str:
    """What is to be told of the task, as ``told`` takes it: JSON, for a session keeps texts best."""
    following, opened = done.following, len(done.opened)
    facts = Facts(task_id, task.name, task.name_en, done.instance_id, done.status, following, opened, done.recallable)
    return orjson.dumps(facts, default=tuple).decode()


def told(kept: str) -> Markup:
    """«Задание выполнено. Дальше: … — Иванова Анна. Открыть дело. Отозвать решение»."""
    done = Facts(*orjson.loads(kept))
    said = [_("Задание «%(name)s» выполнено.", name=localized(done)), *_afterwards(done)]
    if done.case_id is None:
        return Markup(" ").join(said)
    link = Markup('<a class="alert-link" href="{}">{}</a>')
    said.append(link.format(url_for("cases.show", case_id=done.case_id), _("Открыть дело")))
    if done.recallable:
        recall = url_for("tasks.show", task_id=done.task_id, _anchor="recall-title")
        said.append(link.format(recall, _("Отозвать решение")))
    return Markup(" ").join(said)


def _afterwards(done: Facts) -> list[str]:
    if done.opened:
        following = [Holder(*line) for line in done.following]
        steps = [_with_holder(list(own)) for _id, own in groupby(following, attrgetter("id"))]
        more = done.opened - NAMED
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
    name = quoted(localized(task))
    return f"{name} — {holder}" if holder else name
