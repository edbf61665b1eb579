"""What the search index says of records, cases and tasks: kept as they change, or made anew from their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from persistence import search_cases, search_index, search_papers
from persistence.definitions import ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.prepared import Prepared
from persistence.records import Record
from persistence.search_index import Entry, SearchEntry
from persistence.user_tasks import UserTask

BATCH = 500  # rows
SEPARATOR = " · "


class About(NamedTuple):
    """What a case is about, as its own entry and those of its tasks tell it."""

    title: str
    title_en: str
    business_key: str | None
    number: str | None
    record_title: str | None
    record_id: int | None
    parent_id: int | None


class TaskText(NamedTuple):
    """The words of a task."""

    id: int
    name: str
    name_en: str
    description: str


def keep_record(session: Session, record: Record) -> None:
    """The record as it is now."""
    search_index.keep(session, [_of_record(record)])


def keep_step(
    session: Session,
    instance_id: int,
    tasks: Sequence[TaskText],
    at: datetime,
    *,
    is_new: bool,
    texts: str | None = None,
) -> None:
    """The tasks a step opened, its case when that is new, its variables' ``texts`` when they have changed.

    Two statements at most, none when there is nothing to keep.
    """
    entries = [] if texts is None else [search_cases.entry(instance_id, texts, at)]
    if tasks or is_new:
        about = About(*ABOUT.row(session, which=instance_id))
        entries += [_of_task(task, about, instance_id, at) for task in tasks]
        if is_new and about.parent_id is None:
            entries.append(_of_case(about, instance_id, at))
    search_index.keep(session, entries)


def keep_case(session: Session, instance_id: int, at: datetime, texts: str | None = None) -> None:
    """A case and all its tasks, once it is about something else than before."""
    tasks = select(UserTask.id, UserTask.name, UserTask.name_en, UserTask.description)
    rows = session.execute(tasks.where(UserTask.instance_id == instance_id))
    keep_step(session, instance_id, [TaskText(*row) for row in rows], at, is_new=True, texts=texts)


def keep_cases_about(session: Session, record_id: int, at: datetime) -> None:
    """The cases about a record and their tasks: they are found by its number and title too."""
    for instance_id in session.scalars(select(ProcessInstance.id).where(ProcessInstance.record_id == record_id)).all():
        keep_case(session, instance_id, at)


def keep_side_task(session: Session, task_id: int) -> None:
    """A task that somebody asked for by hand, in a case or without one."""
    search_index.keep(session, [_of_row(row) for row in session.execute(TASKS.where(UserTask.id == task_id))])


def rebuild(session: Session) -> int:
    """Make every entry anew; how many there are."""
    session.execute(delete(SearchEntry))
    number = 0
    for entries in _everything(session):
        search_index.keep(session, entries)
        number += len(entries)
    return number


def is_empty(session: Session) -> bool:
    """Whether nothing was ever kept: the index may be younger than the data."""
    return session.scalar(select(SearchEntry.id).limit(1)) is None


def _everything(session: Session) -> Iterator[list[Entry]]:
    records = select(Record).where(Record.archived.is_(False)).order_by(Record.id)
    for found in session.scalars(records).partitions(BATCH):
        yield [_of_record(record) for record in found]
    cases = CASES.where(ProcessInstance.parent_id.is_(None)).order_by(ProcessInstance.id)
    for rows in session.execute(cases).partitions(BATCH):
        yield [_of_case(About(*row[2:]), row.id, row.started_at) for row in rows]
    for rows in session.execute(TASKS.order_by(UserTask.id)).partitions(BATCH):
        yield [_of_row(row) for row in rows]
    yield from search_cases.everything(session)
    yield from search_papers.everything(session)


def _of_record(record: Record) -> Entry:
    """Its number, its title, and of the card what the registry is searched by."""
    searched = record.search_text.split("\n")
    shown = [str(value) for value in record.data.values() if str(value).lower() in searched]
    return Entry(
        kind="record",
        subject_id=record.id,
        record_id=record.id,
        registry_key=record.registry_key,
        title=" ".join(filter(None, (record.number, record.title))),
        text=SEPARATOR.join(value for value in shown if value != record.title),
        hidden=record.search_text,
        changed_at=record.updated_at,
    )


def _of_case(about: About, instance_id: int, at: datetime) -> Entry:
    return Entry(
        kind="case",
        subject_id=instance_id,
        case_id=instance_id,
        record_id=about.record_id,
        title=about.title,
        title_en=about.title_en,
        text=_subject(about),
        changed_at=at,
    )


def _of_task(task: TaskText, about: About, instance_id: int | None, at: datetime) -> Entry:
    return Entry(
        kind="task",
        subject_id=task.id,
        case_id=instance_id,
        record_id=about.record_id,
        title=task.name,
        title_en=task.name_en,
        text=SEPARATOR.join(filter(None, (_subject(about), task.description))),
        changed_at=at,
    )


def _of_row(row: Any) -> Entry:
    return _of_task(TaskText(*row[:4]), About(*row[6:]), row.instance_id, row.created_at)


def _subject(about: About) -> str:
    """Numbers and titles, each once."""
    parts = filter(None, (about.business_key, about.number, about.record_title))
    return SEPARATOR.join(dict.fromkeys(parts))


WHAT_IT_IS_ABOUT = (
    ProcessInstance.title,
    ProcessDefinition.name_en,
    ProcessInstance.business_key,
    Record.number,
    Record.title,
    Record.id,
    ProcessInstance.parent_id,
)


def _about(query: Any, record_id: Any) -> Any:
    return (
        query.add_columns(*WHAT_IT_IS_ABOUT)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == record_id)
    )


CASES: Select[Any] = _about(
    select(ProcessInstance.id, ProcessInstance.started_at).select_from(ProcessInstance), ProcessInstance.record_id
)
ABOUT = Prepared(CASES.with_only_columns(*WHAT_IT_IS_ABOUT).where(ProcessInstance.id == bindparam("which")))
TASKS: Select[Any] = _about(
    select(
        UserTask.id,
        UserTask.name,
        UserTask.name_en,
        UserTask.description,
        UserTask.instance_id,
        UserTask.created_at,
    ).outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id),
    func.coalesce(UserTask.record_id, ProcessInstance.record_id),
)
