"""Processes: which there are to start, and starting one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import rights
from engine.assignment import DatabaseLookups
from engine.commands.starting import start_definition
from persistence import start_catalogue
from persistence.definitions import ProcessDefinition
from webapp import workflow
from webapp.api.schemas import InstanceId, Process, Start
from webapp.database import db
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("api_processes", __name__, description="Processes that can be started")


@blueprint.get("/processes")
@blueprint.response(200, Process(many=True))
def index() -> Sequence[ProcessDefinition]:
    """The processes this person may start."""
    found = start_catalogue.startable(db.session())
    return [process for process in found if rights.may_start(actor(), process.start_groups)]


@blueprint.post("/processes/<key>/start")
@blueprint.arguments(Start)
@blueprint.response(201, InstanceId)
def start(body: dict[str, Any], key: str) -> dict[str, int]:
    """Start the newest version of a process."""
    definition = workflow.engine().definitions.newest(db.session(), key)
    groups = start_catalogue.start_groups(db.session(), definition.id)
    rights.require(rights.may_start(actor(), groups))
    form, variables = definition.start_form, body["variables"]
    accepted = form.accept(variables, DatabaseLookups(db.session(), signed_in().id)) if form else variables
    instance_id = workflow.act(
        start_definition, definition, accepted, actor_id=signed_in().id, business_key=body["business_key"]
    )
    return {"instance_id": instance_id}
