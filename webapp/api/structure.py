"""Departments and groups: everybody reads, administrators write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands, group_usage, rights
from engine.commands import Unit
from engine.errors import PersonNotFound
from persistence import people, staff
from persistence.people import Group as StoredGroup
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.people_schemas import Archived, Department, Group, GroupNames, Members, NewGroup, NewUnit
from webapp.api.schemas import Id
from webapp.database import db
from webapp.i18n import language

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
    """Every group, those that have ended too."""
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


@blueprint.put("/groups/<key>/archived")
@blueprint.arguments(Archived)
@blueprint.response(204)
def set_archived(body: dict[str, bool], key: str) -> None:
    """End a group, or let it be used again; 422 says what is in the way: its people, waiting tasks, uses of its key."""
    _require()
    if not body["archived"]:
        workflow.act(commands.restore_group, key, signed_in().id)
        return
    used = group_usage.uses(workflow.engine(), db.session(), _group(key), language())
    workflow.act(commands.archive_group, key, used, signed_in().id)


@blueprint.get("/groups/<key>/members")
@blueprint.response(200, Members)
def members(key: str) -> dict[str, Any]:
    """Who was put into a group and works here."""
    return {"members": [one.id for one in staff.members(db.session(), _group(key).key) if one.active]}


@blueprint.put("/groups/<key>/members")
@blueprint.arguments(Members)
@blueprint.response(204)
def set_members(body: dict[str, Any], key: str) -> None:
    """Let exactly these people belong to a group."""
    _require()
    workflow.act(commands.set_members, key, frozenset(body["members"]), signed_in().id)


def _group(key: str) -> StoredGroup:
    found = people.group(db.session(), key)
    if found is None:
        raise PersonNotFound
    return found


def _require() -> None:
    rights.require(rights.may_administer(actor()))
