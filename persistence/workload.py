"""People's open tasks, as those see them who may hand them to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from persistence.definitions import PROCESS_NAMES, ProcessDefinition
from persistence.inbox import IS_OPEN
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.user_tasks import UserTask, UserTaskCandidate


def open_tasks(session: Session, person_id: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What waits for a person: assigned to them, or offered to them by name and nobody's yet; the most urgent first."""
    query = (
        select(
            UserTask.id,
            UserTask.name,
            UserTask.name_en,
            UserTask.due_at,
            UserTask.assignee_id,
            *PROCESS_NAMES,
            ProcessInstance.business_key,
        )
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(IS_OPEN, _waits_for(person_id))
        .order_by(UserTask.due_at.is_(None), UserTask.due_at, UserTask.id)
    )
    return session.execute(query.limit(limit)).all()


def of_people(session: Session, person_ids: Iterable[int], now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """How many tasks each of these people has, and how many of them are overdue, by name.  One statement."""
    late = func.coalesce(func.sum(case((UserTask.due_at < now, 1), else_=0)), 0)
    query = (
        select(Person.id, Person.name, func.count(UserTask.id).label("open"), late.label("overdue"))
        .outerjoin(UserTask, and_(UserTask.assignee_id == Person.id, IS_OPEN))
        .where(Person.id.in_(list(person_ids)))
        .group_by(Person.id, Person.name)
    )
    return session.execute(query.order_by(Person.name, Person.id)).all()


def open_task_ids(session: Session, person_id: int) -> Sequence[int]:
    """All of them."""
    return session.scalars(select(UserTask.id).where(IS_OPEN, _waits_for(person_id)).order_by(UserTask.id)).all()


def _waits_for(person_id: int) -> ColumnElement[bool]:
    by_name = select(UserTaskCandidate.task_id).where(
        UserTaskCandidate.kind == "person", UserTaskCandidate.value == str(person_id)
    )
    return or_(UserTask.assignee_id == person_id, UserTask.assignee_id.is_(None) & UserTask.id.in_(by_name))
