"""«Представления»: filters and order of the list kept under a name, for oneself or shared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from persistence import people
from persistence.people import EVERYONE
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.tasks import columns as task_columns
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query
from webapp.tasks import saved_views

blueprint = Blueprint("saved_views", __name__)


@blueprint.get("/tasks/views")
def index() -> str:
    """One's views to change, and a form for what the address asks for."""
    query = task_query.asked(request.args).but()
    return render_template(
        "tasks/views.html",
        views=saved_views.mine(),
        query=query,
        chips=task_listing.chips(query, task_columns.shown(query.columns, query.process, ())),
        groups=people.groups(db.session(), actor().groups - {EVERYONE}),
    )


@blueprint.post("/tasks/views")
def create() -> Response:
    """Keep what the form's address asks for under a name."""
    query = task_query.asked(request.form)
    saved_views.keep(request.form.get("view_name", ""), query, request.form.getlist("share"))
    flash(_("Представление сохранено."), "success")
    return redirect(url_for("inbox.show", **query.address()), 303)


@blueprint.post("/tasks/views/<int:view_id>")
def change(view_id: int) -> Response:
    """Rename it, share it."""
    saved_views.change(view_id, request.form.get("view_name", ""), request.form.getlist("share"))
    return _back(_("Представление изменено."))


@blueprint.post("/tasks/views/<int:view_id>/default")
def toggle_default(view_id: int) -> Response:
    """Open the list with it, or no longer."""
    is_default = not saved_views.named(view_id).is_default
    saved_views.set_default(view_id, is_default=is_default)
    if is_default:
        return _back(_("Задания будут открываться с этого представления."))
    return _back(_("Задания будут открываться как обычно."))


@blueprint.post("/tasks/views/<int:view_id>/delete")
def remove(view_id: int) -> Response:
    """Forget it."""
    saved_views.remove(view_id)
    return _back(_("Представление удалено."))


def _back(words: Any) -> Response:
    flash(words, "success")
    return redirect(url_for("saved_views.index"), 303)
