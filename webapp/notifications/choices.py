"""How one wants to be told things, as the page and the REST API show and keep it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine import digests
from engine.notices import KINDS
from persistence import notification_choices
from webapp import dates, workflow
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.transaction import run_in_transaction

MAILS = ("now", "digest", "none")
Ways = tuple[bool, str]  # in the bell; by mail now, in the digest or not


def by_default() -> dict[str, Ways]:
    """How each kind is told unless a person chose otherwise."""
    return {kind: (what.bell, what.mail) for kind, what in KINDS.items()}


def mine() -> dict[str, Ways]:
    """How each kind is told to oneself."""
    chosen = notification_choices.choices_of(db.session(), signed_in().id)
    return by_default() | {kind: (one.bell, one.mail) for kind, one in chosen.items() if kind in KINDS}


def digest_at() -> str:
    """When one's digest comes, «09:00»."""
    me = signed_in().id
    return notification_choices.digest_times(db.session(), [me])[me]


def keep(chosen: Mapping[str, Ways], digest_at: str | None) -> None:
    """Keep what was chosen, for every kind; a digest's time of None stays as it is."""
    run_in_transaction(lambda session: _keep(session, signed_in().id, chosen, digest_at))


def _keep(session: Session, person_id: int, chosen: Mapping[str, Ways], digest_at: str | None) -> None:
    """What is as the kind has it by itself is no choice: it follows when we change that."""
    default = by_default()
    differing = {kind: ways for kind, ways in chosen.items() if ways != default[kind]}
    notification_choices.choose(session, person_id, differing)
    if digest_at is not None:
        due_at = digests.next_time(dates.now(), digest_at, workflow.engine().zone)
        notification_choices.choose_digest_time(session, person_id, digest_at, due_at)
