"""
Telling programs outside what happens to tasks and cases: outgoing webhooks.

An event is written in the transaction that makes it true, one delivery per webhook that wants it, and posted by a job.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from persistence import jobs, webhooks

WEBHOOK_JOB = "webhook"
DELAYS = [5, 300, 1800, 7200, 18000, 36000, 36000]  # seconds: given up after a bit more than a day
ATTEMPTS: dict[str, Any] = {"max_attempts": len(DELAYS) + 1, "retry_delays": DELAYS}
PING = "ping"

EVENTS = (
    "task.created", "task.assigned", "task.completed", "task.cancelled", "case.started", "case.ended", "case.incident",
)  # fmt: skip

Event = tuple[str, dict[str, Any]]
"""What has happened, one of ``EVENTS``, and what is told of it."""

BY_HAND = {
    "task_claimed": "task.assigned",
    "task_assigned": "task.assigned",
    "task_delegated": "task.assigned",
    "task_returned": "task.assigned",
    "side_task_created": "task.created",
    "side_task_completed": "task.completed",
    "side_task_cancelled": "task.cancelled",
}
"""What people do with tasks, by the kind of history → the event."""


def announce(session: Session, subscribed: Sequence[tuple[int, str]], events: Sequence[Event], now: datetime) -> None:
    """Write down events for those who want them (``webhooks.subscribed``)."""
    rows = [
        {"webhook_id": webhook_id, "event": event, "data": data, "created_at": now}
        for event, data in events
        for webhook_id, wanted in subscribed
        if wanted == event
    ]
    if rows:
        deliver(session, webhooks.add_deliveries(session, rows), now)


def deliver(session: Session, delivery_ids: Sequence[int], now: datetime) -> None:
    """A job for each of the deliveries."""
    payloads = [{"delivery_id": delivery_id} for delivery_id in delivery_ids]
    if payloads:
        jobs.enqueue_all(session, WEBHOOK_JOB, payloads, now, now=now, **ATTEMPTS)


def announce_by_hand(
    session: Session, task: Any, kind: str, actor_id: int | None, data: dict[str, Any], now: datetime
) -> None:
    """What a person did with a task, if somebody outside wants to know."""
    event = BY_HAND.get(kind)
    if event is None:
        return
    process = webhooks.process_of(session, task.instance_id)
    subscribed = webhooks.subscribed(session, process)
    assignee = data.get("to") or (data.get("on_behalf_of") or actor_id if kind == "task_claimed" else task.assignee_id)
    told = {
        "task_id": task.id,
        "element_id": task.element_id,
        "name": task.name,
        "instance_id": task.instance_id,
        "process": process,
        "assignee_id": assignee,
        "due_at": task.due_at.isoformat() if task.due_at else None,
        "actor_id": actor_id,
    }
    announce(session, subscribed, [(event, told)], now)
