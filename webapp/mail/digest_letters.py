"""The digest: what could wait, gathered into one mail a working day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import force_locale, ngettext
from sqlalchemy.orm import Session

from engine import digests
from engine.engine import Engine
from persistence import jobs, notification_list
from persistence.jobs import Job
from webapp.mail.delivery import Errand, run_errand
from webapp.mail.letters import Letter, worded
from webapp.notifications import notices
from webapp.pages import addresses
from webapp.transaction import reading, run_in_transaction

OLDEST = timedelta(days=14)  # the longest holidays; what was told before mail was set up is no news


def send_digest(engine: Engine, job: Job) -> None:
    """Do a job of kind «digest».  Nothing is sent when nothing is left to say, nor on a day off."""
    if run_in_transaction(lambda session: _put_off(engine, session, job)):
        return
    rows = notification_list.for_digest(reading(), job.payload["person_id"], engine.now() - OLDEST)
    seen = [row.id for row in rows]
    letter = _letter(job, rows)
    errand = Errand(letter, lambda session: notification_list.mark_mailed(session, seen)) if letter else None
    run_errand(job, errand)


def _put_off(engine: Engine, session: Session, job: Job) -> bool:
    if not digests.put_off(session, job.payload["person_id"], engine.now(), engine.calendar, engine.zone):
        return False
    jobs.finish(session, job)
    return True


def _letter(job: Job, rows: Sequence[Any]) -> Letter | None:
    if not rows:
        return None
    with force_locale(rows[0].person_language):
        told = [notice for notice in notices.worded(rows) if not notice.outdated]
        if not told:
            return None
        subject = ngettext("%(num)s новость в «Маршруте»", "%(num)s новости в «Маршруте»", len(told))
        text, html = worded(
            "digest",
            title=subject,
            told=[(notice, _address(notice)) for notice in told],
            choices=addresses.public("notification_choices.show"),
        )
        return Letter(f"digest-{job.id}", rows[0].person_email, subject, text, html)


def _address(notice: notices.Notice) -> str:
    return addresses.public("notifications.open_one", notification_id=notice.row.id)
