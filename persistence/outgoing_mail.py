"""What became of each mail, so that one whose sending was interrupted is not sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.statements import insert


class OutgoingMail(Base):
    """One mail.  Written just before the mail server is told that the mail is complete."""

    __tablename__ = "outgoing_mail"

    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the job's row may be gone by now
    message_id: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    status: Mapped[str] = mapped_column(String(10))  # sending | sent | unsure: no answer came | refused for good
    at: Mapped[datetime] = mapped_column(index=True)
    reply: Mapped[str] = mapped_column(default="")  # what the mail server said


def status(session: Session, job_id: int) -> str | None:
    """What is known of the mail of a job; None when the mail server was never told that it is complete."""
    return session.scalar(select(OutgoingMail.status).where(OutgoingMail.job_id == job_id))


def note(session: Session, job_id: int, values: dict[str, Any]) -> None:
    """Write down what has become of the mail of a job: any columns."""
    new = insert(session, OutgoingMail).values({"job_id": job_id, "reply": ""} | values)
    session.execute(new.on_conflict_do_update(index_elements=["job_id"], set_=values))


def take_back(session: Session, job_id: int) -> None:
    """The mail server did not take it: it may be sent again."""
    session.execute(delete(OutgoingMail).where(OutgoingMail.job_id == job_id))


def forget(session: Session, before: datetime) -> None:
    """Delete what is known of mails that were sent before an instant."""
    session.execute(delete(OutgoingMail).where(OutgoingMail.at < before))
