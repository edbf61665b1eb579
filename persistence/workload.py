"""A person's open tasks, as those see them who may hand them to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from persistence.definitions import ProcessDefinition
from persistence.inbox import IS_OPEN
from persistence.instances import ProcessInstance
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
            ProcessDefinition.name.label("process_name"),
            ProcessDefinition.name_en.label("process_name_en"),
            ProcessInstance.business_key,
        )
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(IS_OPEN, _waits_for(person_id))
        .order_by(UserTask.due_at.is_(None), UserTask.due_at, UserTask.id)
    )
    return session.execute(query.limit(limit)).all()


def open_task_ids(session: Session, person_id: int) -> Sequence[int]:
    """All of them."""
    return session.scalars(select(UserTask.id).where(IS_OPEN, _waits_for(person_id)).order_by(UserTask.id)).all()


def _waits_for(person_id: int) -> ColumnElement[bool]:
    by_name = select(UserTaskCandidate.task_id).where(
        UserTaskCandidate.kind == "person", UserTaskCandidate.value == str(person_id)
    )
    return or_(UserTask.assignee_id == person_id, UserTask.assignee_id.is_(None) & UserTask.id.in_(by_name))
