"""Business records of the registries one may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from persistence import record_list
from webapp import readable
from webapp.api.schemas import Record, RecordQuery
from webapp.database import db

blueprint = Blueprint("api_records", __name__, description="Leads, deals, companies and other cards")


@blueprint.get("/registries/<registry>/records")
@blueprint.arguments(RecordQuery, location="query")
@blueprint.response(200, Record(many=True))
def index(query: dict[str, Any], registry: str) -> Sequence[Any]:
    """Cards of a registry, newest first; ``before`` is the id of the last one of the page before."""
    found = readable.registry(registry)
    rows = record_list.records(db.session(), found.key, **query)
    return [row.Record for row in rows[: record_list.PAGE]]


@blueprint.get("/registries/<registry>/records/<int:record_id>")
@blueprint.response(200, Record)
def show(registry: str, record_id: int) -> Any:
    """One card."""
    return readable.record(registry, record_id).Record
