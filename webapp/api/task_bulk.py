"""The same done to several tasks at once: what came of it is told of each."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from webapp.api.schemas import ID, Strict
from webapp.tasks import bulk as task_bulk
from webapp.tasks.bulk import MOST, Result

blueprint = Blueprint("api_task_bulk", __name__, description="Several tasks at once")


class Several(Strict):
    """Which tasks."""

    ids = fields.List(fields.Integer(validate=ID), required=True, validate=validate.Length(min=1, max=MOST))


class GiveSeveral(Several):
    """To whom they go."""

    person_id = fields.Integer(required=True, validate=ID)


class PutAside(Several):
    """Until when they are put aside."""

    follow_up_at = fields.AwareDateTime(required=True)


class Came(Schema):
    """What came of one task."""

    id = fields.Integer(attribute="task_id")
    name = fields.String(allow_none=True, metadata={"description": "null for a task one may not see"})
    url = fields.Function(
        lambda result: result.name and url_for("tasks.show", task_id=result.task_id, _external=True),
        metadata={"type": ["string", "null"], "format": "uri", "description": "Its page"},
    )
    done = fields.Function(lambda result: result.reason is None, metadata={"type": "boolean"})
    reason = fields.String(allow_none=True, metadata={"description": "Why not, in the language of the request"})


@blueprint.post("/tasks/bulk/claim")
@blueprint.arguments(Several)
@blueprint.response(200, Came(many=True))
def claim(body: dict[str, Any]) -> list[Result]:
    """Take tasks of the groups' queues; a refusal keeps nothing from the others."""
    return task_bulk.claim(body["ids"])


@blueprint.post("/tasks/bulk/assign")
@blueprint.arguments(GiveSeveral)
@blueprint.response(200, Came(many=True))
def assign(body: dict[str, Any]) -> list[Result]:
    """Give tasks to somebody else for good; a refusal keeps nothing from the others."""
    return task_bulk.assign(body["ids"], body["person_id"])


@blueprint.post("/tasks/bulk/follow-up")
@blueprint.arguments(PutAside)
@blueprint.response(200, Came(many=True))
def follow_up(body: dict[str, Any]) -> list[Result]:
    """Put tasks aside until a date; a refusal keeps nothing from the others."""
    return task_bulk.postpone(body["ids"], body["follow_up_at"])
