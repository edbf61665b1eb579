"""Colleagues: who works here, their absences, handing over their work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine import commands, rights
from engine.commands import Absence
from persistence import staff, substitutions
from webapp import readable, workflow
from webapp.addresses import LARGEST_ID
from webapp.api.schemas import ID, Strict
from webapp.database import db
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("api_people", __name__, description="Colleagues and their absences")


class PeopleQuery(Strict):
    """Whom to list."""

    search = fields.String(load_default="", validate=validate.Length(max=200))
    after_name = fields.String(load_default=None, metadata={"description": "Name of the last one of the page before"})
    after_id = fields.Integer(load_default=0, validate=ID, metadata={"description": "Id of that one"})


class Colleague(Schema):
    """Somebody who works here."""

    id = fields.Integer()
    name = fields.String()
    email = fields.Email(allow_none=True)
    department_id = fields.Integer(allow_none=True)
    department_name = fields.String(allow_none=True)
    away = fields.Boolean()


class AbsenceDetails(Schema):
    """Days away, both ends included."""

    id = fields.Integer()
    substitute_id = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    note = fields.String()


class NewAbsence(Strict):
    """Who is away when, and who does their work."""

    substitute_id = fields.Integer(required=True, validate=ID)
    starts_on = fields.Date(required=True, metadata={"example": "2026-07-01"})
    ends_on = fields.Date(required=True, metadata={"example": "2026-07-14"})
    note = fields.String(load_default="")


class AbsenceId(Schema):
    """An absence by its id."""

    id = fields.Integer()


class HandOver(Strict):
    """Who gets the tasks."""

    to_id = fields.Integer(required=True, validate=validate.Range(min=1, max=LARGEST_ID))


class HandedOver(Schema):
    """How many tasks changed hands."""

    tasks = fields.Integer()


@blueprint.get("/people")
@blueprint.arguments(PeopleQuery, location="query")
@blueprint.response(200, Colleague(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """Who works here, by name."""
    after = None if query["after_name"] is None else (query["after_name"], query["after_id"])
    found = staff.people(db.session(), workflow.engine().today(), search=query["search"], after=after)
    return found[: staff.PAGE]


@blueprint.get("/people/<int:person_id>/absences")
@blueprint.response(200, AbsenceDetails(many=True))
def absences(person_id: int) -> Sequence[Any]:
    """A colleague's present and coming absences."""
    readable.person(person_id)
    return [row.Substitution for row in substitutions.of_person(db.session(), person_id, workflow.engine().today())]


@blueprint.post("/people/<int:person_id>/absences")
@blueprint.arguments(NewAbsence)
@blueprint.response(201, AbsenceId)
def set_absence(body: dict[str, Any], person_id: int) -> dict[str, int]:
    """Let a person be away, with a substitute."""
    rights.require(rights.may_set_absence_of(actor(), readable.person(person_id)[1]))
    return {"id": workflow.act(commands.set_absence, person_id, Absence(**body), signed_in().id)}


@blueprint.delete("/people/<int:person_id>/absences/<int:absence_id>")
@blueprint.response(204)
def revoke_absence(person_id: int, absence_id: int) -> None:
    """End an absence now, or call it off."""
    rights.require(rights.may_set_absence_of(actor(), readable.person(person_id)[1]))
    workflow.act(commands.revoke_absence, person_id, absence_id, signed_in().id)


@blueprint.post("/people/<int:person_id>/hand-over")
@blueprint.arguments(HandOver)
@blueprint.response(200, HandedOver)
def hand_over(body: dict[str, int], person_id: int) -> dict[str, int]:
    """Give all of a person's open tasks to somebody else."""
    rights.require(rights.may_hand_over_work_of(actor(), readable.person(person_id)[1]))
    return {"tasks": workflow.act(commands.hand_over, person_id, body["to_id"], signed_in().id)}
