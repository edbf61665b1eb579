"""People and their absences: everybody reads, administrators write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_smorest import Blueprint

from engine import commands, rights
from engine.commands import Absence as AskedAbsence
from engine.commands import Details as AskedDetails
from engine.errors import Conflict
from persistence import staff, substitutions
from webapp import workflow
from webapp.access import account, readable
from webapp.access.signed_in import actor, signed_in
from webapp.api.people_schemas import (
    Absence,
    Active,
    Details,
    Invitation,
    NewAbsence,
    Person,
    PersonQuery,
    To,
)
from webapp.api.schemas import Id, Number
from webapp.database import db
from webapp.people import employment

blueprint = Blueprint("api_people", __name__, description="Who works here, who is away")


@blueprint.get("/people")
@blueprint.arguments(PersonQuery, location="query")
@blueprint.response(200, Person(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """People by name."""
    name, last = query["after_name"], query["after_id"]
    after = (name, last) if name is not None and last is not None else None
    today = workflow.engine().today()
    return staff.people(db.session(), today, search=query["search"], state=query["state"], after=after)


@blueprint.post("/people")
@blueprint.arguments(Details)
@blueprint.response(201, Id)
def add(body: dict[str, Any]) -> dict[str, int]:
    """Take somebody on; 422 says which fields are wrong."""
    rights.require(rights.may_administer(actor()))
    return {"id": workflow.act(commands.add_person, _details(body), signed_in().id)}


@blueprint.get("/people/<int:person_id>")
@blueprint.response(200, Person)
def show(person_id: int) -> Any:
    """One person."""
    return readable.person(person_id)[0]


@blueprint.put("/people/<int:person_id>")
@blueprint.arguments(Details)
@blueprint.response(204)
def change(body: dict[str, Any], person_id: int) -> None:
    """Replace what is known of a person, and the address they sign in with."""
    rights.require(rights.may_administer(actor()))
    workflow.act(employment.change, person_id, _details(body), signed_in().id)


@blueprint.put("/people/<int:person_id>/active")
@blueprint.arguments(Active)
@blueprint.response(204)
def set_active(body: dict[str, bool], person_id: int) -> None:
    """Let a person go, who can no longer sign in then, or have them back; their open tasks stay as they are."""
    rights.require(rights.may_administer(actor()))
    workflow.act(employment.set_active, person_id, body["active"], signed_in().id)


@blueprint.post("/people/<int:person_id>/invitation")
@blueprint.response(201, Invitation)
def invite(person_id: int) -> dict[str, Any]:
    """Make the link with which a person chooses a password; it is told this once."""
    rights.require(rights.may_administer(actor()))
    if not employment.may_be_invited(employment.existing(db.session(), person_id)):
        raise Conflict("Expected somebody who works here and has an address, but they have not. Give the address.")
    secret = workflow.act(employment.invite, person_id, signed_in().id)
    return {"url": url_for("passwords.choose", secret=secret, _external=True), "days": account.INVITATION_DAYS}


@blueprint.post("/people/<int:person_id>/hand-over")
@blueprint.arguments(To)
@blueprint.response(200, Number)
def hand_over(body: dict[str, int], person_id: int) -> dict[str, int]:
    """Give all of a person's open tasks to somebody else."""
    rights.require(rights.may_hand_over_work_of(actor(), readable.person(person_id)[1]))
    return {"number": workflow.act(commands.hand_over, person_id, body["person_id"], signed_in().id)}


@blueprint.get("/people/<int:person_id>/absences")
@blueprint.response(200, Absence(many=True))
def absences(person_id: int) -> list[Any]:
    """A person's absences that are going on or to come."""
    readable.person(person_id)
    found = substitutions.of_person(db.session(), person_id, workflow.engine().today())
    return [row.Substitution for row in found]


@blueprint.post("/people/<int:person_id>/absences")
@blueprint.arguments(NewAbsence)
@blueprint.response(201, Id)
def set_absence(body: dict[str, Any], person_id: int) -> dict[str, int]:
    """Let a person be away: oneself, one's own people, or anybody for administrators."""
    rights.require(rights.may_set_absence_of(actor(), readable.person(person_id)[1]))
    return {"id": workflow.act(commands.set_absence, person_id, AskedAbsence(**body), signed_in().id)}


@blueprint.delete("/people/<int:person_id>/absences/<int:absence_id>")
@blueprint.response(204)
def revoke_absence(person_id: int, absence_id: int) -> None:
    """End an absence now, or call it off."""
    rights.require(rights.may_set_absence_of(actor(), readable.person(person_id)[1]))
    workflow.act(commands.revoke_absence, person_id, absence_id, signed_in().id)


@blueprint.get("/absences")
@blueprint.response(200, Absence(many=True))
def all_absences() -> list[Any]:
    """Everybody's absences that are going on or to come."""
    found = substitutions.everybody(db.session(), workflow.engine().today())
    return [row.Substitution for row in found]


def _details(body: dict[str, Any]) -> AskedDetails:
    return AskedDetails(**body | {"groups": frozenset(body["groups"])})
