"""Process instances as people see them: the list of cases, and everything the page of one case tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from persistence.definitions import PROCESS_NAMES, ProcessDefinition
from persistence.history import HistoryEntry
from persistence.inbox import IS_OPEN, OPEN_STATUSES, Viewer
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.paging import Page, page_of_rows
from persistence.people import Person
from persistence.records import CARD, Record, RecordChange
from persistence.steps import RUNNING
from persistence.user_tasks import UserTask, UserTaskCandidate
from persistence.variables import Variable
from persistence.visibility import cases_had_by, visible_cases

PAGE = 50  # rows
TASKS = 200  # of one case, on its page

Candidate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases to list; ``since`` and ``until`` are about their start, ``until`` not included.

    ``had_by`` are people at least one of whom has or had a task of the case.
    """

    status: str = ""
    search: str = ""
    process: str = ""
    responsible: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    had_by: frozenset[int] | None = None


def cases(
    session: Session, viewer: Viewer | None, only: Filter = Filter(), before: int | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of the cases a person may see (``None``: all), newest first, going on after the id ``before``."""
    query = _rows().where(ProcessInstance.parent_id.is_(None), *_filtered(only)).order_by(ProcessInstance.id.desc())
    if viewer is not None:
        query = query.where(involves(viewer))
    if before is not None:
        query = query.where(ProcessInstance.id < before)
    return page_of_rows(session, query, PAGE)


def processes(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """The processes that have been run, in their newest version."""
    newest = select(func.max(ProcessDefinition.id)).group_by(ProcessDefinition.key)
    query = select(ProcessDefinition.key, ProcessDefinition.name, ProcessDefinition.name_en)
    return session.execute(query.where(ProcessDefinition.id.in_(newest)).order_by(ProcessDefinition.name)).all()


def of_record(session: Session, record_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The cases that are about a record or have changed it, newest first."""
    changing = select(RecordChange.instance_id).where(RecordChange.record_id == record_id)
    mine = or_(ProcessInstance.record_id == record_id, ProcessInstance.id.in_(changing))
    return session.execute(_rows().where(mine).order_by(ProcessInstance.id.desc()).limit(PAGE)).all()


def running_for(session: Session, record_id: int, key: str, variable: str) -> int | None:
    """The case of a process that is running for a record: it is about it, or has it in a variable and no record yet."""
    given = select(Variable.instance_id).where(Variable.name == variable, Variable.number == record_id)
    its_own = or_(
        ProcessInstance.record_id == record_id,
        and_(ProcessInstance.record_id.is_(None), ProcessInstance.id.in_(given)),
    )
    query = select(func.min(ProcessInstance.id)).where(ProcessInstance.key == key, its_own)
    return session.scalar(query.where(RUNNING))


def called_by(session: Session, instance_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The instances that a case's call activities started."""
    query = _rows().where(ProcessInstance.parent_id == instance_id).order_by(ProcessInstance.id)
    return session.execute(query).all()


def facts(session: Session, instance_id: int) -> Row[*tuple[Any, ...]] | None:
    """One case as the list shows it."""
    return session.execute(_rows().where(ProcessInstance.id == instance_id)).one_or_none()


def state(session: Session, instance_id: int) -> bytes | None:
    """Where the tokens of a case stand, for ``engine.state`` to read."""
    return session.scalar(select(ProcessInstance.state).where(ProcessInstance.id == instance_id))


def involved(session: Session, instance_id: int) -> tuple[frozenset[int], frozenset[Candidate]]:
    """Who has or had a task of the case, and who may take an open one.  One statement."""
    query = (
        select(
            UserTask.status,
            UserTask.assignee_id,
            UserTask.owner_id,
            UserTask.completed_by,
            UserTaskCandidate.kind,
            UserTaskCandidate.value,
        )
        .outerjoin(UserTaskCandidate, UserTaskCandidate.task_id == UserTask.id)
        .where(UserTask.instance_id == instance_id)
    )
    rows = session.execute(query).all()
    people = {
        person for row in rows for person in (row.assignee_id, row.owner_id, row.completed_by) if person is not None
    }
    candidates = {(row.kind, row.value) for row in rows if row.kind and row.status in OPEN_STATUSES}
    return frozenset(people), frozenset(candidates)


def tasks(session: Session, instance_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The case's tasks, open ones first, then the newest."""
    assignee, completer, absent = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(
            UserTask,
            assignee.name.label("assignee_name"),
            completer.name.label("completer_name"),
            absent.name.label("completed_for_name"),
        )
        .outerjoin(absent, absent.id == UserTask.completed_for)
        .outerjoin(assignee, assignee.id == UserTask.assignee_id)
        .outerjoin(completer, completer.id == UserTask.completed_by)
        .where(UserTask.instance_id == instance_id)
        .order_by(UserTask.status.not_in(OPEN_STATUSES), UserTask.id.desc())
    )
    return session.execute(query.limit(TASKS)).all()


def open_tasks_of_record(session: Session, record_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What is still to be done about a record, the most urgent first; with who does it."""
    about = select(ProcessInstance.id).where(ProcessInstance.record_id == record_id)
    query = (
        select(UserTask, Person.name.label("assignee_name"))
        .outerjoin(Person, Person.id == UserTask.assignee_id)
        .where(IS_OPEN, or_(UserTask.record_id == record_id, UserTask.instance_id.in_(about)))
        .order_by(UserTask.due_at.is_(None), UserTask.due_at, UserTask.id)
    )
    return session.execute(query.limit(TASKS)).all()


def answers(session: Session, instance_id: int) -> dict[int, dict[str, Any]]:
    """What the latest completed tasks of a case were completed with, by token."""
    query = select(HistoryEntry.token, HistoryEntry.data).order_by(HistoryEntry.id.desc()).limit(TASKS)
    query = query.where(HistoryEntry.instance_id == instance_id, HistoryEntry.kind == "task_completed")
    return dict(session.execute(query).all())


def task_history(session: Session, task_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What people did with one task, newest first; with who acted."""
    query = select(HistoryEntry, Person.name.label("actor_name")).outerjoin(Person, Person.id == HistoryEntry.actor_id)
    return session.execute(query.where(HistoryEntry.task_id == task_id).order_by(HistoryEntry.id.desc())).all()


def history(session: Session, instance_id: int, after: int, limit: int = 200) -> Sequence[HistoryEntry]:
    """Everything that happened after an entry, in order."""
    query = select(HistoryEntry).where(HistoryEntry.instance_id == instance_id, HistoryEntry.id > after)
    return session.scalars(query.order_by(HistoryEntry.id).limit(limit)).all()


def present(session: Session, instance_id: int) -> dict[str, int]:
    """How many tokens wait at each element: those that entered it and neither completed it nor were cancelled."""
    entered = func.count().filter(HistoryEntry.kind == "entered")
    left = func.count().filter(HistoryEntry.kind.in_(("completed", "cancelled")))
    waiting = (
        select(HistoryEntry.element_id.label("element_id"))
        .where(HistoryEntry.instance_id == instance_id, HistoryEntry.kind.in_(("entered", "completed", "cancelled")))
        .group_by(HistoryEntry.element_id, HistoryEntry.token)
        .having(entered > left)
    ).subquery()
    query = select(waiting.c.element_id, func.count()).group_by(waiting.c.element_id)
    return dict(session.execute(query).all())


def passed(session: Session, instance_id: int) -> set[str]:
    """The elements that tokens completed and the sequence flows they left by."""
    query = select(HistoryEntry.element_id, HistoryEntry.data).distinct()
    query = query.where(HistoryEntry.instance_id == instance_id, HistoryEntry.kind == "completed")
    rows = session.execute(query).all()
    return {row.element_id for row in rows} | {flow for row in rows for flow in row.data.get("flows", ())}


def incidents(session: Session, instance_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The case's incidents, open ones first, then the newest; with who mended them."""
    query = (
        select(Incident, Person.name.label("resolver_name"))
        .outerjoin(Person, Person.id == Incident.resolved_by)
        .where(Incident.instance_id == instance_id)
        .order_by(Incident.resolved_at.is_not(None), Incident.id.desc())
    )
    return session.execute(query).all()


def variables(session: Session, instance_id: int) -> Sequence[Variable]:
    """The scalar variables of the root scope, by name."""
    return session.scalars(select(Variable).where(Variable.instance_id == instance_id).order_by(Variable.name)).all()


def _rows() -> Select[*tuple[Any, ...]]:
    starter, responsible = aliased(Person), aliased(Person)
    return (
        select(
            ProcessInstance.id,
            ProcessInstance.definition_id,
            ProcessInstance.key,
            ProcessInstance.business_key,
            ProcessInstance.title,
            ProcessInstance.status,
            ProcessInstance.started_at,
            ProcessInstance.ended_at,
            ProcessInstance.started_by,
            ProcessInstance.parent_id,
            *PROCESS_NAMES,
            ProcessDefinition.version.label("process_version"),
            *CARD,
            Record.responsible_id,
            starter.name.label("starter_name"),
            responsible.name.label("responsible_name"),
        )
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == ProcessInstance.record_id)
        .outerjoin(starter, starter.id == ProcessInstance.started_by)
        .outerjoin(responsible, responsible.id == Record.responsible_id)
    )


def _filtered(only: Filter) -> Iterator[ColumnElement[bool]]:
    if only.status:
        yield ProcessInstance.status == only.status
    if only.process:
        yield ProcessInstance.key == only.process
    if only.responsible is not None:
        yield or_(Record.responsible_id == only.responsible, ProcessInstance.started_by == only.responsible)
    if only.since is not None:
        yield ProcessInstance.started_at >= only.since
    if only.until is not None:
        yield ProcessInstance.started_at < only.until
    if only.search:
        yield _matches(only.search)
    if only.had_by is not None:
        yield ProcessInstance.id.in_(cases_had_by(only.had_by))


def involves(viewer: Viewer) -> ColumnElement[bool]:
    """The same rule as ``engine.rights.may_see_case``, as a condition."""
    return ProcessInstance.id.in_(visible_cases(viewer, viewer.led))


def _matches(search: str) -> ColumnElement[bool]:
    columns = (ProcessInstance.title, ProcessInstance.business_key, Record.number, Record.title)
    return or_(*(column.icontains(search, autoescape=True) for column in columns))
