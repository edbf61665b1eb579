"""One's deadlines as a calendar: its secret address is made and revoked on one's own page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from persistence import calendar_feeds
from webapp.access.security import limiter
from webapp.access.signed_in import public, signed_in
from webapp.tasks import deadline_feed
from webapp.transaction import transaction
from webapp.views.people import my_page

blueprint = Blueprint("deadlines", __name__)

LIMIT = "30/minute"  # from one address: calendars ask a few times an hour, and nobody guesses 256 bits


@blueprint.get("/deadlines/<secret>.ics")
@public
@limiter.limit(LIMIT)
def feed(secret: str) -> Response:
    """The calendar; who has the address needs no session, for calendars have none."""
    content = deadline_feed.calendar(secret)
    if content is None:
        raise NotFound
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/me/deadlines")
def create() -> str:
    """Make an address, in place of the one before, and show it, this once."""
    with transaction() as session:
        secret = deadline_feed.issue(session, signed_in().id, with_groups="with_groups" in request.form)
    return my_page(signed_in().id, fresh_feed=deadline_feed.address(secret))


@blueprint.post("/me/deadlines/revoke")
def revoke() -> Response:
    """Calendars that have the address see nothing from now on."""
    with transaction() as session:
        ended = calendar_feeds.revoke(session, signed_in().id)
    if ended:
        flash(_("Адрес календаря отозван: подписанные на него календари больше ничего не получат."), "success")
    return redirect(url_for("people.me"), 303)
