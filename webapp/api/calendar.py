"""The company's working hours and days, which deadlines are reckoned by: everybody reads, administrators write."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine import commands, rights
from engine.calendar import Day
from engine.commands import Hours, OwnDays
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import Strict
from webapp.database import db

blueprint = Blueprint("api_calendar", __name__, description="Working hours and days")

MOST_DAYS = 366


class CalendarQuery(Strict):
    """From which day to which, at most 366 days."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)


class CalendarDay(Schema):
    """A day: off, short (an hour less) or full."""

    day = fields.Date()
    kind = fields.String(validate=validate.OneOf(tuple(Day)))


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


class DaysOfOnesOwn(Strict):
    """What days are, whatever the public calendar says."""

    first = fields.Date(required=True, metadata={"example": "2026-12-31"})
    last = fields.Date(load_default=None, allow_none=True)
    kind = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(tuple(Day)),
        metadata={"description": "Null: as the public calendar says"},
    )
    note = fields.String(load_default="", validate=validate.Length(max=200))


@blueprint.get("/calendar")
@blueprint.arguments(CalendarQuery, location="query")
@blueprint.response(200, CalendarDay(many=True))
def days(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Which days are off, short or full."""
    first, working = query["first"], workflow.engine().working_calendar(db.session())
    number = min((query["last"] - first).days + 1, MOST_DAYS)
    wanted = (first + timedelta(days=place) for place in range(number))
    return [{"day": day, "kind": working.kind(day).value} for day in wanted]


@blueprint.get("/calendar/hours")
@blueprint.response(200, WorkingHours)
def hours() -> dict[str, Any]:
    """The working hours that deadlines are reckoned by now."""
    found = asdict(commands.working_hours(workflow.engine(), db.session()))
    return {**found, "weekend": sorted(found["weekend"])}


@blueprint.put("/calendar/hours")
@blueprint.arguments(WorkingHours)
@blueprint.response(204)
def set_hours(body: dict[str, Any]) -> None:
    """Set the working hours, for deadlines that are reckoned from now on."""
    rights.require(rights.may_administer(actor()))
    asked = Hours(**{**body, "weekend": frozenset(body["weekend"])})
    workflow.act(commands.set_working_hours, asked, signed_in().id)


@blueprint.put("/calendar/days")
@blueprint.arguments(DaysOfOnesOwn)
@blueprint.response(204)
def set_days(body: dict[str, Any]) -> None:
    """Make days off, shorter or full, or leave them to the public calendar again."""
    rights.require(rights.may_administer(actor()))
    workflow.act(commands.set_days, OwnDays(**body), signed_in().id)
