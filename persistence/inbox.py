"""The list of tasks a person sees: their own, their groups', the late ones; with what each is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from persistence.definitions import ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.people import Group, Person
from persistence.prepared import Prepared
from persistence.records import Record
from persistence.user_tasks import UserTask, UserTaskCandidate

OPEN_STATUSES = ("created", "assigned")
IS_OPEN: ColumnElement[Any] = literal_column("user_task.status IN ('created', 'assigned')")
"""Spelled out, because SQLite uses a partial index only for the very words of its condition: not for parameters, nor
for the "… = 1" that comes of calling it a Boolean."""
PAGE = 50  # rows

Candidate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose list it is: a person and every candidate entry that means them or somebody whose work they do.

    ``acts_for`` are the absent people for whom they act today.
    """

    person_id: int
    candidacies: frozenset[Candidate]
    acts_for: frozenset[int] = frozenset()

    @property
    def people(self) -> list[int]:
        """The ids of the person and of those whose work they do."""
        return sorted(self.acts_for | {self.person_id})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks each tab holds."""

    mine: int
    groups: int
    overdue: int


def counts(session: Session, viewer: Viewer, now: datetime) -> Counts:
    """The numbers on the tabs.  One statement."""
    mine, groups = _is_mine(viewer), _is_offered(viewer)
    query = select(
        func.count().filter(mine), func.count().filter(groups), func.count().filter(_is_late(now), or_(mine, groups))
    ).where(IS_OPEN, or_(mine, groups))
    return Counts(*session.execute(query).one())


def tasks(
    session: Session, viewer: Viewer, tab: str, now: datetime, *, search: str = "", page: int = 1
) -> Sequence[Row[*tuple[Any, ...]]]:
    """A page of a tab, the most urgent first; one row more than ``PAGE`` says that there is another page."""
    query = _rows().where(IS_OPEN, _tab(viewer, tab, now)).order_by(*_urgency())
    if search:
        query = query.where(_matches(search))
    return session.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()


def task_in_case(session: Session, instance_id: int, person_id: int) -> int | None:
    """The person's most urgent task in one case, called processes included."""
    found = TASK_IN_CASE.row(session, person=person_id, case=instance_id, root=instance_id)
    return None if found is None else int(found[0])


def next_task(session: Session, instance_id: int | None, person_id: int) -> int | None:
    """What to go on with after a step of a case: the person's most urgent task in it, else their most urgent one."""
    found = NEXT_TASK.row(session, person=person_id, case=instance_id, root=instance_id)
    return None if found is None else int(found[0])


def row(session: Session, task_id: int) -> Row[*tuple[Any, ...]] | None:
    """One task as the list shows it."""
    return session.execute(_rows().where(UserTask.id == task_id)).one_or_none()


def queue_names(session: Session, task_ids: Iterable[int]) -> dict[int, list[Group]]:
    """The groups whose queues hold these tasks.  One statement."""
    query = (
        select(UserTaskCandidate.task_id, Group)
        .join(Group, and_(UserTaskCandidate.kind == "group", Group.key == UserTaskCandidate.value))
        .where(UserTaskCandidate.task_id.in_(list(task_ids)))
        .order_by(Group.name)
    )
    names: dict[int, list[Group]] = {}
    for task_id, group in session.execute(query):
        names.setdefault(task_id, []).append(group)
    return names


def _rows() -> Select[*tuple[Any, ...]]:
    assignee = aliased(Person)
    return (
        select(
            UserTask.id,
            UserTask.name,
            UserTask.name_en,
            UserTask.status,
            UserTask.assignee_id,
            UserTask.due_at,
            UserTask.priority,
            UserTask.created_at,
            UserTask.draft_saved_at,
            UserTask.instance_id,
            UserTask.token,
            ProcessInstance.title.label("case_title"),
            ProcessInstance.business_key,
            ProcessDefinition.name.label("process_name"),
            ProcessDefinition.name_en.label("process_name_en"),
            Record.id.label("record_id"),
            Record.registry_key,
            Record.number.label("record_number"),
            Record.title.label("record_title"),
            Record.stage,
            assignee.name.label("assignee_name"),
        )
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == func.coalesce(UserTask.record_id, ProcessInstance.record_id))
        .outerjoin(assignee, assignee.id == UserTask.assignee_id)
    )


def _urgency() -> tuple[Any, ...]:
    """By deadline, those without one last; then by priority; then by age."""
    return UserTask.due_at.is_(None), UserTask.due_at, UserTask.priority.desc(), UserTask.id


def _tab(viewer: Viewer, tab: str, now: datetime) -> ColumnElement[bool]:
    mine, groups = _is_mine(viewer), _is_offered(viewer)
    return {"mine": mine, "groups": groups, "overdue": and_(_is_late(now), or_(mine, groups))}[tab]


def _is_mine(viewer: Viewer) -> ColumnElement[bool]:
    return UserTask.assignee_id.in_(viewer.people)


def _is_offered(viewer: Viewer) -> ColumnElement[bool]:
    candidates = tuple_(UserTaskCandidate.kind, UserTaskCandidate.value).in_(sorted(viewer.candidacies))
    return and_(UserTask.assignee_id.is_(None), UserTask.id.in_(select(UserTaskCandidate.task_id).where(candidates)))


def _is_late(now: datetime) -> ColumnElement[bool]:
    return UserTask.due_at < now


def _matches(search: str) -> ColumnElement[bool]:
    columns = (
        UserTask.name,
        UserTask.name_en,
        ProcessInstance.title,
        ProcessInstance.business_key,
        Record.number,
        Record.title,
    )
    return or_(*(column.icontains(search, autoescape=True) for column in columns))


IN_CASE = or_(ProcessInstance.id == bindparam("case"), ProcessInstance.root_id == bindparam("root"))
OWN_TASKS = (
    select(UserTask.id)
    .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
    .where(IS_OPEN, UserTask.assignee_id == bindparam("person"))
)
TASK_IN_CASE = Prepared(OWN_TASKS.where(IN_CASE).order_by(*_urgency()).limit(1))
NEXT_TASK = Prepared(OWN_TASKS.order_by(case((IN_CASE, 0), else_=1), *_urgency()).limit(1))
"""Whoever completes a task asks for the next one."""
