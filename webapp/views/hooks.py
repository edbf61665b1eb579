"""
Signed webhooks: another system sends a message that starts or moves on a process.

``POST /hooks/<source>`` with a JSON object, and

* ``X-Timestamp``: seconds since 1970; five minutes off at most, so that an old request cannot be sent again;
* ``X-Signature``: hex HMAC-SHA256 (RFC 2104) with the source's secret over ``<timestamp>.<body>``, or with a key or a
  correlation over ``<timestamp>\\n<key>\\n<correlation>.<body>``: who has seen a request cannot send it again under
  another key or to another process;
* ``Idempotency-Key``: the same key twice starts one process; without it the signature is the key;
* ``?correlation=``: which waiting process the message is for, when it does not start one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import Any

import orjson
from flask import Blueprint, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized
from werkzeug.wrappers import Response

from engine import commands
from persistence import definitions
from webapp import workflow
from webapp.access.security import limiter
from webapp.access.signed_in import public
from webapp.database import db
from webapp.settings import Webhook

blueprint = Blueprint("hooks", __name__)

TOLERANCE = 300  # seconds
LOOKS_LIKE_SECONDS = re.compile(r"[0-9]{1,12}")
LIMIT = "120 per minute"
LONGEST_KEY = 200  # characters
FORM = "webhook"
CHANNEL = "webhook"


@blueprint.post("/hooks/<source>")
@public
@limiter.limit(LIMIT)
def receive(source: str) -> tuple[Response, int]:
    """Check the signature, check the data, correlate."""
    webhook = _source(source)
    body = request.get_data()
    key, correlation = _short(request.headers.get("Idempotency-Key")), _short(request.args.get("correlation"))
    _check_signature(webhook, body, key, correlation)
    payload = _accepted(webhook, _read(body))
    result = workflow.act(
        commands.correlate_message,
        webhook.message,
        payload,
        correlation_key=correlation or None,
        idempotency_key=f"{source}:{key or request.headers['X-Signature']}",
    )
    return jsonify(outcome=result.outcome, instance_id=result.instance_id), 202


def signature(secret: str, timestamp: str, body: bytes, key: str = "", correlation: str = "") -> str:
    """What a sender puts into ``X-Signature``."""
    head = f"{timestamp}\n{key}\n{correlation}" if key or correlation else timestamp
    return hmac.new(secret.encode(), head.encode() + b"." + body, hashlib.sha256).hexdigest()


def _source(name: str) -> Webhook:
    webhooks = current_app.config["SETTINGS"].webhooks
    if name not in webhooks:
        raise NotFound
    found: Webhook = webhooks[name]
    return found


def _short(key: str | None) -> str:
    """A key the database can look up."""
    if key and len(key) > LONGEST_KEY:
        raise BadRequest(f"Expected keys of at most {LONGEST_KEY} characters, but one has {len(key)}.")
    return key or ""


def _check_signature(webhook: Webhook, body: bytes, key: str, correlation: str) -> None:
    timestamp = request.headers.get("X-Timestamp", "")
    if not LOOKS_LIKE_SECONDS.fullmatch(timestamp) or abs(time.time() - int(timestamp)) > TOLERANCE:
        raise Unauthorized(f"Expected X-Timestamp to be at most {TOLERANCE} seconds off, but it is {timestamp!r}.")
    given = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(signature(webhook.secret, timestamp, body, key, correlation).encode(), given.encode()):
        raise Unauthorized(
            "Expected X-Signature to be the HMAC-SHA256 of time, key, correlation and body, but it is not."
        )


def _read(body: bytes) -> dict[str, Any]:
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"Expected JSON, but {error}.") from error
    if not isinstance(payload, dict):
        raise BadRequest(f"Expected a JSON object, but got a {type(payload).__name__}.")
    return payload


def _accepted(webhook: Webhook, payload: dict[str, Any]) -> dict[str, Any]:
    """What starts a process is checked by the form ``webhook`` of that process, where it has one."""
    for subscription in definitions.started_by(db.session(), "message", webhook.message):
        form = workflow.definition(subscription.definition_id).forms.get(FORM)
        if form:
            return {"channel": CHANNEL, **form.accept(payload)}
    return payload
