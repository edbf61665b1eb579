"""What the next page says of tasks that something was done to together: each by its name, with a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import orjson
from flask import Flask, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from persistence import people, task_facts
from webapp import dates
from webapp.database import db
from webapp.tasks.bulk import Result

DONE = "done_together"
REFUSED = "refused_together"
"""Categories of the notices that ``told`` puts into words."""

LISTED = 5  # tasks; the others unfold


class Facts(NamedTuple):
    """What is kept in the session, whose cookie has no room for two hundred names.

    ``to`` is whom the tasks were given, ``until`` the day they wait for; neither when they were claimed. ``reason`` is
    why nothing was done. ``unseen`` are the ids of tasks the person may not see.
    """

    to: int | None
    until: str | None
    ids: Sequence[int]
    unseen: Sequence[int] = ()
    reason: str | None = None


def init_app(app: Flask) -> None:
    app.add_template_filter(told, "tasks_together")


def notices(to_id: int | None, until: date | None, results: Sequence[Result]) -> list[tuple[str, str]]:
    """Pairs (text, category) to flash: the tasks that it was done to, then the others by the reason."""
    by_reason: dict[str | None, list[Result]] = {}
    for result in sorted(results, key=lambda result: result.reason is not None):
        by_reason.setdefault(result.reason, []).append(result)
    day = until.isoformat() if until else None
    return [
        (_kept(to_id, day, group, reason), DONE if reason is None else REFUSED) for reason, group in by_reason.items()
    ]


def told(kept: str) -> Markup:
    """«Взято в работу: 2.» and the list of the two."""
    facts = Facts(*orjson.loads(kept))
    known = task_facts.names(db.session(), [one for one in facts.ids if one not in facts.unseen])
    tasks = [(task_id, known.get(task_id)) for task_id in facts.ids]
    shown = {"tasks": tasks, "listed": LISTED, "is_refused": facts.reason is not None}
    return Markup(render_template("tasks/_bulk_told.html", sentence=_sentence(facts), **shown))  # noqa: S704 - a template has escaped it


def _kept(to_id: int | None, day: str | None, results: Sequence[Result], reason: str | None) -> str:
    unseen = [result.task_id for result in results if result.name is None]
    return orjson.dumps(tuple(Facts(to_id, day, [result.task_id for result in results], unseen, reason))).decode()


def _sentence(facts: Facts) -> str:
    number = dates.number(len(facts.ids))
    if facts.reason is not None:
        return _("%(reason)s. С этими заданиями ничего не произошло:", reason=facts.reason)
    if facts.until is not None:
        return _(
            "Отложено: %(number)s. Вернутся сами: %(day)s.",
            day=dates.day(date.fromisoformat(facts.until)),
            number=number,
        )
    if facts.to is not None:
        name = people.names(db.session(), [facts.to])[facts.to]
        return _("Переназначено: %(number)s. Исполнитель: %(name)s.", number=number, name=name)
    return _("Взято в работу: %(number)s.", number=number)
