"""Departments and groups: everybody reads, administrators write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands, group_usage, rights
from engine.commands import Unit
from engine.errors import PersonNotFound
from persistence import staff
from persistence.people import Group as StoredGroup
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.people_schemas import Department, Group, GroupNames, Members, NewGroup, NewUnit
from webapp.api.schemas import Id
from webapp.database import db

blueprint = Blueprint("api_structure", __name__, description="Departments and groups of the company")


@blueprint.get("/departments")
@blueprint.response(200, Department(many=True))
def departments() -> Sequence[Any]:
    """Every department below the one it belongs to."""
    return staff.units(db.session())


@blueprint.post("/departments")
@blueprint.arguments(NewUnit)
@blueprint.response(201, Id)
def add_department(body: dict[str, Any]) -> dict[str, int]:
    """Add a department; 422 says which fields are wrong."""
    _require()
    return {"id": workflow.act(commands.save_department, None, Unit(**body), signed_in().id)}


@blueprint.put("/departments/<int:department_id>")
@blueprint.arguments(NewUnit)
@blueprint.response(204)
def change_department(body: dict[str, Any], department_id: int) -> None:
    """Replace what is known of a department; its key stays."""
    _require()
    workflow.act(commands.save_department, department_id, Unit(**body), signed_in().id)


@blueprint.delete("/departments/<int:department_id>")
@blueprint.response(204)
def delete_department(department_id: int) -> None:
    """Remove a department that nobody and nothing belongs to; 422 when somebody does."""
    _require()
    workflow.act(commands.delete_department, department_id, signed_in().id)


@blueprint.get("/groups")
@blueprint.response(200, Group(many=True))
def groups() -> Sequence[Any]:
    """Every group."""
    return staff.groups(db.session())


@blueprint.post("/groups")
@blueprint.arguments(NewGroup)
@blueprint.response(204)
def add_group(body: dict[str, str]) -> None:
    """Add a group; diagrams and rights speak of it by its key."""
    _require()
    workflow.act(commands.add_group, body["key"], body["name"], body["name_en"], signed_in().id)


@blueprint.put("/groups/<key>")
@blueprint.arguments(GroupNames)
@blueprint.response(204)
def rename_group(body: dict[str, str], key: str) -> None:
    """Call a group something else; 422 where a lane of a diagram knows it by its name."""
    _require()
    lanes = dict(group_usage.lanes(workflow.engine(), db.session()))
    workflow.act(commands.rename_group, key, body["name"], body["name_en"], lanes, signed_in().id)


@blueprint.get("/groups/<key>/members")
@blueprint.response(200, Members)
def members(key: str) -> dict[str, Any]:
    """Who was put into a group and works here."""
    session = db.session()
    if session.get(StoredGroup, key) is None:
        raise PersonNotFound
    return {"members": [one.id for one in staff.members(session, key) if one.active]}


@blueprint.put("/groups/<key>/members")
@blueprint.arguments(Members)
@blueprint.response(204)
def set_members(body: dict[str, Any], key: str) -> None:
    """Let exactly these people belong to a group."""
    _require()
    workflow.act(commands.set_members, key, frozenset(body["members"]), signed_in().id)


def _require() -> None:
    rights.require(rights.may_administer(actor()))
