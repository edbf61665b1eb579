"""
The numbers on the tabs and beside the bell, kept true by one conditional poll.

The page asks every ten seconds while it is visible; as long as nothing has changed the answer is an empty 304 (RFC
9110, 13.1.2).
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint
from werkzeug.wrappers import Response

from persistence import inbox, notification_list
from webapp import dates
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.pages.conditional import unless_known

blueprint = Blueprint("counters", __name__)


@blueprint.get("/counters")
def show() -> Response:
    """``{"mine", "groups", "overdue", "unread"}``."""
    counts = asdict(inbox.counts(db.session(), readable.viewer(), dates.now()))
    return unless_known(counts | {"unread": notification_list.unread_count(db.session(), signed_in().id)})
