"""Everything the page of one task tells: what is asked, of whom, by whom, about which case and record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from persistence.definitions import ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.records import Record
from persistence.user_tasks import UserTask, UserTaskCandidate


def facts(session: Session, task_id: int) -> Row[*tuple[Any, ...]] | None:
    """The task with its case, process, record and people.  One statement."""
    return session.execute(FACTS, {"task": task_id}).one_or_none()


def candidates(session: Session, task_id: int) -> frozenset[tuple[str, str]]:
    """Who may take the task: ("group", key) or ("person", id as text)."""
    return frozenset((row.kind, row.value) for row in session.execute(CANDIDATES, {"task": task_id}))


def _facts() -> Select[*tuple[Any, ...]]:
    assignee, requester, completer, responsible = (aliased(Person) for _ in range(4))
    return (
        select(
            *UserTask.__table__.columns,
            ProcessInstance.title.label("case_title"),
            ProcessInstance.business_key,
            ProcessInstance.status.label("case_status"),
            ProcessInstance.started_by,
            ProcessInstance.definition_id,
            ProcessInstance.key.label("process_key"),
            ProcessDefinition.name.label("process_name"),
            ProcessDefinition.name_en.label("process_name_en"),
            Record.id.label("record_id"),
            Record.responsible_id,
            assignee.name.label("assignee_name"),
            requester.name.label("requester_name"),
            completer.name.label("completer_name"),
            responsible.name.label("responsible_name"),
        )
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == ProcessInstance.record_id)
        .outerjoin(assignee, assignee.id == UserTask.assignee_id)
        .outerjoin(requester, requester.id == UserTask.requested_by)
        .outerjoin(completer, completer.id == UserTask.completed_by)
        .outerjoin(responsible, responsible.id == Record.responsible_id)
        .where(UserTask.id == bindparam("task"))
    )


FACTS = _facts()
CANDIDATES = select(UserTaskCandidate.kind, UserTaskCandidate.value).where(
    UserTaskCandidate.task_id == bindparam("task")
)
"""Built once: for every task that somebody completes, building would take longer than asking."""
