"""What tasks are found by in their list: their own entries of the search index, those of their records and cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal_column, or_, select
from sqlalchemy.orm import Session

from persistence.instances import ProcessInstance
from persistence.search_index import DATA, Entry, SearchEntry, mark_of_data
from persistence.search_languages import language_of
from persistence.user_tasks import UserTask
from persistence.variables import Variable

BATCH = 500  # rows


def entry(instance_id: int, texts: str, at: datetime) -> Entry:
    """What a case is found by beside its own entry; ``texts``: its title, its number, its variables."""
    return Entry(kind=DATA, subject_id=instance_id, title="", text="", hidden=texts, changed_at=at)


def everything(session: Session) -> Iterator[list[Entry]]:
    """The entries of all cases, made anew from their rows."""
    case = ProcessInstance
    variables = func.aggregate_strings(Variable.text, " ")
    query = (
        select(case.id, case.started_at, case.title, case.business_key, variables)
        .outerjoin(Variable, and_(Variable.instance_id == case.id, Variable.text.is_not(None)))
        .group_by(case.id, case.started_at, case.title, case.business_key)
        .order_by(case.id)
    )
    for rows in session.execute(query).partitions(BATCH):
        yield [entry(case_id, " ".join(filter(None, texts)), at) for case_id, at, *texts in rows]


def subjects(session: Session, word: str) -> Select[*tuple[Any, ...]]:
    """The kinds and ids of the tasks, cases and records that are found by a word."""
    language = language_of(session)
    marked = mark_of_data(word)
    of_data = [language.exactly(marked)] if len(word) == 1 else language.beginning_with(marked)
    alternatives = [*language.beginning_with(word), *of_data]
    found = (language.holding([alternatives]) if alternatives else select(SearchEntry).where(false())).subquery()
    return select(found.c.kind, found.c.subject_id).where(found.c.kind.in_(("task", "record", DATA)))


def are_of(session: Session, found: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """A task is one of these few subjects, or of one of these cases or records.  One statement.

    They are named by their ids: SQLite would look through the index of words anew for each task.
    """
    ids: dict[str, list[int]] = {}
    for kind, subject_id in session.execute(found):
        ids.setdefault(kind, []).append(subject_id)
    records = ids.get("record", [])
    about = select(ProcessInstance.id).where(ProcessInstance.record_id.in_(records))
    conditions = (
        UserTask.id.in_(ids.get("task", [])),
        UserTask.instance_id.in_(ids.get(DATA, [])),
        UserTask.instance_id.in_(about),
        UserTask.record_id.in_(records),
    )
    return or_(*conditions) if ids else false()


def has_word(word: str) -> ColumnElement[bool]:
    """The same asked of one task, by the keys of its entries."""
    its_case = select(ProcessInstance.record_id).where(ProcessInstance.id == UserTask.instance_id)
    about = func.coalesce(UserTask.record_id, its_case.correlate(UserTask).scalar_subquery())
    return or_(
        _holds("task", UserTask.id, word),
        _holds(DATA, UserTask.instance_id, mark_of_data(word)),
        _holds("record", about, word),
    )


def _holds(kind: str, subject_id: Any, word: str) -> ColumnElement[bool]:
    is_letter = len(word.removeprefix("_")) == 1
    beginning = f" {word} " if is_letter else f" {word}"
    held = SearchEntry.words.contains(beginning, autoescape=True)
    of_subject = (SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    return select(literal_column("1")).where(*of_subject, held).correlate(UserTask).exists()
