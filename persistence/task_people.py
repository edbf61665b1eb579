"""Whom a task concerns: who has it, who may take it, who looks after it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from persistence.people import EVERYONE, Person, PersonGroup
from persistence.user_tasks import UserTask, UserTaskCandidate, UserTaskOverseer

Candidate = tuple[str, str]


def holders(session: Session, task_id: int) -> list[int]:
    """The assignee, with who delegated it to them; of a task nobody has, all who may take it."""
    found = session.execute(select(UserTask.assignee_id, UserTask.owner_id).where(UserTask.id == task_id)).one()
    if found.assignee_id is not None:
        return [person for person in found if person is not None]
    offered = select(UserTaskCandidate.kind, UserTaskCandidate.value).where(UserTaskCandidate.task_id == task_id)
    return members(session, [(kind, value) for kind, value in session.execute(offered)])


def members(session: Session, candidates: Iterable[Candidate]) -> list[int]:
    """The active people that these entries mean, in order; the group of everybody means nobody in particular."""
    candidates = list(candidates)
    groups = [value for kind, value in candidates if kind == "group" and value != EVERYONE]
    ids = [int(value) for kind, value in candidates if kind == "person"]
    of_groups = select(PersonGroup.person_id).where(PersonGroup.group_key.in_(groups))
    is_meant = or_(Person.id.in_(of_groups), Person.id.in_(ids))
    return list(session.scalars(select(Person.id).where(Person.active, is_meant).order_by(Person.id)))


def overseers(session: Session, task_id: int) -> frozenset[Candidate]:
    """To whom the task was escalated."""
    query = select(UserTaskOverseer.kind, UserTaskOverseer.value).where(UserTaskOverseer.task_id == task_id)
    return frozenset((kind, value) for kind, value in session.execute(query))
