"""
The public form: a client's request becomes a message that starts a process.

It needs no script: the page is drawn from the form's JSON Schema and checked by the server.  A field that people do not
see catches robots; a hidden key makes sure that a double click starts one process, not two.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine import commands
from engine.definitions import Definition
from engine.errors import InvalidInput
from engine.forms import FieldError, Form
from persistence import cases, definitions
from webapp import workflow
from webapp.access.security import limiter
from webapp.access.signed_in import public
from webapp.database import db
from webapp.forms.plain import plain_fields, read_plain
from webapp.i18n import language

blueprint = Blueprint("request_form", __name__)

MESSAGE = "lead.received"
FORM = "request"
CHANNEL = "web_form"
TRAP = "website"  # a field that only robots fill in
LIMIT = "10 per minute; 60 per hour"
LONGEST_KEY = 64  # characters; ours are 36 long


@blueprint.get("/request")
@public
def show() -> str:
    """The empty form."""
    return _page(_form(), {}, str(uuid.uuid4()))


@blueprint.post("/request")
@public
@limiter.limit(LIMIT)
def send() -> Response | tuple[str, int]:
    """Check the request and start the process, once per key."""
    form, key = _form(), request.form.get("key", "")[:LONGEST_KEY]
    values = read_plain(form, request.form)
    if request.form.get(TRAP):
        return redirect(url_for("request_form.status", reference="received"), 303)
    try:
        accepted = form.accept(values)
    except InvalidInput as refused:
        return _page(form, values, key, refused.errors), 422
    result = workflow.act(
        commands.correlate_message, MESSAGE, {**accepted, "channel": CHANNEL}, idempotency_key=key or None
    )
    return redirect(url_for("request_form.status", reference=_references().dumps(result.instance_id)), 303)


@blueprint.get("/request/<reference>")
@public
def status(reference: str) -> str:
    """Thanks, the number, and how far the request is; only who has the link can see it."""
    case = None if reference == "received" else cases.facts(db.session(), _instance_of(reference))
    return render_template("request/status.html", case=case)


def _form() -> Form:
    """The form of the process that is deployed now."""
    return _definition().forms[FORM]


def _definition() -> Definition:
    for subscription in definitions.started_by(db.session(), "message", MESSAGE):
        definition = workflow.definition(subscription.definition_id)
        if FORM in definition.forms:
            return definition
    raise NotFound


def _page(form: Form, values: Mapping[str, Any], key: str, wrong: Sequence[FieldError] = ()) -> str:
    shown = form.localized(language())
    return render_template(
        "request/form.html",
        form=shown,
        fields=plain_fields(shown, values, wrong, language()),
        key=key,
        trap=TRAP,
        has_errors=bool(wrong),
    )


def _references() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="request")


def _instance_of(reference: str) -> int:
    try:
        return int(_references().loads(reference))
    except (BadSignature, TypeError, ValueError):
        raise NotFound from None
