"""What waits in the queue of a group, and which tasks could come back to it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from persistence.people import Group
from persistence.user_tasks import UserTask, UserTaskCandidate


def lock(session: Session, key: str) -> None:
    """Keep others from changing a group and from putting people into it until the transaction ends."""
    session.execute(select(Group.key).where(Group.key == key).with_for_update())


def waiting(session: Session, key: str) -> list[str]:
    """The names of the tasks that wait for somebody of the group, oldest first."""
    query = select(UserTask.name).join(UserTaskCandidate, UserTaskCandidate.task_id == UserTask.id)
    return list(session.scalars(query.where(_offered_to(key), UserTask.status == "created").order_by(UserTask.id)))


def leave(session: Session, key: str) -> None:
    """Tasks that somebody has can no longer be released to the group."""
    taken = select(UserTask.id).where(UserTask.status == "assigned")
    session.execute(delete(UserTaskCandidate).where(_offered_to(key), UserTaskCandidate.task_id.in_(taken)))


def _offered_to(key: str) -> ColumnElement[bool]:
    return and_(UserTaskCandidate.kind == "group", UserTaskCandidate.value == key)
