"""Processes: which there are to start, and starting one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from engine.assignment import DatabaseLookups
from engine.commands.starting import start_definition
from persistence import start_catalogue
from persistence.definitions import ProcessDefinition
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.instance_schemas import Process, Start, StartForm
from webapp.api.schemas import IdempotencyKey, InstanceId
from webapp.cases import starting
from webapp.database import db

blueprint = Blueprint("api_processes", __name__, description="Processes that can be started")


@blueprint.get("/processes")
@blueprint.response(200, Process(many=True))
def index() -> Sequence[ProcessDefinition]:
    """The processes this person may start."""
    found = start_catalogue.startable(db.session())
    return [process for process in found if rights.may_start(actor(), process.start_groups)]


@blueprint.get("/processes/<key>/start-form")
@blueprint.response(200, StartForm)
def start_form(key: str) -> dict[str, Any]:
    """What starting the newest version asks: a JSON Schema, or null when it takes any variables."""
    definition = starting.startable(key)
    form = definition.start_form
    return {"version": definition.version, "form": form.schema if form else None}


@blueprint.post("/processes/<key>/start")
@blueprint.arguments(IdempotencyKey, location="headers")
@blueprint.arguments(Start)
@blueprint.response(201, InstanceId)
def start(headers: dict[str, str], body: dict[str, Any], key: str) -> dict[str, int]:
    """Start the newest version of a process; with an Idempotency-Key once, however often it is asked."""
    definition = starting.startable(key)
    form, variables = definition.start_form, body["variables"]
    accepted = form.accept(variables, DatabaseLookups(db.session())) if form else variables
    options = {"actor_id": signed_in().id, "business_key": body["business_key"]}
    if once := headers.get("idempotency_key"):
        return {"instance_id": workflow.act(commands.start_once, definition, accepted, once, **options)}
    return {"instance_id": workflow.act(start_definition, definition, accepted, **options)}
