"""Messages and signals: what happened outside, for the one process it is meant for, or for all."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import Message, MessageResult, Signal, SignalResult

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
