"""Outgoing webhooks: who outside wants to know what, and what became of telling them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.instances import ProcessInstance
from persistence.paging import Page, page_of_entities
from persistence.prepared import Prepared
from persistence.statements import insert
from persistence.user_tasks import UserTask

PAGE = 50  # deliveries


class Webhook(Base):
    """An address that events are posted to.  ``secret`` signs them, so it is kept as it is and shown once."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    secret: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)  # deliveries given up since the last that arrived
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class WebhookEvent(Base):
    """A kind of event that a webhook wants."""

    __tablename__ = "webhook_event"

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    event: Mapped[str] = mapped_column(String(30), primary_key=True)


class WebhookProcess(Base):
    """A process whose events a webhook wants; one without any wants those of all."""

    __tablename__ = "webhook_process"

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    process_key: Mapped[str] = mapped_column(primary_key=True)


class WebhookDelivery(Base):
    """One event for one webhook.  Its id is the message's: the receiver knows a repetition by it."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (Index(None, "webhook_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10), default="pending")  # pending | delivered | failed: given up
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    response_status: Mapped[int | None]
    response_body: Mapped[str | None]  # its beginning
    took_ms: Mapped[int | None]
    error: Mapped[str | None]


_FOR_PROCESSES = select(WebhookProcess.webhook_id).where(WebhookProcess.webhook_id == Webhook.id)
SUBSCRIBED = Prepared(
    select(WebhookEvent.webhook_id, WebhookEvent.event)
    .join(Webhook, Webhook.id == WebhookEvent.webhook_id)
    .where(Webhook.active)
    .where(
        ~_FOR_PROCESSES.exists()
        | _FOR_PROCESSES.where(WebhookProcess.process_key == bindparam("process", type_=String())).exists()
    )
)


def subscribed(session: Session, process: str | None) -> list[tuple[int, str]]:
    """Which webhooks want which events of a process (None: of no process); for the hot path."""
    return [(webhook_id, event) for webhook_id, event in SUBSCRIBED.rows(session, process=process)]


def process_of(session: Session, instance_id: int | None) -> str | None:
    """The key of an instance's process."""
    return session.scalar(select(ProcessInstance.key).where(ProcessInstance.id == instance_id))


def tasks_at(session: Session, instance_id: int, tokens: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The user tasks of these tokens: id, token, element_id, name, outcome, assignee_id."""
    columns = UserTask.id, UserTask.token, UserTask.element_id, UserTask.name, UserTask.outcome, UserTask.assignee_id
    query = select(*columns).where(UserTask.instance_id == instance_id, UserTask.token.in_(tokens))
    return session.execute(query.order_by(UserTask.id)).all()


def add_deliveries(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Events to be told (webhook_id, event, data, created_at); their ids."""
    return list(session.scalars(insert(session, WebhookDelivery).returning(WebhookDelivery.id), rows))


def add(session: Session, values: dict[str, Any], events: Collection[str], processes: Collection[str]) -> Webhook:
    """A new webhook (name, url, secret, created_at, created_by)."""
    webhook = Webhook(**values)
    session.add(webhook)
    session.flush()
    session.add_all(WebhookEvent(webhook_id=webhook.id, event=event) for event in events)
    session.add_all(WebhookProcess(webhook_id=webhook.id, process_key=process) for process in processes)
    session.flush()
    return webhook


def all_of_them(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every webhook with the number of its deliveries by status: the webhook, waiting, failed, delivered."""
    counts = [
        func.count(WebhookDelivery.id).filter(WebhookDelivery.status == status).label(status)
        for status in ("pending", "failed", "delivered")
    ]
    query = select(Webhook, *counts).outerjoin(WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id)
    return session.execute(query.group_by(Webhook.id).order_by(Webhook.id)).all()


def by_id(session: Session, webhook_id: int) -> Webhook | None:
    """A webhook."""
    return session.get(Webhook, webhook_id)


def wanted(session: Session, webhook_id: int) -> tuple[list[str], list[str]]:
    """The events and the processes of a webhook, in order."""
    events = select(WebhookEvent.event).where(WebhookEvent.webhook_id == webhook_id).order_by(WebhookEvent.event)
    processes = select(WebhookProcess.process_key).where(WebhookProcess.webhook_id == webhook_id)
    return list(session.scalars(events)), sorted(session.scalars(processes))


def deliveries(
    session: Session, webhook_id: int, *, status: str = "", before: int | None = None
) -> Page[WebhookDelivery]:
    """A page of the newest deliveries older than ``before``."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if status:
        query = query.where(WebhookDelivery.status == status)
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    return page_of_entities(session, query.order_by(WebhookDelivery.id.desc()), PAGE)


def delivery(session: Session, delivery_id: int) -> Row[*tuple[Any, ...]] | None:
    """A delivery and its webhook, as they are now."""
    query = select(WebhookDelivery, Webhook).join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
    return session.execute(query.where(WebhookDelivery.id == delivery_id)).one_or_none()


def note_attempt(session: Session, delivery_id: int, values: dict[str, Any]) -> None:
    """Write down what came of an attempt: any columns; it is counted."""
    changed = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    session.execute(changed.values(attempts=WebhookDelivery.attempts + 1, **values))


def give_up(session: Session, delivery_id: int, error: str) -> None:
    """A delivery that waits will not be made."""
    waiting = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.status == "pending")
    session.execute(waiting.values(status="failed", error=error))


def count_failure(session: Session, webhook_id: int) -> int:
    """One more delivery was given up; how many that are in a row."""
    counted = update(Webhook).where(Webhook.id == webhook_id).values(failures=Webhook.failures + 1)
    return session.execute(counted.returning(Webhook.failures)).scalar_one()


def switch(session: Session, webhook_id: int, *, active: bool) -> bool:
    """Switch a webhook on or off; false when it was so already."""
    switched = update(Webhook).where(Webhook.id == webhook_id, Webhook.active.is_not(active))
    return session.execute(switched.values(active=active, failures=0).returning(Webhook.id)).first() is not None


def forget_failures(session: Session, webhook_id: int) -> None:
    """A delivery has arrived."""
    session.execute(update(Webhook).where(Webhook.id == webhook_id, Webhook.failures > 0).values(failures=0))


def again(session: Session, webhook_id: int, delivery_id: int | None = None) -> list[int]:
    """Deliveries to be made once more, and their ids: the one given, or all that were given up."""
    chosen = update(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if delivery_id is None:
        chosen = chosen.where(WebhookDelivery.status == "failed")
    else:
        chosen = chosen.where(WebhookDelivery.id == delivery_id, WebhookDelivery.status != "pending")
    return list(session.scalars(chosen.values(status="pending", error=None).returning(WebhookDelivery.id)))


def remove(session: Session, webhook_id: int) -> None:
    """Delete a webhook and everything about it."""
    for table in (WebhookDelivery, WebhookEvent, WebhookProcess):
        session.execute(delete(table).where(table.webhook_id == webhook_id))
    session.execute(delete(Webhook).where(Webhook.id == webhook_id))


def forget(session: Session, before: datetime) -> None:
    """Delete deliveries that ended before an instant."""
    ended = WebhookDelivery.status != "pending"
    session.execute(delete(WebhookDelivery).where(ended, WebhookDelivery.created_at < before))
