"""How people want to be told things, and when the digest of what can wait reaches them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.jobs import Job, note_due
from persistence.notifications import NotificationChoice
from persistence.statements import insert

DIGEST_AT = "09:00"  # unless a person chose another time
DIGEST = "digest"  # the kind of job


class DigestTime(Base):
    """When a person wants their digest, where it is not ``DIGEST_AT``: a local time of working days, «18:30»."""

    __tablename__ = "digest_time"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[str] = mapped_column(String(5))


def choices_of(session: Session, person_id: int) -> dict[str, NotificationChoice]:
    """What a person has chosen, by kind."""
    found = session.scalars(select(NotificationChoice).where(NotificationChoice.person_id == person_id))
    return {choice.kind: choice for choice in found}


def choose(session: Session, person_id: int, chosen: Mapping[str, tuple[bool, str]]) -> None:
    """Replace what a person has chosen: kind → bell, mail (now, digest or none)."""
    session.execute(delete(NotificationChoice).where(NotificationChoice.person_id == person_id))
    rows = [{"person_id": person_id, "kind": kind, "bell": bell, "mail": mail} for kind, (bell, mail) in chosen.items()]
    if rows:
        session.execute(insert(session, NotificationChoice), rows)


def digest_times(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """When these people want their digest."""
    query = select(DigestTime.person_id, DigestTime.at).where(DigestTime.person_id.in_(person_ids))
    return dict.fromkeys(person_ids, DIGEST_AT) | dict(session.execute(query).all())


def choose_digest_time(session: Session, person_id: int, at: str, due_at: datetime) -> None:
    """From now on at ``at``; a digest that waits already is sent at ``due_at``."""
    new = insert(session, DigestTime).values(person_id=person_id, at=at)
    session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_={"at": at}))
    waiting = update(Job).where(Job.idempotency_key.startswith(_key(person_id, "")), Job.status == "pending")
    session.execute(waiting.values(due_at=due_at))
    note_due(session, due_at)


def await_digests(session: Session, due: Mapping[int, tuple[str, datetime]], now: datetime, **columns: Any) -> None:
    """A digest each, unless there is one for that day: person → local day, instant.  ``columns`` as in ``enqueue``."""
    note_due(session, min(due_at for _, due_at in due.values()))
    same = {"kind": DIGEST, "created_at": now} | columns
    rows: Sequence[dict[str, Any]] = [
        same | {"payload": {"person_id": person_id}, "due_at": due_at, "idempotency_key": _key(person_id, day)}
        for person_id, (day, due_at) in due.items()
    ]
    session.execute(insert(session, Job).on_conflict_do_nothing(index_elements=["idempotency_key"]), rows)


def _key(person_id: int, day: str) -> str:
    return f"{DIGEST}:{person_id}:{day}"
