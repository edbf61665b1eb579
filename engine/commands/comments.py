"""Comments: said once, mended for a quarter of an hour, deleted by who said them; the mentioned are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from engine import notices
from engine.engine import Engine
from engine.errors import CommentClosed, CommentNotFound, Forbidden, InvalidInput
from engine.forms import FieldError
from engine.mentions import mentioned_in
from engine.places import Place
from persistence import comments, search_papers
from persistence.comments import Comment

LONGEST = 10_000  # characters
MENDABLE = timedelta(minutes=15)


def add_comment(
    engine: Engine,
    session: Session,
    place: Place,
    author_id: int,
    text: str,
    readers: Mapping[int, str],
    key: str | None = None,
) -> int:
    """Say something; the id of the comment.

    ``readers`` are the people who may see it, by id with their names: only they can be mentioned, so that a mention
    never widens anybody's rights.  A form sends a ``key`` of its own, and what it sends twice is said once.
    Raises InvalidInput.
    """
    said = _checked(text)
    if key and (before := comments.by_key(session, key)) is not None:
        return before
    now = engine.now()
    comment = Comment(author_id=author_id, text=said, at=now, changed_at=now, key=key, **place.columns())
    session.add(comment)
    session.flush()
    search_papers.keep_comment(session, comment)
    named = _mention(session, comment, readers)
    _tell(engine, session, comment, "mention", named)
    _tell(engine, session, comment, "comment", (comments.authors(session, comment) & readers.keys()) - named)
    return comment.id


def edit_comment(
    engine: Engine, session: Session, comment_id: int, author_id: int, text: str, readers: Mapping[int, str]
) -> None:
    """Mend one's own comment; who is mentioned now and was not before is told.

    Raises CommentNotFound, Forbidden, CommentClosed or InvalidInput.
    """
    comment, said = _own(session, comment_id, author_id), _checked(text)
    if comment.at + MENDABLE < engine.now():
        raise CommentClosed
    if said != comment.text:
        comment.text, comment.edited_at, comment.changed_at = said, engine.now(), engine.now()
        search_papers.keep_comment(session, comment)
        _tell(engine, session, comment, "mention", _mention(session, comment, readers))


def delete_comment(engine: Engine, session: Session, comment_id: int, author_id: int) -> None:
    """Take back one's own comment; its place stays, its text does not.  Raises CommentNotFound, Forbidden."""
    comment = _own(session, comment_id, author_id)
    comment.text, comment.deleted_at, comment.changed_at = "", engine.now(), engine.now()
    search_papers.keep_comment(session, comment)


def place_of(comment: Comment) -> Place:
    """What a comment is on."""
    return Place(comment.instance_id, comment.record_id, comment.task_id)


def _own(session: Session, comment_id: int, author_id: int) -> Comment:
    comment = comments.lock(session, comment_id)
    if comment is None:
        raise CommentNotFound
    if comment.author_id != author_id:
        raise Forbidden
    if comment.deleted_at is not None:
        raise CommentClosed
    return comment


def _checked(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise InvalidInput([FieldError(("text",), "required")])
    if len(said) > LONGEST:
        raise InvalidInput([FieldError(("text",), "maxLength", LONGEST)])
    return said


def _mention(session: Session, comment: Comment, readers: Mapping[int, str]) -> set[int]:
    """Note who is mentioned for the first time."""
    new = mentioned_in(comment.text, readers) - comments.mentioned(session, comment.id)
    comments.mention(session, comment.id, new)
    return new


def _tell(engine: Engine, session: Session, comment: Comment, kind: str, people: set[int]) -> None:
    place = place_of(comment)
    notices.tell(
        engine,
        session,
        kind,
        people,
        key=f"{kind}:{comment.id}",
        task_id=place.task_id,
        instance_id=place.instance_id,
        record_id=place.record_id,
        actor_id=comment.author_id,
        data={"text": comment.text[:200]},
    )
