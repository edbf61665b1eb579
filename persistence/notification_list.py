"""What a person was told, as the bell and its page show it: each notification with what it is about, as that is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session, aliased

from persistence.definitions import PROCESS_NAMES, ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.notifications import UNREAD, Notification
from persistence.paging import Page, page_of_rows
from persistence.people import Person
from persistence.records import CARD, Record
from persistence.user_tasks import UserTask

PAGE = 30  # rows
DIGEST = 100  # rows

Told = Row[*tuple[Any, ...]]


def page(
    session: Session,
    person_id: int,
    *,
    kinds: Sequence[str] = (),
    unread: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> Page[Told]:
    """A page of a person's notifications older than ``before`` (an id), newest first."""
    query = notified().where(Notification.person_id == person_id, Notification.bell)
    if kinds:
        query = query.where(Notification.kind.in_(kinds))
    if unread:
        query = query.where(UNREAD)
    if before is not None:
        query = query.where(Notification.id < before)
    return page_of_rows(session, query.order_by(Notification.id.desc()), limit)


def one(session: Session, notification_id: int) -> Told | None:
    """A notification, whoever it was told to."""
    return session.execute(notified().where(Notification.id == notification_id)).one_or_none()


def for_digest(session: Session, person_id: int, since: datetime) -> Sequence[Told]:
    """What a person was told since an instant, can wait and is not read yet in the bell; the oldest first."""
    reachable = select(Person.id).where(Person.id == person_id, Person.active, Person.email.is_not(None))
    query = notified().where(Notification.person_id.in_(reachable), Notification.mail == "digest")
    waiting = query.where(Notification.read_at.is_(None), Notification.created_at >= since)
    return session.execute(waiting.order_by(Notification.id).limit(DIGEST)).all()


def mark_mailed(session: Session, notification_ids: Sequence[int]) -> None:
    """These were part of a digest."""
    session.execute(update(Notification).where(Notification.id.in_(notification_ids)).values(mail="sent"))


def leave_to_digest(session: Session, notification_id: int) -> int:
    """A notification is to come with the next digest; whose it is."""
    left = update(Notification).where(Notification.id == notification_id).values(mail="digest")
    return session.execute(left.returning(Notification.person_id)).scalar_one()


def unread_count(session: Session, person_id: int) -> int:
    """How many notifications a person has not read."""
    unread = select(func.count()).select_from(Notification).where(Notification.person_id == person_id, UNREAD)
    return session.execute(unread).scalar_one()


def mark_read(
    session: Session, person_id: int, now: datetime, *, only: int | None = None, up_to: int | None = None
) -> bool:
    """Mark a person's notifications as read: ``only`` one, or those ``up_to`` an id, what came meanwhile stays unread.

    False when there was nothing unread among them.
    """
    unread = update(Notification).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    if only is not None:
        unread = unread.where(Notification.id == only)
    if up_to is not None:
        unread = unread.where(Notification.id <= up_to)
    return bool(session.scalars(unread.values(read_at=now).returning(Notification.id)).all())


def notified() -> Select[*tuple[Any, ...]]:
    """Notifications with their person, actor, task, case and card."""
    person, actor, assignee = aliased(Person), aliased(Person), aliased(Person)
    record_id = func.coalesce(Notification.record_id, UserTask.record_id, ProcessInstance.record_id)
    return (
        select(
            Notification.id,
            Notification.person_id,
            Notification.kind,
            Notification.title,
            Notification.body,
            Notification.link,
            Notification.created_at,
            Notification.read_at,
            Notification.instance_id,
            Notification.task_id,
            Notification.data,
            person.name.label("person_name"),
            person.email.label("person_email"),
            person.language.label("person_language"),
            person.active.label("person_active"),
            actor.name.label("actor_name"),
            UserTask.name.label("task_name"),
            UserTask.name_en.label("task_name_en"),
            UserTask.description.label("task_description"),
            UserTask.element_id.label("task_element_id"),
            UserTask.status.label("task_status"),
            UserTask.due_at.label("task_due_at"),
            UserTask.assignee_id.label("task_assignee_id"),
            assignee.name.label("task_assignee_name"),
            ProcessInstance.id.label("case_id"),
            ProcessInstance.business_key,
            ProcessInstance.title.label("case_title"),
            ProcessInstance.root_id,
            ProcessInstance.definition_id,
            *PROCESS_NAMES,
            *CARD,
        )
        .join(person, person.id == Notification.person_id)
        .outerjoin(actor, actor.id == Notification.actor_id)
        .outerjoin(UserTask, UserTask.id == Notification.task_id)
        .outerjoin(assignee, assignee.id == UserTask.assignee_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == func.coalesce(Notification.instance_id, UserTask.instance_id))
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == record_id)
    )
