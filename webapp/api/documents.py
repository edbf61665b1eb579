"""Documents of cases, tasks and records, and the versions of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from engine.places import Place
from persistence import documents
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.api.document_schemas import (
    Document,
    DocumentDetails,
    DocumentName,
    NewDocument,
    NewVersion,
    PlaceQuery,
)
from webapp.api.schemas import Id
from webapp.database import db
from webapp.documents import places

blueprint = Blueprint("api_documents", __name__, description="Documents of cases, tasks and records")


@blueprint.get("/documents")
@blueprint.arguments(PlaceQuery, location="query")
@blueprint.response(200, Document(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """The documents of a case, a task or a record, the newest first."""
    place, _subject = places.of_one(query)
    return [_summary(row) for row in _rows(place)]


@blueprint.post("/documents")
@blueprint.arguments(NewDocument)
@blueprint.response(201, Id)
def add(body: dict[str, Any]) -> dict[str, int]:
    """Make a document of an uploaded file."""
    place, _subject = places.of_one(body)
    added = workflow.act(commands.add_document, place, body["file"], signed_in().id, body["name"])
    return {"id": added}


@blueprint.get("/documents/<int:document_id>")
@blueprint.response(200, DocumentDetails)
def show(document_id: int) -> dict[str, Any]:
    """A document with its versions, the newest first."""
    document, _subject = places.document(document_id)
    return {**_facts(document), "versions": documents.versions(db.session(), document_id)}


@blueprint.patch("/documents/<int:document_id>")
@blueprint.arguments(DocumentName)
@blueprint.response(204)
def rename(body: dict[str, Any], document_id: int) -> None:
    """Call a document otherwise."""
    _require_change(document_id)
    workflow.act(commands.rename_document, document_id, body["name"], signed_in().id)


@blueprint.delete("/documents/<int:document_id>")
@blueprint.response(204)
def remove(document_id: int) -> None:
    """Take a document off the lists; it stays in the history with its versions."""
    _require_change(document_id)
    workflow.act(commands.remove_document, document_id, signed_in().id)


@blueprint.post("/documents/<int:document_id>/versions")
@blueprint.arguments(NewVersion)
@blueprint.response(204)
def replace(body: dict[str, Any], document_id: int) -> None:
    """Replace a document by an uploaded file; the older versions stay."""
    places.document(document_id)
    workflow.act(commands.add_version, document_id, body["file"], signed_in().id, body["note"])


def _rows(place: Place) -> Sequence[Any]:
    session = db.session()
    if place.task_id is not None:
        return documents.of_task(session, place.task_id)
    if place.instance_id is not None:
        return documents.of_case(session, place.instance_id)
    return documents.of_record(session, place.record_id or 0)


def _summary(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("filename", "media_type", "size", "at")}
    return {**_facts(row.Document), **shown, "file": row.version_id}


def _facts(document: documents.Document) -> dict[str, Any]:
    names = ("id", "name", "instance_id", "record_id", "task_id", "current", "created_at", "archived_at")
    return {name: getattr(document, name) for name in names}


def _require_change(document_id: int) -> None:
    document, subject = places.document(document_id)
    rights.require(rights.may_change_document(actor(), document.created_by, subject))
