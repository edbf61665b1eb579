"""How one wants to be told things, by kind."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine.notices import KINDS
from webapp.api.schemas import Strict
from webapp.notifications import choices as notice_choices
from webapp.notifications.choices import MAILS

blueprint = Blueprint("api_notification_choices", __name__, description="How one wants to be told things")


class Way(Strict):
    """How one kind of notice is told."""

    kind = fields.String(required=True, validate=validate.OneOf(tuple(KINDS)))
    bell = fields.Boolean(required=True)
    mail = fields.String(required=True, validate=validate.OneOf(MAILS))


class Choices(Schema):
    """Every kind, and when the digest comes."""

    kinds = fields.List(fields.Nested(Way))
    digest_at = fields.Time(format="%H:%M")


class Chosen(Strict):
    """What is to be different; kinds that are not named stay as they are."""

    kinds = fields.List(fields.Nested(Way), load_default=list, validate=validate.Length(max=len(KINDS)))
    digest_at = fields.Time(load_default=None, allow_none=True, format="%H:%M", metadata={"example": "09:00"})


@blueprint.get("/me/notification-choices")
@blueprint.response(200, Choices)
def show() -> dict[str, Any]:
    """How each kind of notice is told to oneself."""
    kinds = [{"kind": kind, "bell": bell, "mail": mail} for kind, (bell, mail) in notice_choices.mine().items()]
    return {"kinds": kinds, "digest_at": time.fromisoformat(notice_choices.digest_at())}


@blueprint.patch("/me/notification-choices")
@blueprint.arguments(Chosen)
@blueprint.response(204)
def change(body: dict[str, Any]) -> None:
    """Choose how kinds of notice are told, and when the digest comes."""
    chosen = {way["kind"]: (way["bell"], way["mail"]) for way in body["kinds"]}
    digest_at = body["digest_at"]
    notice_choices.keep(notice_choices.mine() | chosen, None if digest_at is None else f"{digest_at:%H:%M}")
