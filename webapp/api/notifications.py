"""What one was told: the list and marking it as read."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from persistence import notification_list
from webapp import dates
from webapp.access.signed_in import signed_in
from webapp.api.schemas import ID, Strict
from webapp.database import db
from webapp.notifications import notices
from webapp.notifications.notices import Notice
from webapp.transaction import run_in_transaction

blueprint = Blueprint("api_notifications", __name__, description="What a person was told")


class NotificationQuery(Strict):
    """Only what is unread, older than an id."""

    unread = fields.Boolean(load_default=False)
    before = fields.Integer(load_default=None, validate=ID)


class Notification(Schema):
    """One thing told, in the language of its reader."""

    id = fields.Integer()
    kind = fields.String()
    text = fields.String()
    details = fields.String()
    address = fields.String()
    created_at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)


class UpTo(Strict):
    """The newest notification that was seen: what came later stays unread."""

    up_to = fields.Integer(required=True, validate=ID)


@blueprint.get("/notifications")
@blueprint.arguments(NotificationQuery, location="query")
@blueprint.response(200, Notification(many=True))
def index(query: dict[str, Any]) -> list[dict[str, Any]]:
    """The newest; go on with ``before`` = the last id."""
    rows = notification_list.page(db.session(), signed_in().id, **query)
    return [_shown(notice) for notice in notices.worded(rows)]


def _shown(notice: Notice) -> dict[str, Any]:
    said = {"text": notice.sentence, "details": notice.details, "address": notices.address(notice.row)}
    return {**notice.row._mapping, **said}


@blueprint.post("/notifications/read")
@blueprint.arguments(UpTo)
@blueprint.response(204)
def read(body: dict[str, Any]) -> None:
    """Mark them as read."""
    who, now = signed_in().id, dates.now()
    run_in_transaction(lambda session: notification_list.mark_read(session, who, now, up_to=body["up_to"]))
