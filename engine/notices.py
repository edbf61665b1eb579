"""
Telling people what has happened: the kinds of notices, and how one is given.

A notice is rows: one notification per person, worded when it is read, in the reader's language. Each is told once (its
``key``), never to the person whose act it is about, never to the inactive, and by the ways the person chose. All of it
in the caller's transaction; mail leaves the process, so it is a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.orm import Session

from persistence import jobs, notifications
from persistence.notifications import Told

if TYPE_CHECKING:
    from engine.engine import Engine  # which knows the operations, one of which gives notices

MAIL_JOB = "mail"
MAIL_DELAYS = (60, 300, 900, 3600, 10800, 21600)  # seconds: a mail server may be down for a morning
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
    "mention": Kind(needs_action=True, mail="now"),
    "comment": Kind(needs_action=False, mail="digest"),
    "case_ended": Kind(needs_action=False, mail="digest"),
    "incident": Kind(needs_action=True, mail="now", important=True),  # to who operates
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
    today = now.astimezone(engine.zone).date()
    return len(write(session, row, person_ids, mail=engine.mail, today=today))


def write(session: Session, row: dict[str, Any], person_ids: Iterable[int], *, mail: bool, today: date) -> list[Told]:
    """One notification each (the columns ``notifications.GIVEN``), and the mails if ``mail`` is configured.

    What needs somebody to act is told to today's substitutes too.
    """
    whom = frozenset(person_ids)
    if not whom:
        return []
    kind = KINDS[row["kind"]]
    how: dict[str, Any] = {"bell": kind.bell, "mail": kind.mail, "today": today if kind.needs_action else None}
    told = notifications.tell(session, row, whom, **how)
    if mail:
        enqueue_mails(session, told, row["created_at"])
    return told


def enqueue_mails(session: Session, told: Sequence[Told], now: datetime) -> None:
    """A job for each that is to be mailed at once."""
    payloads = [{"notification_id": one.id} for one in told if one.mail == "now"]
    if payloads:
        attempts = {"max_attempts": len(MAIL_DELAYS) + 1, "retry_delays": list(MAIL_DELAYS)}
        jobs.enqueue_all(session, MAIL_JOB, payloads, now, now=now, **attempts)
