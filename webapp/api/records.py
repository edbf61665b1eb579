"""Business records of the registries one may read, and changing those one may write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, jsonify, request, url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from engine import commands, rights
from persistence import record_list
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.api import task_pages
from webapp.api.schemas import ID, InstanceId, Strict
from webapp.api.task_schemas import ListedTask, TaskQuery
from webapp.cases import starting
from webapp.database import db
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query


class Record(Schema):
    """A business record."""

    id = fields.Integer()
    registry = fields.String(attribute="registry_key")
    number = fields.String(allow_none=True)
    title = fields.String()
    pipeline = fields.String(allow_none=True)
    stage = fields.String(allow_none=True)
    responsible_id = fields.Integer(allow_none=True)
    amount = fields.Decimal(as_string=True, allow_none=True)
    currency = fields.String(allow_none=True)
    data = fields.Dict()
    version = fields.Integer()
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()


class RecordQuery(Strict):
    """Which records to list, newest first."""

    stage = fields.String(load_default="")
    search = fields.String(load_default="")
    before = fields.Integer(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "Go on after this id"}
    )


blueprint = Blueprint("api_records", __name__, description="Leads, deals, companies and other cards")

DATA: dict[str, Any] = {"description": "Fields of the card, as the registry's schema has them"}


class Changes(Strict):
    """What is to be different; what is not named stays."""

    data = fields.Dict(keys=fields.String(), metadata=DATA | {"example": {"inn": "7707083893"}})
    title = fields.String(validate=validate.Length(min=1, max=500))
    responsible = fields.Integer(validate=ID, metadata={"description": "A person's id"})
    amount = fields.Decimal(as_string=True, metadata={"example": "12500.00"})


class NewRecord(Changes):
    """A card to be."""

    data = fields.Dict(keys=fields.String(), required=True, metadata=DATA | {"example": {"name": "ООО «Ромашка»"}})
    stage = fields.String(metadata={"description": "The first stage unless given"})
    links = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(validate=ID),
        metadata={"description": "Ids of cards by kind of link"},
    )


class Move(Strict):
    """Where a card goes, and why."""

    stage = fields.String(required=True)
    reason = fields.String(validate=validate.Length(max=2000))


class RecordId(Schema):
    """A card by its id."""

    id = fields.Integer()
    number = fields.String(allow_none=True)


class Offer(Schema):
    """A process that can be started for a card."""

    key = fields.String()
    process = fields.String()
    title = fields.String()
    running_instance_id = fields.Integer(
        attribute="case_id", allow_none=True, metadata={"description": "Such a case is running; there is but one"}
    )


@blueprint.get("/registries/<registry>/records")
@blueprint.arguments(RecordQuery, location="query")
@blueprint.response(200, Record(many=True))
def index(query: dict[str, Any], registry: str) -> Sequence[Any]:
    """Cards of a registry, newest first; ``before`` is the id of the last one of the page before."""
    found = readable.registry(registry)
    return [row.Record for row in record_list.records(db.session(), found.key, **query)]


@blueprint.post("/registries/<registry>/records")
@blueprint.arguments(NewRecord)
@blueprint.response(201, RecordId)
def create(body: dict[str, Any], registry: str) -> dict[str, Any]:
    """Make a card; 422 tells what does not fit the registry, 409 that another card has its unique key."""
    found = readable.registry(registry)
    rights.require(rights.may_write_registry(actor(), found.rights))
    return workflow.act(commands.create_record, found.key, signed_in().id, **body)


@blueprint.get("/registries/<registry>/records/<int:record_id>")
@blueprint.response(200, Record)
def show(registry: str, record_id: int) -> Response:
    """One card; its ETag is the version that a change has to name."""
    return _with_version(registry, record_id)


@blueprint.get("/registries/<registry>/records/<int:record_id>/tasks")
@blueprint.arguments(TaskQuery, location="query")
@blueprint.response(200, ListedTask(many=True))
def tasks(query: dict[str, Any], registry: str, record_id: int) -> task_pages.Answer:
    """A page of the tasks about a card that one may see, done ones too; filters and order as in GET /tasks."""
    readable.record(registry, record_id)
    asked = task_query.of_arguments(query)
    address = partial(url_for, "api_records.tasks", registry=registry, record_id=record_id)
    return task_pages.answer(asked, task_listing.page_of_record(asked, record_id), address)


@blueprint.patch("/registries/<registry>/records/<int:record_id>")
@blueprint.arguments(Changes)
@blueprint.response(200, Record)
def change(body: dict[str, Any], registry: str, record_id: int) -> Response:
    """Change a card that is as it was seen: ``If-Match`` names its ETag; 412 when somebody was quicker."""
    version = _writable(registry, record_id)
    workflow.act(commands.change_record, record_id, version, signed_in().id, **body)
    return _with_version(registry, record_id)


@blueprint.post("/registries/<registry>/records/<int:record_id>/stage")
@blueprint.arguments(Move)
@blueprint.response(200, Record)
def move(body: dict[str, str], registry: str, record_id: int) -> Response:
    """Move a card to a stage, as ``change`` does."""
    version = _writable(registry, record_id)
    workflow.act(commands.move_record, record_id, version, signed_in().id, **body)
    return _with_version(registry, record_id)


@blueprint.get("/registries/<registry>/records/<int:record_id>/starts")
@blueprint.response(200, Offer(many=True))
def starts(registry: str, record_id: int) -> Sequence[starting.Offered]:
    """What this person may start for a card at its stage."""
    return starting.for_card(readable.registry(registry), readable.record(registry, record_id).Record)


@blueprint.post("/registries/<registry>/records/<int:record_id>/starts/<key>")
@blueprint.response(201, InstanceId)
def start(registry: str, record_id: int, key: str) -> dict[str, int]:
    """Start it; 409 when the card is at another stage by now, or such a case is running."""
    offer = readable.registry(registry).start_offer(key)
    record = readable.record(registry, record_id).Record
    definition = starting.startable(offer.process)
    return {"instance_id": workflow.act(commands.start_for_record, definition, offer, record.id, signed_in().id)}


def _writable(registry: str, record_id: int) -> int:
    """The version of a card one may write, which the request has to have seen."""
    record = readable.record(registry, record_id).Record
    rights.require(rights.may_write_registry(actor(), readable.registry(registry).rights))
    if not request.if_match:
        raise PreconditionRequired("Expected If-Match with the ETag of the card, but there is none. Read the card.")
    if not request.if_match.contains(str(record.version)):
        raise PreconditionFailed("Expected the card as it was seen, but it was changed meanwhile. Read it again.")
    return int(record.version)


def _with_version(registry: str, record_id: int) -> Response:
    record = readable.record(registry, record_id).Record
    response = jsonify(Record().dump(record))
    response.set_etag(str(record.version))
    return response
