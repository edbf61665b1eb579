"""
Everything that happened in a case, newest first: its history, that of the processes it called, comments.

The tables are merged by time and read page by page, going on from the last entry seen (keyset); what a page shows of
each entry is one statement per table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from persistence.base import Instant
from persistence.comments import Comment
from persistence.history import HistoryEntry
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.user_tasks import UserTask

HISTORY, COMMENT = "history", "comment"

Facts = Row[*tuple[Any, ...]]


class Entry(NamedTuple):
    """A place in the timeline."""

    at: datetime
    source: str
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to tell of a case.

    ``kinds`` of its own history, the ``passed`` elements whose completion is told, ``called_kinds`` of the history of
    the ``called`` instances; ``person`` limits it to what they did.
    """

    instance_id: int
    kinds: Collection[str]
    passed: Collection[str] = ()
    called: Collection[int] = ()
    called_kinds: Collection[str] = ()
    with_comments: bool = True
    person: int | None = None


def entries(session: Session, wanted: Wanted, limit: int, before: Entry | None = None) -> list[Entry]:
    """A page of the timeline, after the entry ``before`` which it follows.  One statement."""
    parts = [_history(wanted)]
    if wanted.with_comments:
        parts.append(_comments(wanted))
    merged = union_all(*parts).subquery()
    place = (merged.c.at, merged.c.source, merged.c.id)
    query = select(*place).order_by(*(column.desc() for column in place)).limit(limit)
    if before is not None:
        seen = (literal(before.at, Instant()), *map(literal, before[1:]))
        query = query.where(tuple_(*place) < tuple_(*seen))
    return [Entry(*row) for row in session.execute(query)]


def history(session: Session, ids: Collection[int]) -> dict[int, Facts]:
    """What the entries of the history tell: who acted, which task it was about, in which process.  One statement."""
    query = (
        select(
            HistoryEntry,
            Person.name.label("actor_name"),
            UserTask.id.label("task"),
            UserTask.name,
            UserTask.name_en,
            UserTask.form_key,
            ProcessInstance.definition_id,
        )
        .join(ProcessInstance, ProcessInstance.id == HistoryEntry.instance_id)
        .outerjoin(Person, Person.id == HistoryEntry.actor_id)
        .outerjoin(
            UserTask,
            or_(
                UserTask.id == HistoryEntry.task_id,
                and_(UserTask.instance_id == HistoryEntry.instance_id, UserTask.token == HistoryEntry.token),
            ),
        )
        .where(HistoryEntry.id.in_(ids))
    )
    return {row.HistoryEntry.id: row for row in session.execute(query)}


def comments(session: Session, ids: Collection[int]) -> dict[int, Facts]:
    """Comments with their authors.  One statement."""
    query = select(Comment, Person.name.label("actor_name")).join(Person, Person.id == Comment.author_id)
    return {row.Comment.id: row for row in session.execute(query.where(Comment.id.in_(ids)))}


def people(session: Session, instance_id: int) -> Sequence[Facts]:
    """Who has done something in a case, by name.  One statement."""
    acted = select(HistoryEntry.actor_id).where(HistoryEntry.instance_id == instance_id)
    said = select(Comment.author_id).where(Comment.instance_id == instance_id)
    query = select(Person.id, Person.name).where(or_(Person.id.in_(acted), Person.id.in_(said)))
    return session.execute(query.order_by(Person.name)).all()


def _history(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    told: ColumnElement[bool] = HistoryEntry.kind.in_(sorted(wanted.kinds))
    passed = and_(HistoryEntry.kind == "completed", HistoryEntry.element_id.in_(sorted(wanted.passed)))
    here = and_(HistoryEntry.instance_id == wanted.instance_id, or_(told, passed))
    called = and_(
        HistoryEntry.instance_id.in_(sorted(wanted.called)), HistoryEntry.kind.in_(sorted(wanted.called_kinds))
    )
    query = select(HistoryEntry.at, _source(HISTORY), HistoryEntry.id).where(or_(here, called))
    return query if wanted.person is None else query.where(HistoryEntry.actor_id == wanted.person)


def _comments(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    about = (Comment.instance_id == wanted.instance_id, Comment.deleted_at.is_(None))
    query = select(Comment.at, _source(COMMENT), Comment.id).where(*about)
    return query if wanted.person is None else query.where(Comment.author_id == wanted.person)


def _source(name: str) -> ColumnElement[str]:
    return literal(name).label("source")
