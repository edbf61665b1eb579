"""Messages: what happened outside, for the process that waits for it or starts with it."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from webapp import workflow
from webapp.api.schemas import Message, MessageResult
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("api_messages", __name__, description="What happened outside")


@blueprint.post("/messages")
@blueprint.arguments(Message)
@blueprint.response(200, MessageResult)
def send(body: dict[str, Any]) -> commands.MessageResult:
    """Deliver a message; the same idempotency key is delivered once."""
    rights.require(rights.may_send_message(actor()))
    return workflow.act(commands.correlate_message, **body, actor_id=signed_in().id)
