"""The company's working hours, which deadlines are reckoned by; its days are beside its people."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from engine import commands, rights
from engine.commands import Hours
from webapp import workflow
from webapp.api.schemas import Strict
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("api_calendar", __name__, description="Working hours")


class WorkingHours(Strict):
    """From when to when, with a break or without one; which days of the week are free."""

    opens = fields.Time(required=True, format="%H:%M", metadata={"example": "09:00"})
    closes = fields.Time(required=True, format="%H:%M", metadata={"example": "18:00"})
    lunch_starts = fields.Time(load_default=None, allow_none=True, format="%H:%M")
    lunch_ends = fields.Time(load_default=None, allow_none=True, format="%H:%M")
    weekend = fields.List(
        fields.Integer(validate=validate.Range(min=0, max=6)),
        required=True,
        metadata={"description": "0 is Monday", "example": [5, 6]},
    )
    zone = fields.String(required=True, metadata={"example": "Europe/Moscow"})


@blueprint.put("/calendar/hours")
@blueprint.arguments(WorkingHours)
@blueprint.response(204)
def set_hours(body: dict[str, Any]) -> None:
    """Set the working hours, for deadlines that are reckoned from now on."""
    rights.require(rights.may_administer(actor()))
    hours = Hours(**{**body, "weekend": frozenset(body["weekend"])})
    workflow.act(commands.set_working_hours, hours, signed_in().id)
