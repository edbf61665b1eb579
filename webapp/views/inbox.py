"""«Задания»: the list of what waits for a person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from persistence import inbox
from webapp import addresses, dates, readable
from webapp.database import db

blueprint = Blueprint("inbox", __name__)

TABS = ("mine", "groups", "overdue")


@blueprint.get("/")
def home() -> Response:
    """The first page is one's own work."""
    return redirect(url_for("inbox.show"))


@blueprint.get("/tasks")
def show() -> str:
    """The list; htmx asks for its inner part while one types into the search."""
    template = "tasks/_list.html" if "HX-Request" in request.headers else "tasks/inbox.html"
    return render_template(template, **_list())


def _list() -> dict[str, Any]:
    """The tab that the address names; "mine" while it names none, or the queue when nothing is mine."""
    now = dates.now()
    counts = inbox.counts(db.session(), readable.viewer(), now)
    tab = request.args.get("tab") or ("mine" if counts.mine or not counts.groups else "groups")
    tab = tab if tab in TABS else "mine"
    page = addresses.page_number()
    search = request.args.get("q", "").strip()
    rows = inbox.tasks(db.session(), readable.viewer(), tab, now, search=search, page=page)
    shown = rows[: inbox.PAGE]
    return {
        "counts": counts,
        "tab": tab,
        "page": page,
        "search": search,
        "has_more": len(rows) > len(shown),
        "tasks": shown,
        "queues": inbox.queue_names(db.session(), [row.id for row in shown if row.assignee_id is None]),
    }
