"""
Sending a letter so that nobody gets it twice, and saying so where it is not known.

1. The mail server is given the whole message but its end. Whoever dies before that begins again: nothing was delivered.
2. «sending» is committed, fenced by the job's lease.
3. The end is said and answered: one round trip.
4. «sent» is committed together with the job's end.

Whoever finds «sending» knows that a worker died between 2 and 4, and not whether the mail was taken. No protocol can
tell (RFC 5321, section 6.1). Such a mail is not sent again; what it was about stays in the bell and comes with the next
digest.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from engine import notices
from engine.engine import Engine
from persistence import jobs, notification_list, outgoing_mail
from persistence.jobs import Job
from webapp import dates
from webapp.database import db
from webapp.mail import notice_letters
from webapp.mail.letters import Letter, message_of, sender, settings
from webapp.mail.mail_server import Conversation, MailServer, Refused
from webapp.transaction import reading, run_in_transaction

LEASE = timedelta(minutes=2)  # from the moment the message is complete but for its end

log = logging.getLogger(__name__)

Written = Callable[[Session], object]


@dataclass(frozen=True, slots=True)
class Errand:
    """A letter, and what is written once it was sent, or once it is not known whether it was."""

    letter: Letter
    when_sent: Written = bool
    when_unsure: Written = bool


def send_mail(engine: Engine, job: Job) -> None:
    """Do a job of kind «mail»: the mail of a notification, or a letter that is ready."""
    if "letter" in job.payload:
        run_errand(job, Errand(Letter(f"letter-{job.id}", **job.payload["letter"])))
        return
    notification_id = job.payload["notification_id"]
    row = notification_list.one(reading(), notification_id)
    letter = None if row is None else notice_letters.of_notice(row)

    def later(session: Session) -> None:
        notices.leave_to_digest(engine, session, notification_id)

    run_errand(job, None if letter is None else Errand(letter, when_unsure=later))


def run_errand(job: Job, errand: Errand | None) -> None:
    """Send the letter unless that was begun before, and end the job.  Raises what is worth another attempt."""
    if errand is None:
        run_in_transaction(lambda session: jobs.finish(session, job))
        return
    if outgoing_mail.status(reading(), job.id) is not None:
        _end(job, errand, "unsure", "The worker stopped before the mail server answered.", errand.when_unsure)
        return
    db.session().rollback()  # nobody waits for a mail server with a connection of the database in hand
    try:
        reply = _hand_over(job, errand)
    except Refused as refusal:
        log.warning("The mail to %s was refused for good: %s", errand.letter.recipient, refusal)
        _end(job, errand, "refused", str(refusal))
    except _NoAnswer as silence:
        log.warning("No answer came to the mail to %s: %s", errand.letter.recipient, silence)
        _end(job, errand, "unsure", str(silence), errand.when_unsure)
    else:
        _end(job, errand, "sent", reply, errand.when_sent)


class _NoAnswer(Exception):
    """The message was complete, but the mail server did not say whether it took it."""


def _hand_over(job: Job, errand: Errand) -> str:
    message, letter = message_of(errand.letter, job.created_at), errand.letter
    with Conversation(MailServer.of(settings().smtp_url or "")) as conversation:
        conversation.offer(sender(), letter.recipient, message.as_bytes())
        run_in_transaction(lambda session: _note_sending(session, job, letter))
        try:
            return conversation.finish()
        except (Refused, smtplib.SMTPResponseException):
            run_in_transaction(lambda session: outgoing_mail.take_back(session, job.id))
            raise
        except OSError as error:  # SMTPServerDisconnected too
            raise _NoAnswer(f"{type(error).__name__}: {error}") from error


def _note_sending(session: Session, job: Job, letter: Letter) -> None:
    jobs.renew(session, job, dates.now() + LEASE)
    outgoing_mail.note(session, job.id, _known(letter, "sending"))


def _end(job: Job, errand: Errand, status: str, reply: str, written: Written = bool) -> None:
    def end(session: Session) -> None:
        jobs.finish(session, job)
        outgoing_mail.note(session, job.id, _known(errand.letter, status) | {"reply": reply[:500]})
        written(session)

    run_in_transaction(end)


def _known(letter: Letter, status: str) -> dict[str, object]:
    about = {"message_id": letter.message_id, "recipient": letter.recipient, "subject": letter.subject}
    return about | {"status": status, "at": dates.now()}
