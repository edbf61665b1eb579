"""
Telling people what has happened: the kinds of notices, and how one is given.

A notice is rows: one notification per person, worded when it is read, in the reader's language. Each is told once (its
``key``), never to the person whose act it is about, never to the inactive, and by the ways the person chose. All of it
in the caller's transaction; mail leaves the process, so it is a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.orm import Session

from engine import digests
from persistence import jobs, notification_list, notifications
from persistence.notifications import Told

if TYPE_CHECKING:
    from engine.engine import Engine  # which knows the operations, one of which gives notices

MAIL_JOB = "mail"
MAIL_DELAYS = [60, 300, 900, 3600, 10800, 21600]  # seconds: a mail server may be down for a morning
MAIL_ATTEMPTS: dict[str, Any] = {"max_attempts": len(MAIL_DELAYS) + 1, "retry_delays": MAIL_DELAYS}
NO_TEXTS: dict[str, Any] = {"title": "", "body": "", "link": None}

Mail = Literal["now", "digest", "none"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of notice means to who gets it, and how they are told unless they chose otherwise."""

    needs_action: bool
    mail: Mail
    bell: bool = True
    important: bool = False


KINDS: Mapping[str, Kind] = {
    "task_assigned": Kind(needs_action=True, mail="now"),
    "task_offered": Kind(needs_action=True, mail="digest"),  # to everybody who may take it
    "task_delegated": Kind(needs_action=True, mail="now"),
    "task_returned": Kind(needs_action=True, mail="now"),
    "task_reminder": Kind(needs_action=True, mail="now"),
    "task_overdue": Kind(needs_action=True, mail="now", important=True),
    "task_escalated": Kind(needs_action=True, mail="now", important=True),
    "task_recalled": Kind(needs_action=False, mail="digest"),
    "side_task": Kind(needs_action=True, mail="now"),
    "side_task_completed": Kind(needs_action=False, mail="digest"),  # to whoever asked for it
    "side_task_cancelled": Kind(needs_action=False, mail="digest"),
    "substitution": Kind(needs_action=True, mail="now"),  # to whoever stands in for an absent person
    "done_for_you": Kind(needs_action=False, mail="digest"),  # to an absent person
    "mention": Kind(needs_action=True, mail="now"),
    "comment": Kind(needs_action=False, mail="digest"),
    "case_ended": Kind(needs_action=False, mail="digest"),
    "incident": Kind(needs_action=True, mail="now", important=True),  # to who operates
    "webhook_off": Kind(needs_action=True, mail="now"),  # to administrators
    "process": Kind(needs_action=False, mail="now"),  # what a diagram says by notify.people
}


def tell(
    engine: Engine,
    session: Session,
    kind: str,
    person_ids: Iterable[int],
    *,
    key: str,
    task_id: int | None = None,
    instance_id: int | None = None,
    record_id: int | None = None,
    actor_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    link: str | None = None,
) -> int:
    """Tell people something of one of the ``KINDS``; how many were told.

    ``key`` names what has happened: whoever was told it is not told again. ``data`` is what the words need beyond the
    task, the case, the record and the actor. ``link`` leads elsewhere than to these.
    """
    subject = {"task_id": task_id, "instance_id": instance_id, "record_id": record_id, "actor_id": actor_id}
    now = engine.now()
    row = {"kind": kind, "key": key, "created_at": now, "data": dict(data or {}), **NO_TEXTS, **subject, "link": link}
    return len(write(session, row, person_ids, mail=engine.mail, zone=engine.zone))


def write(session: Session, row: dict[str, Any], person_ids: Iterable[int], *, mail: bool, zone: tzinfo) -> list[Told]:
    """One notification each (the columns ``notifications.GIVEN``), and the mails if ``mail`` is configured.

    What needs somebody to act is told to today's substitutes too; the zone says what today is.
    """
    whom = frozenset(person_ids)
    if not whom:
        return []
    kind, now = KINDS[row["kind"]], row["created_at"]
    today = now.astimezone(zone).date() if kind.needs_action else None
    told = notifications.tell(session, row, whom, bell=kind.bell, mail=kind.mail, today=today)
    if mail:
        enqueue_mails(session, told, now, zone)
    return told


def enqueue_mails(session: Session, told: Sequence[Told], now: datetime, zone: tzinfo) -> None:
    """A job for each that is to be mailed at once, and for each person whose next digest has something to say."""
    at_once = [{"notification_id": one.id} for one in told if one.mail == "now"]
    if at_once:
        jobs.enqueue_all(session, MAIL_JOB, at_once, now, now=now, **MAIL_ATTEMPTS)
    if waiting := {one.person_id for one in told if one.mail == "digest"}:
        digests.expect(session, waiting, now, zone)


def enqueue_mail(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """A job for one mail: ``{"notification_id": …}``, or ``{"letter": …}`` that is ready to be sent."""
    jobs.enqueue(session, MAIL_JOB, now, now=now, payload=payload, **MAIL_ATTEMPTS)


def leave_to_digest(engine: Engine, session: Session, notification_id: int) -> None:
    """A notification is to come with the next digest, because it is not known whether its mail was sent."""
    person_id = notification_list.leave_to_digest(session, notification_id)
    digests.expect(session, [person_id], engine.now(), engine.zone)
