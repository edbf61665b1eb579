"""Outgoing webhooks: registering them, their deliveries, delivering again; for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine import announcing, rights
from persistence import webhooks
from persistence.webhooks import Webhook, WebhookDelivery
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import ID, Id, Number, Strict
from webapp.database import db
from webapp.webhooks import registering
from webapp.webhooks.registering import Asked, HookRefused

blueprint = Blueprint("api_webhooks", __name__, description="What programs outside are told")


class NewHook(Strict):
    """An address to post events to; without processes those of all."""

    name = fields.String(required=True)
    url = fields.Url(required=True, schemes={"http", "https"}, require_tld=False)
    events = fields.List(fields.String(validate=validate.OneOf(announcing.EVENTS)), required=True)
    processes = fields.List(fields.String(), load_default=list)


class Hook(Schema):
    """A registered webhook."""

    id = fields.Integer()
    name = fields.String()
    url = fields.String()
    active = fields.Boolean()
    created_at = fields.AwareDateTime()


class FreshHook(Hook):
    """A webhook with its secret, which is shown this once."""

    secret = fields.String()


class Delivery(Schema):
    """One event for one webhook, and what came of it."""

    id = fields.Integer()
    event = fields.String()
    data = fields.Dict()
    status = fields.String()
    attempts = fields.Integer()
    created_at = fields.AwareDateTime()
    tried_at = fields.AwareDateTime(allow_none=True)
    response_status = fields.Integer(allow_none=True)
    response_body = fields.String(allow_none=True)
    error = fields.String(allow_none=True)


class DeliveryQuery(Strict):
    """Which deliveries: of a status, older than an id."""

    status = fields.String(load_default="", validate=validate.OneOf(("", "pending", "delivered", "failed")))
    before = fields.Integer(load_default=None, validate=ID)


class Switch(Strict):
    """On or off; what waits is not sent while it is off."""

    active = fields.Boolean(required=True)


class Again(Strict):
    """One delivery, or all that were given up."""

    delivery_id = fields.Integer(load_default=None, allow_none=True, validate=ID)


def _require() -> None:
    rights.require(rights.may_administer(actor()))


@blueprint.get("/webhooks")
@blueprint.response(200, Hook(many=True))
def index() -> list[Webhook]:
    """Every webhook."""
    _require()
    return [row.Webhook for row in webhooks.all_of_them(db.session())]


@blueprint.post("/webhooks")
@blueprint.arguments(NewHook)
@blueprint.response(201, FreshHook)
def create(body: dict[str, Any]) -> Webhook:
    """Register a webhook; keep its secret, it is not shown again."""
    _require()
    try:
        return workflow.act(registering.register, Asked(**body), signed_in().id)
    except HookRefused as refusal:
        abort(422, description=str(refusal))


@blueprint.patch("/webhooks/<int:webhook_id>")
@blueprint.arguments(Switch)
@blueprint.response(204)
def switch(body: dict[str, bool], webhook_id: int) -> None:
    """Switch a webhook on or off."""
    _require()
    registering.existing(webhook_id)
    workflow.act(registering.switch, webhook_id, body["active"], signed_in().id)


@blueprint.post("/webhooks/<int:webhook_id>/ping")
@blueprint.response(202, Id)
def ping(webhook_id: int) -> dict[str, int]:
    """Send a message that means nothing; its delivery tells what came of it."""
    _require()
    registering.existing(webhook_id)
    return {"id": workflow.act(registering.ping, webhook_id)}


@blueprint.delete("/webhooks/<int:webhook_id>")
@blueprint.response(204)
def delete(webhook_id: int) -> None:
    """Remove a webhook with its log."""
    _require()
    registering.existing(webhook_id)
    workflow.act(registering.remove, webhook_id, signed_in().id)


@blueprint.get("/webhooks/<int:webhook_id>/deliveries")
@blueprint.arguments(DeliveryQuery, location="query")
@blueprint.response(200, Delivery(many=True))
def deliveries(query: dict[str, Any], webhook_id: int) -> Sequence[WebhookDelivery]:
    """The newest deliveries; go on with ``before`` = the last id."""
    _require()
    registering.existing(webhook_id)
    return webhooks.deliveries(db.session(), webhook_id, **query)


@blueprint.post("/webhooks/<int:webhook_id>/redeliver")
@blueprint.arguments(Again)
@blueprint.response(200, Number)
def redeliver(body: dict[str, Any], webhook_id: int) -> dict[str, int]:
    """Send one delivery once more, or all that were given up."""
    _require()
    registering.existing(webhook_id)
    return {"number": workflow.act(registering.redeliver, webhook_id, body["delivery_id"])}
