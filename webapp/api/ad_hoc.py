"""Steps of an instance that people start by themselves: those of its ad hoc subprocesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from engine import commands
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.api.schemas import Strict
from webapp.database import db

blueprint = Blueprint("api_ad_hoc", __name__, description="Steps that people start by themselves")


class Part(Schema):
    """An ad hoc subprocess that is going on."""

    token = fields.Integer()
    element_id = fields.String(metadata={"description": "The ad hoc subprocess in the diagram"})
    steps = fields.List(fields.String(), metadata={"description": "The elements that can be started now"})
    ends_by_hand = fields.Boolean(metadata={"description": "Whether people say when all is done; else a condition"})
    takes_away = fields.Boolean(metadata={"description": "Whether tasks still open in it are taken away then"})


class Step(Strict):
    """What to start."""

    element_id = fields.String(required=True)


class Opened(Schema):
    """The tasks that a started step has opened."""

    tasks = fields.List(fields.Integer())


@blueprint.get("/instances/<int:instance_id>/parts")
@blueprint.response(200, Part(many=True))
def index(instance_id: int) -> Sequence[Any]:
    """Where in an instance people choose what is done."""
    case = readable.case(instance_id)
    return list(commands.ad_hoc_parts(workflow.engine(), db.session(), instance_id, case.definition_id))


@blueprint.post("/instances/<int:instance_id>/parts/<int:token>/steps")
@blueprint.arguments(Step)
@blueprint.response(200, Opened)
def start(body: dict[str, Any], instance_id: int, token: int) -> dict[str, Any]:
    """Start a step; 409 if it cannot be started now."""
    readable.case_to_steer(instance_id)
    opened = workflow.act(commands.start_step, instance_id, token, body["element_id"], signed_in().id)
    return {"tasks": list(opened)}


@blueprint.post("/instances/<int:instance_id>/parts/<int:token>/end")
@blueprint.response(204)
def end(instance_id: int, token: int) -> None:
    """Say that all is done in it; 409 if it is over or a condition ends it."""
    readable.case_to_steer(instance_id)
    workflow.act(commands.end_ad_hoc, instance_id, token, signed_in().id)
