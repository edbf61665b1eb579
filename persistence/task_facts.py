"""Everything the page of one task tells: what is asked, of whom, by whom, about which case and record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from persistence.definitions import ProcessDefinition
from persistence.history import HistoryEntry
from persistence.instances import ProcessInstance
from persistence.people import Group, Person
from persistence.prepared import Prepared
from persistence.records import Record
from persistence.user_tasks import UserTask, UserTaskCandidate, UserTaskOverseer

Candidate = tuple[str, str]
THREE = ("first", "second", "third")

TASK, CANDIDATE, OVERSEER, CASE, PROCESS, PERSON, GROUP, RECORD, HISTORY = (
    model.__table__
    for model in (
        UserTask,
        UserTaskCandidate,
        UserTaskOverseer,
        ProcessInstance,
        ProcessDefinition,
        Person,
        Group,
        Record,
        HistoryEntry,
    )
)


class Standing(NamedTuple):
    """What a task is called, how it stands and with whom: enough to decide what somebody may do to it."""

    name: str
    name_en: str
    status: str
    assignee_id: int | None
    requested_by: int | None
    completed_by: int | None
    owner_id: int | None
    token: int | None  # None: a side task
    on_behalf_of: int | None = None  # no column: for whom the person who asks would act, see engine.rights


COLUMNS = Standing._fields[:-1]


class Holder(NamedTuple):
    """A task, the person who has it or a group whose members may take it."""

    id: int
    name: str
    name_en: str
    assignee_name: str | None
    group_name: str | None
    group_name_en: str | None


def standing(session: Session, task_id: int) -> Standing | None:
    """How the task stands.  Asked before everything somebody does to it."""
    found = STANDING.row(session, task=task_id)
    return None if found is None else Standing(*found)


def facts(session: Session, task_id: int) -> Row[*tuple[Any, ...]] | None:
    """The task with its people and, where it has them, its case, process and record.  One statement."""
    return session.execute(FACTS, {"task": task_id}).one_or_none()


def holders(session: Session, task_ids: Sequence[int]) -> list[Holder]:
    """Who has tasks, three of them at most: a line for each, or for each group whose queue an untaken one is in.

    One statement, after every task that somebody completes.
    """
    wanted = dict(zip(THREE, [*task_ids, None, None, None], strict=False))
    return [Holder(*row) for row in HOLDERS.rows(session, **wanted)]


def instructions(session: Session, task_ids: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """What tasks say is to be done, by id: ``token`` (None: a side task), ``element_id``, ``description``, and the
    ``definition_id`` of their process.  One statement, none for no tasks.
    """
    if not task_ids:
        return {}
    query = (
        select(TASK.c.id, TASK.c.token, TASK.c.element_id, TASK.c.description, CASE.c.definition_id)
        .outerjoin(CASE, CASE.c.id == TASK.c.instance_id)
        .where(TASK.c.id.in_(task_ids))
    )
    return {row.id: row for row in session.execute(query)}


def names(session: Session, task_ids: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """What tasks are called and who has them (``name``, ``name_en``, ``assignee_name``), by id.  One statement."""
    query = (
        select(TASK.c.id, TASK.c.name, TASK.c.name_en, PERSON.c.name.label("assignee_name"))
        .outerjoin(PERSON, PERSON.c.id == TASK.c.assignee_id)
        .where(TASK.c.id.in_(task_ids))
    )
    return {row.id: row for row in session.execute(query)}


def answer(session: Session, task: Any) -> dict[str, Any] | None:
    """What the task was completed with; None while nobody has."""
    about = (
        HISTORY.c.task_id == task.id
        if task.instance_id is None
        else and_(HISTORY.c.instance_id == task.instance_id, HISTORY.c.token == task.token)
    )
    query = select(HISTORY.c.data).where(about, HISTORY.c.kind == "task_completed").order_by(HISTORY.c.id.desc())
    found: dict[str, Any] | None = session.scalar(query.limit(1))
    return None if found is None else {name: value for name, value in found.items() if name != "on_behalf_of"}


def concerned(session: Session, task_id: int) -> tuple[frozenset[Candidate], frozenset[Candidate]]:
    """Who may take the task, and to whom it was escalated: ("group", key) or ("person", id as text).  One statement."""
    rows = CONCERNED.rows(session, task=task_id)
    candidates = frozenset((kind, value) for kind, value, looks_after in rows if not looks_after)
    return candidates, frozenset((kind, value) for kind, value, looks_after in rows if looks_after)


def _holders() -> Select[*tuple[Any, ...]]:
    in_queue = and_(CANDIDATE.c.task_id == TASK.c.id, CANDIDATE.c.kind == "group", TASK.c.assignee_id.is_(None))
    names = (
        PERSON.c.name.label("assignee_name"),
        GROUP.c.name.label("group_name"),
        GROUP.c.name_en.label("group_name_en"),
    )
    return (
        select(TASK.c.id, TASK.c.name, TASK.c.name_en, *names)
        .outerjoin(PERSON, PERSON.c.id == TASK.c.assignee_id)
        .outerjoin(CANDIDATE, in_queue)
        .outerjoin(GROUP, GROUP.c.key == CANDIDATE.c.value)
        .where(TASK.c.id.in_([bindparam(name, type_=TASK.c.id.type) for name in THREE]))
        .order_by(TASK.c.id, GROUP.c.name)
    )


def _facts() -> Select[*tuple[Any, ...]]:
    assignee, owner, requester, completer, represented, responsible = (PERSON.alias() for _ in range(6))
    return (
        select(
            *(column for column in TASK.columns if column is not TASK.c.record_id),
            CASE.c.title.label("case_title"),
            CASE.c.business_key,
            CASE.c.status.label("case_status"),
            CASE.c.started_by,
            CASE.c.definition_id,
            CASE.c.key.label("process_key"),
            PROCESS.c.name.label("process_name"),
            PROCESS.c.name_en.label("process_name_en"),
            RECORD.c.id.label("record_id"),
            RECORD.c.responsible_id,
            assignee.c.name.label("assignee_name"),
            owner.c.name.label("owner_name"),
            requester.c.name.label("requester_name"),
            completer.c.name.label("completer_name"),
            represented.c.name.label("completed_for_name"),
            responsible.c.name.label("responsible_name"),
        )
        .outerjoin(CASE, CASE.c.id == TASK.c.instance_id)
        .outerjoin(PROCESS, PROCESS.c.id == CASE.c.definition_id)
        .outerjoin(RECORD, RECORD.c.id == func.coalesce(TASK.c.record_id, CASE.c.record_id))
        .outerjoin(assignee, assignee.c.id == TASK.c.assignee_id)
        .outerjoin(owner, owner.c.id == TASK.c.owner_id)
        .outerjoin(requester, requester.c.id == TASK.c.requested_by)
        .outerjoin(completer, completer.c.id == TASK.c.completed_by)
        .outerjoin(represented, represented.c.id == TASK.c.completed_for)
        .outerjoin(responsible, responsible.c.id == RECORD.c.responsible_id)
        .where(TASK.c.id == bindparam("task"))
    )


FACTS = _facts()
HOLDERS = Prepared(_holders())
STANDING = Prepared(select(*(TASK.c[name] for name in COLUMNS)).where(TASK.c.id == bindparam("task")))
CONCERNED = Prepared(
    union_all(
        *(
            select(table.c.kind, table.c.value, literal_column(looks_after)).where(table.c.task_id == bindparam("task"))
            for table, looks_after in ((CANDIDATE, "0"), (OVERSEER, "1"))
        )
    )
)
"""On tables and built once: for every task that somebody completes, building would take longer than asking."""
