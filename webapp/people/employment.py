"""What is known of a person, together with how they sign in; for the pages and the REST API alike."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine import commands
from engine.commands import Details
from engine.engine import Engine
from engine.errors import PersonNotFound
from persistence import audit
from persistence.people import Person
from webapp.access import account


def existing(session: Session, person_id: int) -> Person:
    """A person, whether they still work here or not.  Raises PersonNotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound
    return person


def change(engine: Engine, session: Session, person_id: int, details: Details, by_id: int) -> None:
    """Replace what is known of a person, and the address they sign in with.  Raises PersonNotFound or InvalidInput."""
    commands.change_person(engine, session, person_id, details, by_id)
    account.set_account(session, person_id, details.email, existing(session, person_id).active)


def set_active(engine: Engine, session: Session, person_id: int, active: bool, by_id: int) -> None:
    """Let a person go, who can no longer sign in then, or have them back.  Raises PersonNotFound or Conflict."""
    commands.set_active(engine, session, person_id, active, by_id)
    account.set_account(session, person_id, existing(session, person_id).email, active)


def may_be_invited(person: Person) -> bool:
    """Who works here and has an address to sign in with."""
    return bool(person.email) and person.active


def invite(engine: Engine, session: Session, person_id: int, by_id: int) -> str:
    """A secret with which the person chooses a password, told this once."""
    person = existing(session, person_id)
    audit.add(session, engine.now(), by_id, "person_invited", (person_id, person.name))
    return account.invite(session, person_id, person.email or "")
