"""Comments: said on a case, a task or a card, mended, deleted; who can be mentioned there."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands
from engine.commands.comments import place_of
from engine.errors import CommentNotFound, InvalidInput
from engine.places import Place
from engine.rights import PlaceSubject
from persistence import comments
from persistence.comments import Comment
from webapp import workflow
from webapp.access.security import limiter
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.documents import places
from webapp.i18n import language

blueprint = Blueprint("comments", __name__)

LIMIT = "60 per minute"
LONGEST_KEY = 64  # characters; ours are 36 long


@blueprint.post("/comments")
@limiter.limit(LIMIT, key_func=lambda: f"comments of {signed_in().id}")
def add() -> Response | tuple[str, int]:
    """Say something; what is refused stays typed in."""
    kind, subject_id = places.chosen(request.form)
    place, subject = places.named(kind, subject_id)
    text, key = request.form.get("text", ""), request.form.get("key", "")[:LONGEST_KEY]
    own_key = f"{signed_in().id}:{key}" if key else None  # nobody says it twice, or in another's name
    try:
        added = workflow.act(commands.add_comment, place, signed_in().id, text, places.readers(subject), own_key)
    except InvalidInput as refused:
        return _page(place, refused, text, key=key, kind=kind, id=subject_id), 422
    return redirect(f"{places.address(place)}#comment-{added}", 303)


@blueprint.post("/comments/<int:comment_id>/edit")
def edit(comment_id: int) -> Response | tuple[str, int]:
    """Mend one's own comment."""
    comment, subject = _visible(comment_id)
    place, text = place_of(comment), request.form.get("text", "")
    try:
        workflow.act(commands.edit_comment, comment_id, signed_in().id, text, places.readers(subject))
    except InvalidInput as refused:
        return _page(place, refused, text, comment_id=comment_id), 422
    return redirect(f"{places.address(place)}#comment-{comment_id}", 303)


@blueprint.post("/comments/<int:comment_id>/delete")
def delete(comment_id: int) -> Response:
    """Take back one's own comment."""
    comment, _subject = _visible(comment_id)
    place = place_of(comment)
    workflow.act(commands.delete_comment, comment_id, signed_in().id)
    flash(_("Комментарий удалён."), "success")
    return redirect(f"{places.address(place)}#comments", 303)


@blueprint.get("/comments/people")
def people() -> Response:
    """Who can be mentioned on a case, a task or a card: everybody who may see it."""
    _place, subject = places.named(*places.chosen(request.args))
    return jsonify([{"id": person_id, "name": name} for person_id, name in places.readers(subject).items()])


def _visible(comment_id: int) -> tuple[Comment, PlaceSubject]:
    comment = comments.by_id(db.session(), comment_id)
    if comment is None:
        raise CommentNotFound
    return comment, places.visible(place_of(comment))


def _page(place: Place, refused: InvalidInput, text: str, **form: object) -> str:
    """The comment by itself, with what is wrong beside it."""
    return render_template(
        "comments/refused.html",
        problem=refused.errors[0].text(language()),
        text=text,
        title=places.title(place),
        back=places.address(place),
        **form,
    )
