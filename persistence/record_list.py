"""Business records as people see them: the table of a registry, one card with its links and changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from persistence.definitions import PROCESS_NAMES, ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.paging import Page, page_of_rows
from persistence.people import Person
from persistence.records import Record, RecordChange, RecordLink

PAGE = 50  # rows
CHANGES = 200  # entries of the history a card shows at most

Facts = Row[*tuple[Any, ...]]


def records(
    session: Session, registry: str, *, stage: str = "", search: str = "", before: int | None = None
) -> Page[Facts]:
    """A page of the cards of a registry, newest first, from before the id ``before`` on."""
    query = _facts().where(Record.registry_key == registry, Record.archived.is_(False)).order_by(Record.id.desc())
    if stage:
        query = query.where(Record.stage == stage)
    if search:
        query = query.where(_matches(search))
    if before is not None:
        query = query.where(Record.id < before)
    return page_of_rows(session, query, PAGE)


def stage_counts(session: Session, registry: str) -> dict[str, int]:
    """How many cards stand at each stage."""
    query = (
        select(Record.stage, func.count())
        .where(Record.registry_key == registry, Record.archived.is_(False))
        .group_by(Record.stage)
    )
    return {stage or "": number for stage, number in session.execute(query)}


def registry_counts(session: Session) -> dict[str, int]:
    """How many cards each registry holds."""
    query = select(Record.registry_key, func.count()).where(Record.archived.is_(False)).group_by(Record.registry_key)
    return dict(session.execute(query).all())


def record(session: Session, record_id: int) -> Facts | None:
    """One card with the name of who is responsible for it."""
    return session.execute(_facts().where(Record.id == record_id)).one_or_none()


def by_ids(session: Session, record_ids: Collection[int]) -> dict[int, Facts]:
    """Cards by id, each with the name of who is responsible for it.  One statement."""
    rows = session.execute(_facts().where(Record.id.in_(record_ids)))
    return {row.Record.id: row for row in rows}


def titles(session: Session, record_ids: Collection[int]) -> dict[int, str]:
    """What cards are called: number and title, by id.  One statement."""
    query = select(Record.id, Record.number, Record.title).where(Record.id.in_(record_ids))
    return {row.id: " ".join(filter(None, (row.number, row.title))) for row in session.execute(query)}


def links(session: Session, record_id: int) -> Sequence[Facts]:
    """The cards this one refers to, then those that refer to it: ``kind`` and the card.  Two statements."""
    outgoing = (
        select(RecordLink.kind, Record)
        .join(Record, Record.id == RecordLink.to_id)
        .where(RecordLink.from_id == record_id)
        .order_by(RecordLink.kind, Record.id)
    )
    incoming = (
        select(RecordLink.kind, Record)
        .join(Record, Record.id == RecordLink.from_id)
        .where(RecordLink.to_id == record_id)
        .order_by(RecordLink.kind, Record.id)
    )
    return [*session.execute(outgoing).all(), *session.execute(incoming).all()]


def changes(session: Session, record_id: int) -> Sequence[Facts]:
    """What was changed, newest first, with who did it and in which case."""
    query = (
        select(
            RecordChange,
            Person.name.label("actor_name"),
            ProcessInstance.title.label("case_title"),
            *PROCESS_NAMES,
        )
        .outerjoin(Person, Person.id == RecordChange.actor_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == RecordChange.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(RecordChange.record_id == record_id)
        .order_by(RecordChange.id.desc())
        .limit(CHANGES)
    )
    return session.execute(query).all()


def _matches(search: str) -> ColumnElement[bool]:
    """Every word is somewhere in the registry's search fields."""
    return and_(*(Record.search_text.contains(word, autoescape=True) for word in search.lower().split()))


def _facts() -> Select[*tuple[Any, ...]]:
    """Cards as ``Record``, each with ``responsible_name``."""
    query = select(Record, Person.name.label("responsible_name"))
    return query.outerjoin(Person, Person.id == Record.responsible_id)
