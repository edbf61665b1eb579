"""Messages and signals: what happened outside, for the one process it is meant for, or for all."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine import commands, rights
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import Strict


class Message(Strict):
    """Something that happened outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    payload = fields.Dict(keys=fields.String(), load_default=dict)
    correlation_key = fields.String(load_default=None, allow_none=True)
    idempotency_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))

    ttl = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=50),
        metadata={"description": "How long it is kept if nobody waits for it: an ISO 8601 duration such as PT4H"},
    )


class MessageResult(Schema):
    """What became of a message; a buffered one is kept until somebody waits for it or its time is over."""

    outcome = fields.String(validate=validate.OneOf(("started", "delivered", "duplicate", "buffered", "unmatched")))
    instance_id = fields.Integer(allow_none=True)


class Signal(Strict):
    """Something everybody who waits for it should know."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    payload = fields.Dict(keys=fields.String(), load_default=dict)


class SignalResult(Schema):
    """Whom a signal has reached."""

    delivered = fields.Integer(metadata={"description": "How many waiting steps have got it"})
    started = fields.List(fields.Integer(), metadata={"description": "Ids of the instances it has started"})
    scheduled = fields.Integer(metadata={"description": "How many more get it within moments, if there are very many"})


blueprint = Blueprint("api_messages", __name__, description="What happened outside")


@blueprint.post("/messages")
@blueprint.arguments(Message)
@blueprint.response(200, MessageResult)
def send(body: dict[str, Any]) -> commands.Receipt:
    """Deliver a message; the same idempotency key is delivered once. Nobody waits: it is kept for its ``ttl``."""
    rights.require(rights.may_send_message(actor()))
    life = body.pop("ttl")
    return workflow.act(commands.correlate_message, **body, time_to_live=life, actor_id=signed_in().id)


@blueprint.post("/signals")
@blueprint.arguments(Signal)
@blueprint.response(200, SignalResult)
def broadcast(body: dict[str, Any]) -> commands.Reached:
    """Give a signal to every instance that waits for it, and start every process that it starts."""
    rights.require(rights.may_send_message(actor()))
    return workflow.act(commands.broadcast_signal, **body, actor_id=signed_in().id)
