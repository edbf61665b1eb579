"""Comments on cases, records and tasks, and who is mentioned in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, Select, or_, select
from sqlalchemy import insert as insert_rows
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.user_tasks import UserTask

MOST = 200  # comments a page shows


class Comment(Base):
    """What somebody said.  A deleted one keeps its place in the thread, without its text."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "instance_id", "id"), Index(None, "record_id", "id"), Index(None, "task_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    key: Mapped[str | None] = mapped_column(unique=True)  # of the form that sent it: nothing is said twice


class CommentMention(Base):
    """A person named in a comment."""

    __tablename__ = "comment_mention"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


def by_id(session: Session, comment_id: int) -> Comment | None:
    """A comment, also a deleted one."""
    return session.get(Comment, comment_id)


def by_key(session: Session, key: str) -> int | None:
    """The comment that a form sent before."""
    return session.scalar(select(Comment.id).where(Comment.key == key))


def lock(session: Session, comment_id: int) -> Comment | None:
    """The comment as it is now, kept from others until the transaction ends."""
    query = select(Comment).where(Comment.id == comment_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def mention(session: Session, comment_id: int, person_ids: Collection[int]) -> None:
    """Note who is named in a comment."""
    rows = [{"comment_id": comment_id, "person_id": person_id} for person_id in sorted(person_ids)]
    if rows:
        session.execute(insert_rows(CommentMention), rows)


def mentioned(session: Session, comment_id: int) -> set[int]:
    """Who is named in a comment."""
    return set(session.scalars(select(CommentMention.person_id).where(CommentMention.comment_id == comment_id)))


def mentions_in(session: Session, comment_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Who is named in each of these comments, by id with their names."""
    query = (
        select(CommentMention.comment_id, Person.id, Person.name)
        .join(Person, Person.id == CommentMention.person_id)
        .where(CommentMention.comment_id.in_(comment_ids))
    )
    found: dict[int, dict[int, str]] = {}
    for comment_id, person_id, name in session.execute(query).all():
        found.setdefault(comment_id, {})[person_id] = name
    return found


def of_case(session: Session, instance_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest comments on a case and its tasks, in the order of time."""
    return _in_order(session, _rows().where(Comment.instance_id == instance_id))


def of_task(session: Session, task_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest comments on a task."""
    return _in_order(session, _rows().where(Comment.task_id == task_id))


def of_record(session: Session, record_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest comments on a record and on the cases that are about it."""
    about = select(ProcessInstance.id).where(ProcessInstance.record_id == record_id)
    return _in_order(session, _rows().where(or_(Comment.record_id == record_id, Comment.instance_id.in_(about))))


def authors(session: Session, comment: Comment) -> set[int]:
    """Who commented on the same case, record or task before."""
    same = [
        column == value
        for column, value in (
            (Comment.instance_id, comment.instance_id),
            (Comment.record_id, comment.record_id),
            (Comment.task_id, comment.task_id),
        )
        if value is not None
    ]
    return set(session.scalars(select(Comment.author_id).where(or_(*same), Comment.deleted_at.is_(None))))


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Comment, Person.name.label("author_name"), UserTask.name, UserTask.name_en)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(UserTask, UserTask.id == Comment.task_id)
    )


def _in_order(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    latest = session.execute(query.order_by(Comment.id.desc()).limit(MOST)).all()
    return latest[::-1]
