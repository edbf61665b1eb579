"""Search over everything one may see."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from persistence.search import MOST_COUNTED
from persistence.search_index import KINDS
from webapp import found
from webapp.api.schemas import ID, Strict

blueprint = Blueprint("api_search", __name__, description="Finding tasks, instances, cards, documents and comments")


class Question(Strict):
    """What is sought."""

    q = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "Words or their beginnings; all must be there", "example": "Л-2026-00001"},
    )
    kind = fields.String(load_default="", validate=validate.OneOf(("", *KINDS)))
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=100))
    before = fields.Integer(load_default=None, validate=ID, metadata={"description": "next_before of the page before"})


class Found(Schema):
    """One thing that was found."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    is_side_task = fields.Boolean(metadata={"description": "A task that a person asked for, not a process"})
    id = fields.Integer(attribute="entry.subject_id", metadata={"description": "Of the task, instance, card …"})
    title = fields.String(attribute="entry.title")
    title_en = fields.String(attribute="entry.title_en")
    text = fields.String(attribute="entry.text", metadata={"description": "What else it was found by"})
    instance_id = fields.Integer(attribute="entry.case_id", allow_none=True)
    record_id = fields.Integer(attribute="entry.record_id", allow_none=True)
    registry = fields.String(attribute="entry.registry_key", allow_none=True)
    changed_at = fields.AwareDateTime(attribute="entry.changed_at")


class Results(Schema):
    """A page of what was found."""

    items = fields.List(fields.Nested(Found))
    next_before = fields.Integer(allow_none=True, metadata={"description": "null: this was the last page"})
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": f"By kind; {MOST_COUNTED} stands for at least so many"},
    )


@blueprint.get("/search")
@blueprint.arguments(Question, location="query")
@blueprint.response(200, Results)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """What holds all the words, newest first, of what one may see."""
    asked = found.search(query["q"])
    page = asked.page(query["kind"], query["before"], query["limit"])
    items = found.hits(page, asked.words)
    return {"items": items, "next_before": page[-1].id if page.has_more else None, "counts": asked.counts()}
