"""
Where a transaction ends: the only commit of ours.

Rolling back is the default; what a command did becomes true here or not at all.  (Flask-Security commits its own
changes to accounts; it is the one exception.)
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from persistence import jobs
from persistence.database import writing_afresh
from webapp.database import db

Result = TypeVar("Result")

ATTEMPTS = 5
FIRST_PAUSE = 0.02  # seconds; doubles, with jitter, so that two losers do not meet again

SERIALIZATION_FAILURE, DEADLOCK, LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"  # PostgreSQL, appendix A
SQLITE_BUSY = 5  # also the extended codes: the primary code is the lowest byte


listeners: list[Callable[[datetime], object]] = []
"""Told after a commit when the earliest of the jobs it wrote is due: the clock of this process, if it has one."""


class Busy(Exception):
    """The database was too busy to save this; nothing was saved, it is safe to try again."""


@contextmanager
def transaction() -> Iterator[Session]:
    """A session for writing.  What was only read before is let go first: a reader that turns writer may lose its
    snapshot."""
    session = db.session()
    try:
        writing_afresh(session)
        yield session
        session.commit()
        _tell_listeners(session)
    except BaseException:
        session.rollback()
        raise


def run_in_transaction(work: Callable[[Session], Result]) -> Result:
    """Run ``work`` in a transaction of its own, again when the database asks for it.

    ``work`` may run several times, so it must touch nothing but the database.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction() as session:
                return work(session)
        except DBAPIError as error:
            if not asks_to_retry(error):
                raise
            failure = error
        time.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter is no secret
    raise Busy from failure


def reading() -> Session:
    """A session that sees what is committed now, not what it saw before."""
    session = db.session()
    session.rollback()
    return session


def _tell_listeners(session: Session) -> None:
    due_at = jobs.take_earliest(session)
    if due_at is not None:
        for listener in listeners:
            listener(due_at)


def asks_to_retry(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is simply run again."""
    if getattr(error.orig, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK, LOCK_NOT_AVAILABLE):
        return True
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == SQLITE_BUSY
