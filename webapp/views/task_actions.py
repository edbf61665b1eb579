"""What one does to a task besides filling it in: hands it over, delegates and returns it, puts it aside, plans it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.errors import RecallRefused
from persistence.task_facts import Standing
from webapp import dates, workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.i18n import localized
from webapp.pages import posted
from webapp.tasks import panel as task_panel

blueprint = Blueprint("task_actions", __name__)


@blueprint.post("/tasks/<int:task_id>/assign")
def assign(task_id: int) -> Response:
    """Give the task to somebody else for good."""
    task = readable.require_task(task_id, rights.may_assign)
    return _pass_on(task_id, task, commands.assign, _("Задание «%(name)s» передано.", name=localized(task)))


@blueprint.post("/tasks/<int:task_id>/delegate")
def delegate(task_id: int) -> Response:
    """Let somebody else do the work and give it back."""
    task = readable.require_task(task_id, rights.may_delegate)
    words = _("Задание «%(name)s» делегировано. Когда его вернут, завершите его вы.", name=localized(task))
    return _pass_on(task_id, task, commands.delegate, words)


@blueprint.post("/tasks/<int:task_id>/give-back")
def give_back(task_id: int) -> Response:
    """Return a delegated task to its owner."""
    task = readable.require_task(task_id, rights.may_give_back)
    workflow.act(commands.give_back, task_id, signed_in().id, posted.comment(), task.on_behalf_of)
    flash(_("Задание «%(name)s» возвращено владельцу.", name=localized(task)), "success")
    mine = task.owner_id in actor().people()
    return redirect(url_for("tasks.show", task_id=task_id) if mine else url_for("inbox.show"), 303)


@blueprint.post("/tasks/<int:task_id>/postpone")
def postpone(task_id: int) -> Response:
    """Put the task aside until a date."""
    task, until = readable.require_task(task_id, rights.may_postpone), posted.moment("until")
    if until is None or until <= dates.now():
        flash(_("Выберите день и час, которые ещё не наступили."), "error")
        return redirect(url_for("tasks.show", task_id=task_id), 303)
    workflow.act(commands.postpone, task_id, until, signed_in().id, posted.comment(), task.on_behalf_of)
    words = _("Задание «%(name)s» отложено и вернётся само: %(when)s.", name=localized(task), when=dates.moment(until))
    flash(words, "success")
    return redirect(url_for("inbox.show"), 303)


@blueprint.post("/tasks/<int:task_id>/fetch-back")
def fetch_back(task_id: int) -> Response:
    """Go on with a task that was put aside, before its date."""
    task = readable.require_task(task_id, rights.may_postpone)
    workflow.act(commands.postpone, task_id, None, signed_in().id, on_behalf_of=task.on_behalf_of)
    flash(_("Задание «%(name)s» снова в работе.", name=localized(task)), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/plan")
def plan(task_id: int) -> Response:
    """Move the due date, change the priority."""
    task = readable.require_task(task_id, rights.may_direct)
    wanted = (posted.moment("due"), posted.number("priority"))
    workflow.act(commands.plan, task_id, *wanted, signed_in().id, posted.comment())
    flash(_("Срок и приоритет задания «%(name)s» сохранены.", name=localized(task)), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/recall")
def recall(task_id: int) -> Response:
    """Take back what one has submitted: it is the draft of the task again."""
    task = readable.require_task(task_id, rights.may_recall)
    try:
        workflow.act(commands.recall_task, task_id, signed_in().id)
    except RecallRefused as refused:
        flash(task_panel.recall_words(refused.reason), "warning")
    else:
        flash(_("Решение по заданию «%(name)s» отозвано. Введённое ждёт в форме.", name=localized(task)), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _pass_on(task_id: int, task: Standing, command: Callable[..., None], words: str) -> Response:
    """To the list, where the next task is: this one is somebody else's now."""
    to_id = posted.number("person")
    if to_id is None:
        flash(_("Выберите сотрудника."), "error")
        return redirect(url_for("tasks.show", task_id=task_id), 303)
    workflow.act(command, task_id, to_id, signed_in().id, posted.comment(), task.on_behalf_of)
    flash(words, "success")
    return redirect(url_for("inbox.show"), 303)
