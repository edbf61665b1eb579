"""Incidents: where an instance stopped because something failed, and what operators do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine import commands, rights
from persistence import cases
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import Strict
from webapp.database import db

blueprint = Blueprint("api_incidents", __name__, description="What failed, and going on from there")


class Incident(Schema):
    """One failure."""

    id = fields.Integer()
    element_id = fields.String(metadata={"description": "The element of the diagram at which the instance stopped"})
    kind = fields.String(validate=validate.OneOf(["expression", "operation", "job", "error", "budget"]))
    message = fields.String()
    details = fields.Dict(metadata={"description": "The expression that failed and the variables it saw, as texts"})
    created_at = fields.AwareDateTime()
    resolved_at = fields.AwareDateTime(allow_none=True)
    resolved_by = fields.Integer(allow_none=True)
    resolution = fields.String(allow_none=True, metadata={"description": "retried, skipped, cancelled or overtaken"})
    note = fields.String(allow_none=True, metadata={"description": "Why, in the words of whoever resolved it"})


class Retry(Strict):
    """What to change before the step is tried again."""

    variables = fields.Dict(keys=fields.String(), load_default=dict)
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class Skip(Strict):
    """Why the step is left behind, and by which of its flows."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    flow = fields.String(load_default=None, allow_none=True)


@blueprint.get("/instances/<int:instance_id>/incidents")
@blueprint.response(200, Incident(many=True))
def index(instance_id: int) -> Sequence[Any]:
    """The incidents of an instance, open ones first, then the newest."""
    readable.case(instance_id)
    return [row.Incident for row in cases.incidents(db.session(), instance_id)]


@blueprint.post("/instances/<int:instance_id>/incidents/<int:incident_id>/retry")
@blueprint.arguments(Retry)
@blueprint.response(204)
def retry(body: dict[str, Any], instance_id: int, incident_id: int) -> None:
    """Try the failed step again, with these variables changed first; if it fails again, that is a new incident."""
    rights.require(rights.may_operate(actor()))
    readable.incident(instance_id, incident_id)
    workflow.act(commands.retry_incident, incident_id, signed_in().id, body["variables"], body["reason"])


@blueprint.post("/instances/<int:instance_id>/incidents/<int:incident_id>/skip")
@blueprint.arguments(Skip)
@blueprint.response(204)
def skip(body: dict[str, Any], instance_id: int, incident_id: int) -> None:
    """Go on at the next element as if the step were done; what it should have done is not done."""
    rights.require(rights.may_operate(actor()))
    readable.incident(instance_id, incident_id)
    workflow.act(commands.skip_incident, incident_id, signed_in().id, body["reason"], body["flow"])
