"""Comments on cases, tasks and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands
from engine.commands.comments import place_of
from engine.errors import CommentNotFound
from engine.rights import PlaceSubject
from persistence import comments
from webapp import workflow
from webapp.access.signed_in import signed_in
from webapp.api.document_schemas import CommentText, NewComment, PlaceQuery, ThreadComment
from webapp.api.schemas import Id
from webapp.database import db
from webapp.documents import places

blueprint = Blueprint("api_comments", __name__, description="What people say about cases, tasks and records")


@blueprint.get("/comments")
@blueprint.arguments(PlaceQuery, location="query")
@blueprint.response(200, ThreadComment(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """The latest 200 comments on a case, a task or a record, in the order of time; a deleted one has no text."""
    place, _subject = places.of_one(query)
    session = db.session()
    if place.task_id is not None:
        rows = comments.of_task(session, place.task_id)
    elif place.instance_id is not None:
        rows = comments.of_case(session, place.instance_id)
    else:
        rows = comments.of_record(session, place.record_id or 0)
    return [row.Comment for row in rows]


@blueprint.post("/comments")
@blueprint.arguments(NewComment)
@blueprint.response(201, Id)
def add(body: dict[str, Any]) -> dict[str, int]:
    """Say something; «@Surname Name» mentions somebody who may see the place."""
    place, subject = places.of_one(body)
    key = f"{signed_in().id}:{body['idempotency_key']}" if body["idempotency_key"] else None
    added = workflow.act(commands.add_comment, place, signed_in().id, body["text"], places.readers(subject), key)
    return {"id": added}


@blueprint.patch("/comments/<int:comment_id>")
@blueprint.arguments(CommentText)
@blueprint.response(204)
def edit(body: dict[str, Any], comment_id: int) -> None:
    """Mend one's own comment, within 15 minutes."""
    subject = _visible(comment_id)
    workflow.act(commands.edit_comment, comment_id, signed_in().id, body["text"], places.readers(subject))


@blueprint.delete("/comments/<int:comment_id>")
@blueprint.response(204)
def delete(comment_id: int) -> None:
    """Take back one's own comment; its place in the thread stays."""
    _visible(comment_id)
    workflow.act(commands.delete_comment, comment_id, signed_in().id)


def _visible(comment_id: int) -> PlaceSubject:
    comment = comments.by_id(db.session(), comment_id)
    if comment is None:
        raise CommentNotFound
    return places.visible(place_of(comment))
