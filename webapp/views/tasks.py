"""«Задание»: the page on which one task is done, and what one does to a task."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.errors import Conflict, DraftChanged, InvalidInput
from engine.values import InvalidValue
from persistence import inbox, user_tasks
from webapp import dates, workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.forms import island as form_island
from webapp.pages import errors
from webapp.pages.conditional import unless_known
from webapp.tasks import columns as task_columns
from webapp.tasks import completing
from webapp.tasks import page as task_page
from webapp.tasks import query as task_query

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks/<int:task_id>")
def show(task_id: int) -> str:
    """What is to be done, why, by when, who asked; and the form."""
    return task_page.page(task_id)


@blueprint.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> Response | str:
    """Take a task of the queue; in the list the row changes in place."""
    task = readable.require_task(task_id, rights.may_work)
    if task.assignee_id is None:  # a second click finds it one's own already
        workflow.act(commands.claim, task_id, signed_in().id, task.on_behalf_of)
    if "HX-Request" not in request.headers:
        return redirect(url_for("tasks.show", task_id=task_id), 303)
    counts = inbox.counts(db.session(), readable.leading_viewer(), dates.now())
    row, query = inbox.row(db.session(), task_id), task_query.asked(request.args)
    columns = task_columns.shown(query.columns, query.process, [row] if row else [])
    return render_template(
        "tasks/_claimed.html",
        task=row,
        query=query,
        tab=request.args.get("tab"),
        columns=columns,
        queues={},
        counts=counts,
    )


@blueprint.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> Response:
    """Give a task back to its group."""
    task = readable.require_task(task_id, rights.may_release)
    workflow.act(commands.release, task_id, signed_in().id, task.on_behalf_of)
    flash(_("Задание возвращено в очередь группы."), "success")
    return redirect(url_for("inbox.show", tab="groups"), 303)


@blueprint.post("/tasks/<int:task_id>/draft")
def draft(task_id: int) -> tuple[Response, int]:
    """Keep what was typed; the form calls this by itself and says which draft it knows (``seen``).

    When another window has saved meanwhile, the answer is that draft, to choose from.
    """
    task = readable.require_task(task_id, rights.may_work)
    values, seen = form_island.drafted(request)
    try:
        saved_at = workflow.act(commands.save_draft, task_id, values, task.on_behalf_of or signed_in().id, seen)
    except DraftChanged:
        theirs, their_moment = user_tasks.draft(db.session(), task_id)
        return jsonify(data=theirs or {}, **_saved(their_moment)), 409
    return jsonify(_saved(saved_at)), 200


def _saved(at: datetime | None) -> dict[str, str | None]:
    """When a draft was saved: in words, and as the form says it when it saves again."""
    return {"saved": dates.moment(at), "seen": at.isoformat() if at else None}


@blueprint.get("/tasks/<int:task_id>/standing")
def standing(task_id: int) -> Response:
    """Whether the task still stands as the open page shows it; an empty 304 as long as it does."""
    return unless_known(task_page.standing(*readable.task(task_id)))


@blueprint.post("/tasks/<int:task_id>/complete")
def complete(task_id: int) -> Response | tuple[str, int]:
    """Check what was filled in, complete the task, go on to the next one.  Whatever is refused stays typed in."""
    values = form_island.submitted(request)
    try:
        task = readable.require_task(task_id, rights.may_work)
        done = workflow.act(completing.complete, task_id, values, signed_in().id, task.on_behalf_of)
    except InvalidInput as refused:
        return task_page.page(task_id, values, refused.errors), 422
    except (Conflict, InvalidValue) as refused:
        problem = errors.refusal_of(refused)
        return task_page.page(task_id, values, problem=problem), problem.status
    flash(completing.notice(task_id, task, done), completing.TOLD)
    following = done.next_task_id
    return redirect(url_for("tasks.show", task_id=following) if following else url_for("inbox.show"), 303)
