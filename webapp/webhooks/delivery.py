"""
The job that posts one event, at least once: a receiver knows a repetition by its ``webhook-id``.

What came of an attempt is kept together with the job's end or its next attempt. Who does not answer for a day, several
times in a row, is switched off, and the administrators are told.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.orm import Session
from urllib3.exceptions import HTTPError

from engine import notices
from engine.engine import Engine
from engine.rights import ADMINISTRATORS
from persistence import jobs, people, webhooks
from persistence.jobs import Job
from persistence.webhooks import Webhook, WebhookDelivery
from webapp import dates
from webapp.database import db
from webapp.mail.letters import settings
from webapp.transaction import reading, run_in_transaction
from webapp.webhooks import posting, targets
from webapp.webhooks.posting import Answer
from webapp.webhooks.targets import TargetRefused

MOST_FAILURES = 5  # deliveries given up in a row
GONE = 410  # the receiver asks not to be told any more

log = logging.getLogger(__name__)


def send_event(engine: Engine, job: Job) -> None:
    """Do a job of kind «webhook»."""
    found = webhooks.delivery(reading(), job.payload["delivery_id"])
    if found is None or found.WebhookDelivery.status != "pending" or not found.Webhook.active:
        run_in_transaction(lambda session: _drop(session, job))
        return
    delivery, webhook = found
    message_id, message = f"msg_{delivery.id}", message_of(delivery)
    webhook_id, url, secret = webhook.id, webhook.url, webhook.secret
    db.session().rollback()  # nobody waits for a receiver with a connection of the database in hand
    try:
        target = targets.find(url, allow_private=settings().internal_hooks)
        answer, error = posting.post(target, secret, message_id, message), None
    except (HTTPError, TargetRefused, OSError) as problem:
        answer, error = None, f"{type(problem).__name__}: {problem}"
    run_in_transaction(lambda session: _keep(engine, session, job, webhook_id, answer, error))


def message_of(delivery: WebhookDelivery) -> dict[str, Any]:
    """What is posted."""
    return {"type": delivery.event, "timestamp": delivery.created_at.isoformat(), "data": delivery.data}


def _drop(session: Session, job: Job) -> None:
    jobs.finish(session, job)
    webhooks.give_up(session, job.payload["delivery_id"], "The webhook was switched off before this was sent.")


def _keep(
    engine: Engine, session: Session, job: Job, webhook_id: int, answer: Answer | None, error: str | None
) -> None:
    """End the job, or leave it to the next attempt, with what is known of this one."""
    delivered, gone = answer is not None and answer.is_good, answer is not None and answer.status == GONE
    known: dict[str, Any] = {"tried_at": dates.now(), "error": error}
    known |= {"response_status": answer.status if answer else None, "took_ms": answer.took_ms if answer else None}
    known |= {"response_body": answer.body if answer else None}
    if delivered:
        jobs.finish(session, job)
        webhooks.forget_failures(session, webhook_id)
    elif gone or jobs.retry_delay(job) is None:
        jobs.finish(session, job)
    else:
        jobs.fail(session, job, error or f"HTTP {answer.status if answer else ''}", dates.now())
        webhooks.note_attempt(session, job.payload["delivery_id"], known)
        return
    status = "delivered" if delivered else "failed"
    webhooks.note_attempt(session, job.payload["delivery_id"], known | {"status": status})
    if not delivered and (webhooks.count_failure(session, webhook_id) >= MOST_FAILURES or gone):
        _switch_off(engine, session, webhook_id)


def _switch_off(engine: Engine, session: Session, webhook_id: int) -> None:
    if not webhooks.switch(session, webhook_id, active=False):
        return
    webhook: Webhook = session.get_one(Webhook, webhook_id)
    log.warning("Webhook %s to %s was switched off: it does not take what it is sent", webhook.id, webhook.url)
    notices.tell(
        engine,
        session,
        "webhook_off",
        people.member_ids(session, ADMINISTRATORS),
        key=f"webhook_off:{webhook_id}:{dates.now().isoformat()}",
        data={"name": webhook.name, "text": webhook.url},
        link=f"/settings/webhooks/{webhook_id}",
    )
