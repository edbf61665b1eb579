"""«Задания»: the list of what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from persistence import inbox, people, task_choices, workload
from persistence import saved_views as stored
from webapp import dates
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.tasks import columns as task_columns
from webapp.tasks import fields as task_fields
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query
from webapp.tasks import saved_views
from webapp.tasks.query import TaskQuery

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/")
def home() -> Response:
    """The first page is one's own work."""
    return redirect(url_for("inbox.show"))


@blueprint.get("/tasks")
def show() -> Response | str:
    """The list; htmx asks for its inner part while one types or chooses."""
    query = task_query.asked(request.args)
    if "HX-Request" in request.headers:
        return _part(query)
    if any(not value for name, value in request.args.items(multi=True) if name != "upto"):
        return redirect(_address(query))  # what the form sends empty has no place in an address
    if not request.args and (chosen := stored.default_query(db.session(), signed_in().id, actor().groups)):
        return redirect(url_for("inbox.show", **chosen))
    views, colleagues = saved_views.mine(), people.active(db.session())
    return render_template("tasks/inbox.html", views=views, colleagues=colleagues, **listed(query))


@blueprint.get("/tasks/filters")
def filters() -> str:
    """What can be filtered by, as a part of the form above the list; without script as a page of its own."""
    query = task_query.asked(request.args)
    template = "tasks/_filters.html" if "HX-Request" in request.headers else "tasks/filters.html"
    return render_template(template, query=query, **_choices(query))


def listed(query: TaskQuery) -> dict[str, Any]:
    """The tab that the address names; "mine" while it names none, or the queue when nothing is mine."""
    viewer, now = readable.leading_viewer(), dates.now()
    counts = inbox.counts(db.session(), viewer, now)
    query = replace(query, tab=query.tab or ("mine" if counts.mine or not counts.groups else "groups"))
    page = task_listing.page(query, viewer)
    return {
        "counts": counts,
        "query": query,
        "tab": query.tab,
        "page": page,
        "tasks": page.tasks,
        "before": task_query.encode(page.before),
        "after": task_query.encode(page.after),
        "chips": task_listing.chips(query, page.columns),
        "queues": inbox.queue_names(db.session(), [row.id for row in page.tasks if row.assignee_id is None]),
        "team": workload.of_people(db.session(), viewer.led, now) if query.tab == "team" else (),
        "acts_for": actor().acts_for,
        "selectable": query.tab != "done",
        "to": _address,
        "back": urlsplit(_address(query)).query,
    }


def _part(query: TaskQuery) -> Response:
    """The list alone; the browser's address follows what was asked for."""
    answer = make_response(render_template("tasks/_list.html", **listed(query)))
    shown, address = urlsplit(request.headers.get("HX-Current-URL", "")), urlsplit(_address(query))
    if (shown.path, shown.query) != (address.path, address.query):
        answer.headers["HX-Push-Url"] = address.geturl()
    return answer


def _choices(query: TaskQuery) -> dict[str, Any]:
    viewer, now, variables = readable.viewer(), dates.now(), task_fields.variables(query.process)
    registries = task_choices.registries(db.session(), viewer, now)
    return {
        "processes": task_choices.processes(db.session(), viewer, now),
        "people": task_choices.people(db.session(), viewer, now, query.responsible),
        "groups": people.groups(db.session(), (value for kind, value in viewer.candidacies if kind == "group")),
        "fields": task_fields.offered(variables),
        "columns": task_columns.offered(variables, registries, query.columns),
        "most_columns": task_query.MOST_COLUMNS,
        "operators": task_listing.operators(),
        "dues": task_listing.dues(),
    }


def _address(query: TaskQuery) -> str:
    return url_for("inbox.show", **query.address())
