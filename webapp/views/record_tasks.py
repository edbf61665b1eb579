"""«Автоматизация»: the tasks about one card, as the list of tasks shows them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from persistence import inbox, record_tasks
from webapp.access import readable
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query
from webapp.tasks.query import TaskQuery

blueprint = Blueprint("record_tasks", __name__)


@blueprint.get("/registries/<registry>/<int:record_id>/tasks")
def show(registry: str, record_id: int) -> Response | str:
    """The tasks of the card's cases, done ones too, that one may see."""
    record = readable.record(registry, record_id).Record
    query = task_query.asked(request.args)

    def address(asked: TaskQuery) -> str:
        return url_for("record_tasks.show", registry=registry, record_id=record_id, **asked.address())

    if "" in request.args.values() and "HX-Request" not in request.headers:
        return redirect(address(query))
    page = task_listing.page_of_record(query, record_id)
    return render_template(
        "tasks/_list.html" if "HX-Request" in request.headers else "registries/tasks.html",
        record=record,
        query=query,
        to=address,
        page=page,
        tasks=page.tasks,
        before=task_query.encode(page.before),
        after=task_query.encode(page.after),
        chips=task_listing.chips(query, page.columns),
        queues=inbox.queue_names(db.session(), [row.id for row in page.tasks if row.assignee_id is None]),
        acts_for=actor().acts_for,
        people=record_tasks.people(db.session(), readable.case_viewer(), record_id, query.responsible),
        dues=task_listing.dues(),
        tab="record",
    )
