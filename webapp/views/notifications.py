"""The bell: what one was told, the latest in a menu and all of it on a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from persistence import notification_list
from webapp import dates
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.notifications import notices
from webapp.notifications.notices import Notice
from webapp.pages import addresses
from webapp.transaction import transaction

blueprint = Blueprint("notifications", __name__)

LATEST = 8  # in the menu of the bell


@blueprint.get("/notifications")
def index() -> str:
    """What I was told, newest first; by kind, or only what is unread."""
    before = addresses.before_id()
    kind, unread = request.args.get("kind", ""), request.args.get("unread") == "1"
    kinds = [kind] if kind in notices.words() else []
    page = notification_list.page(db.session(), signed_in().id, kinds=kinds, unread=unread, before=before)
    return render_template(
        "notifications/index.html",
        days=_by_day(page),
        newest_unread=_newest_unread(page),
        kind=kind,
        kinds={key: words.kind for key, words in notices.words().items()},
        unread=unread,
        before=before,
        older=page[-1].id if page.has_more else None,
    )


@blueprint.get("/notifications/latest")
def latest() -> str:
    """The inside of the bell's menu."""
    told = notification_list.page(db.session(), signed_in().id, limit=LATEST)
    return render_template("notifications/_latest.html", told=notices.worded(told), newest_unread=_newest_unread(told))


@blueprint.get("/notifications/<int:notification_id>")
def open_one(notification_id: int) -> Response:
    """Lead to what a notification is about, and mark it as read if it is one's own.

    Whoever got its address from somebody else, or stands in for them, comes to the same place: rights are asked there.
    """
    told = notification_list.one(db.session(), notification_id)
    if told is None:
        raise NotFound
    if told.person_id == signed_in().id and told.read_at is None:
        with transaction() as session:
            notification_list.mark_read(session, signed_in().id, dates.now(), only=notification_id)
    return redirect(notices.address(told))


@blueprint.post("/notifications/<int:notification_id>/read")
def read(notification_id: int) -> Response:
    """Mark one as read."""
    with transaction() as session:
        notification_list.mark_read(session, signed_in().id, dates.now(), only=notification_id)
    return _back()


@blueprint.post("/notifications/read")
def read_all() -> Response:
    """Mark as read what was there when the page was shown: what came meanwhile stays unread."""
    with transaction() as session:
        notification_list.mark_read(session, signed_in().id, dates.now(), up_to=_shown())
    return _back()


def _by_day(rows: Sequence[Any]) -> list[tuple[str, list[Notice]]]:
    told = notices.worded(rows)
    return [(day, list(group)) for day, group in groupby(told, lambda one: dates.day_of(one.row.created_at))]


def _newest_unread(rows: Sequence[Any]) -> int | None:
    return next((row.id for row in rows if row.read_at is None), None)


def _shown() -> int:
    """The newest notification of the page that asks."""
    return request.form.get("up_to", 0, addresses.row_id)


def _back() -> Response:
    same: dict[str, Any] = {name: request.args[name] for name in ("kind", "unread", "before") if name in request.args}
    return redirect(url_for("notifications.index", **same), 303)
