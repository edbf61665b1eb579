"""The same done to several tasks at once: what came of it is told of each."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from webapp.api.schemas import ID, Strict
from webapp.tasks import bulk as task_bulk
from webapp.tasks.bulk import MOST, Outcome

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


class Result(Schema):
    """What came of one task."""

    id = fields.Integer()
    done = fields.Boolean()
    reason = fields.String(allow_none=True, metadata={"description": "Why not, in the language of the request"})


@blueprint.post("/tasks/bulk/claim")
@blueprint.arguments(Several)
@blueprint.response(200, Result(many=True))
def claim(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Take tasks of the groups' queues; a refusal keeps nothing from the others."""
    return _results(body["ids"], task_bulk.claim(body["ids"]))


@blueprint.post("/tasks/bulk/assign")
@blueprint.arguments(GiveSeveral)
@blueprint.response(200, Result(many=True))
def assign(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Give tasks to somebody else for good; a refusal keeps nothing from the others."""
    return _results(body["ids"], task_bulk.assign(body["ids"], body["person_id"]))


@blueprint.post("/tasks/bulk/follow-up")
@blueprint.arguments(PutAside)
@blueprint.response(200, Result(many=True))
def follow_up(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Put tasks aside until a date; a refusal keeps nothing from the others."""
    return _results(body["ids"], task_bulk.postpone(body["ids"], body["follow_up_at"]))


def _results(task_ids: list[int], outcome: Outcome) -> list[dict[str, Any]]:
    """In the order in which they were named, each once."""
    reasons = {task_id: reason for task_id, (_name, reason) in outcome.refused.items()}
    return [
        {"id": task_id, "done": task_id not in reasons, "reason": reasons.get(task_id)}
        for task_id in dict.fromkeys(task_ids)
    ]
