"""What the search index says of documents and comments: found by whoever may see their case, else their record.

Those of a task that belongs to no case are found on the task.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence import search_index
from persistence.comments import Comment
from persistence.documents import Document
from persistence.records import Record
from persistence.search_index import Entry

BATCH = 500  # rows
TITLE = 120  # characters of a comment that stand for it


def keep_document(session: Session, document: Document) -> None:
    """The document as it is now; one that was removed is found no more."""
    if document.archived_at is not None:
        search_index.forget(session, "document", [document.id])
    elif is_found(document):
        search_index.keep(session, [_of_document(document, _registry(session, document))])


def keep_comment(session: Session, comment: Comment) -> None:
    """The comment as it is now; one that was deleted is found no more."""
    if comment.deleted_at is not None:
        search_index.forget(session, "comment", [comment.id])
    elif is_found(comment):
        search_index.keep(session, [_of_comment(comment, _registry(session, comment))])


def everything(session: Session) -> Iterator[list[Entry]]:
    """The entries of all documents and comments, to make the index anew."""
    papers = select(Document).where(Document.archived_at.is_(None)).order_by(Document.id)
    for documents in session.scalars(papers).partitions(BATCH):
        yield [_of_document(one, _registry(session, one)) for one in documents if is_found(one)]
    said = select(Comment).where(Comment.deleted_at.is_(None)).order_by(Comment.id)
    for comments in session.scalars(said).partitions(BATCH):
        yield [_of_comment(one, _registry(session, one)) for one in comments if is_found(one)]


def is_found(paper: Document | Comment) -> bool:
    """Whether it belongs to a case or a record, whose rights the search knows."""
    return paper.instance_id is not None or paper.record_id is not None


def _registry(session: Session, paper: Document | Comment) -> str | None:
    """The registry whose rights apply where there is no case."""
    if paper.instance_id is not None or paper.record_id is None:
        return None
    return session.get_one(Record, paper.record_id).registry_key


def _of_document(document: Document, registry: str | None) -> Entry:
    return Entry(
        kind="document",
        subject_id=document.id,
        case_id=document.instance_id,
        record_id=document.record_id,
        registry_key=registry,
        title=document.name,
        text="",
        changed_at=document.changed_at,
    )


def _of_comment(comment: Comment, registry: str | None) -> Entry:
    return Entry(
        kind="comment",
        subject_id=comment.id,
        case_id=comment.instance_id,
        record_id=comment.record_id,
        registry_key=registry,
        title=comment.text[:TITLE],
        text=comment.text,
        changed_at=comment.changed_at,
    )
