"""People, departments, groups, absences and the working calendar: everybody reads, administrators write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from engine import commands, rights
from engine.commands import Absence as AskedAbsence
from engine.commands import Details as AskedDetails
from engine.commands import OwnDays as AskedDays
from engine.engine import Engine
from persistence import staff, substitutions
from webapp import account, readable, workflow
from webapp.api.people_schemas import (
    Absence,
    CalendarDay,
    CalendarQuery,
    Department,
    Details,
    Group,
    Id,
    NewAbsence,
    OwnDays,
    Person,
    PersonQuery,
)
from webapp.database import db
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("api_people", __name__, description="Who works here, who is away, which days are worked")

MOST_DAYS = 366


@blueprint.get("/people")
@blueprint.arguments(PersonQuery, location="query")
@blueprint.response(200, Person(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """People by name."""
    name, last = query["after_name"], query["after_id"]
    after = (name, last) if name is not None and last is not None else None
    today = workflow.engine().today()
    found = staff.people(db.session(), today, search=query["search"], state=query["state"], after=after)
    return found[: staff.PAGE]


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
    workflow.act(_change, person_id, _details(body), signed_in().id)


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


@blueprint.get("/departments")
@blueprint.response(200, Department(many=True))
def departments() -> Sequence[Any]:
    """Every department below the one it belongs to."""
    return staff.units(db.session())


@blueprint.get("/groups")
@blueprint.response(200, Group(many=True))
def groups() -> Sequence[Any]:
    """Every group."""
    return staff.groups(db.session())


@blueprint.get("/calendar")
@blueprint.arguments(CalendarQuery, location="query")
@blueprint.response(200, CalendarDay(many=True))
def calendar(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Which days are off, short or full."""
    first, working = query["first"], workflow.engine().working_calendar(db.session())
    number = min((query["last"] - first).days + 1, MOST_DAYS)
    days = (first + timedelta(days=place) for place in range(number))
    return [{"day": day, "kind": working.kind(day).value} for day in days]


@blueprint.put("/calendar/days")
@blueprint.arguments(OwnDays)
@blueprint.response(204)
def set_days(body: dict[str, Any]) -> None:
    """Make days off, short or full, or leave them to the public calendar again."""
    rights.require(rights.may_administer(actor()))
    workflow.act(commands.set_days, AskedDays(**body), signed_in().id)


def _change(engine: Engine, session: Session, person_id: int, details: AskedDetails, by_id: int) -> None:
    commands.change_person(engine, session, person_id, details, by_id)
    account.set_account(session, person_id, details.email, active=staff.is_active(session, person_id))


def _details(body: dict[str, Any]) -> AskedDetails:
    return AskedDetails(**body | {"groups": frozenset(body["groups"])})
