"""
Bearer tokens of the REST API (RFC 6750).

A token is shown once, when it is made; the database keeps its SHA-256 only.  It is 256 random bits, so a plain hash is
enough: there is nothing to guess, unlike a password.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from persistence import access
from webapp import dates
from webapp.transaction import run_in_transaction

PREFIX = "mrs_"  # lets secret scanners and people recognise it
NOTED_EVERY = timedelta(minutes=5)  # how exactly last_used_at is kept: a write per request would be too many


def issue(session: Session, person_id: int, name: str, valid_for: timedelta | None = None) -> str:
    """Make a token for a person; the caller shows it once."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = dates.now()
    access.add_token(session, person_id, name, hash_of(token), now, _end(now, valid_for))
    return token


def recognise(session: Session, token: str) -> int | None:
    """Whose token this is; ``None`` for one that is unknown, revoked or expired."""
    now = dates.now()
    found = access.valid_token(session, hash_of(token), now)
    if found is None:
        return None
    person_id, token_id = found.person_id, found.id
    if found.last_used_at is None or found.last_used_at < now - NOTED_EVERY:
        run_in_transaction(lambda writer: access.mark_token_used(writer, token_id, now))
    return person_id


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end(now: datetime, valid_for: timedelta | None) -> datetime | None:
    return None if valid_for is None else now + valid_for
