"""«Задача»: asking a colleague to do something, by itself or about a case or a card; doing it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.commands import SideTask
from persistence import choices, record_list
from webapp import dates, workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.i18n import localized
from webapp.pages import posted
from webapp.tasks import panel as task_panel

blueprint = Blueprint("side_tasks", __name__)

EVENING = 18  # o'clock
LONGEST_TITLE, LONGEST_TEXT = 200, 10_000  # characters
PRIORITIES = (20, 50, 80)


@blueprint.get("/tasks/new")
def ask() -> str:
    """The form; ``?case=`` and ``?record=`` say what it is about."""
    return _form(
        _about(request.args), {"due": dates.typed(task_panel.workday(db.session(), 1, EVENING)), "priority": "50"}
    )


@blueprint.post("/tasks/new")
def create() -> Response | tuple[str, int]:
    """Ask; what is missing is said beside its field, and nothing typed is lost."""
    about, typed = _about(request.form), request.form
    wrong = _wrong(typed)
    if wrong:
        return _form(about, typed, wrong), 422
    task_id = workflow.act(commands.create_side_task, _asked(about), signed_in().id)
    flash(_("Задача «%(name)s» поставлена.", name=posted.text("title")), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/finish")
def finish(task_id: int) -> Response:
    """The task is done, with what came of it in words."""
    task = readable.require_task(task_id, rights.may_work)
    result = posted.text("result")[:LONGEST_TEXT]
    workflow.act(commands.complete_side_task, task_id, result, signed_in().id, task.on_behalf_of)
    flash(_("Задача «%(name)s» выполнена.", name=localized(task)), "success")
    return redirect(url_for("inbox.show"), 303)


@blueprint.post("/tasks/<int:task_id>/withdraw")
def withdraw(task_id: int) -> Response:
    """It is no longer wanted."""
    task = readable.require_task(task_id, rights.may_withdraw)
    workflow.act(commands.cancel_side_task, task_id, signed_in().id, posted.comment())
    flash(_("Задача «%(name)s» снята.", name=localized(task)), "success")
    return redirect(url_for("inbox.show"), 303)


def _about(given: Mapping[str, str]) -> dict[str, Any]:
    """The case or the card the task will belong to; refused unless the person sees it."""
    case_id, record_id = (posted.as_id(given.get(name, "")) for name in ("case", "record"))
    if case_id is not None:
        return {"case": readable.case(case_id)}
    if record_id is not None:
        found = record_list.record(db.session(), record_id)
        key = found.Record.registry_key if found is not None else ""
        return {"record": readable.record(key, record_id).Record}
    return {}


def _form(about: dict[str, Any], typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    return render_template(
        "tasks/new.html",
        typed=typed,
        wrong=wrong or {},
        priorities=list(zip(PRIORITIES, (_("Не к спеху"), _("Обычный"), _("Срочно")), strict=True)),
        colleagues=choices.colleagues(db.session()),
        groups=choices.groups(db.session()),
        **about,
    )


def _wrong(typed: Mapping[str, str]) -> dict[str, str]:
    wrong = {}
    if not posted.text("title"):
        wrong["title"] = _("Напишите, что нужно сделать.")
    if not posted.text("to"):
        wrong["to"] = _("Выберите, кому поставить задачу.")
    if posted.text("due") and posted.moment("due") is None:
        wrong["due"] = _("Укажите день и час.")
    return wrong


def _asked(about: Mapping[str, Any]) -> SideTask:
    to, person = posted.text("to"), posted.number("to")
    return SideTask(
        title=posted.text("title")[:LONGEST_TITLE],
        description=posted.text("description")[:LONGEST_TEXT],
        assignee_id=person,
        group=None if person is not None else to.removeprefix("group:"),
        due_at=posted.moment("due"),
        priority=posted.number("priority") or 50,
        instance_id=about["case"].id if "case" in about else None,
        record_id=about["record"].id if "record" in about else None,
    )
