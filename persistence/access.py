"""Who somebody is when they come in: a person with their groups, found by id or by the hash of a bearer token."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, bindparam, delete, exists, or_, select, union_all, update
from sqlalchemy.orm import Session

from persistence.people import ApiToken, Group, Person, PersonGroup
from persistence.prepared import Prepared
from persistence.substitutions import ABSENT, Substitution, in_force


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is away and for whom another person acts."""

    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the company, with the keys of their groups."""

    id: int
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """An active person, with the keys of their groups.

    ``acts_for`` holds the people whose work they do today as a substitute; ``away`` says that they are absent
    themselves.
    """

    id: int
    name: str
    language: str
    groups: frozenset[str]
    acts_for: Mapping[int, Absent]
    away: bool


IS_AWAY = exists().where(Substitution.person_id == Person.id, in_force(Substitution, bindparam("today", type_=Date)))
KNOWN_AS = select(Person.id, Person.name, Person.language, IS_AWAY, PersonGroup.group_key).outerjoin(
    PersonGroup, PersonGroup.person_id == Person.id
)
IDENTITY = Prepared(
    union_all(
        KNOWN_AS.where(Person.id == bindparam("person"), Person.active),
        KNOWN_AS.join(ABSENT, ABSENT.c.person_id == Person.id).where(Person.id != bindparam("person")),
    )
)
"""Asked by every request."""


def identity(session: Session, person_id: int, today: date) -> Identity | None:
    """The person, unless they are unknown or no longer active.  One statement."""
    known: dict[int, tuple[str, str, bool]] = {}
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for found, name, language, away, group in IDENTITY.rows(session, person=person_id, today=today):
        known[found] = name, language, bool(away)
        groups[found] |= {group} if group else set()
    if person_id not in known:
        return None
    name, language, away = known.pop(person_id)
    absent = {found: Absent(others[0], frozenset(groups[found])) for found, others in known.items()}
    return Identity(person_id, name, language, frozenset(groups[person_id]), absent, away)


def everybody(session: Session) -> list[Member]:
    """All active people with their groups, by name.  One statement."""
    query = select(Person.id, Person.name, PersonGroup.group_key)
    query = query.outerjoin(PersonGroup, PersonGroup.person_id == Person.id).where(Person.active)
    groups: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for person_id, name, group in session.execute(query.order_by(Person.name, Person.id)).all():
        groups[person_id, name] |= {group} if group else set()
    return [Member(*person, frozenset(found)) for person, found in groups.items()]


def groups_of(session: Session, person_id: int) -> Sequence[Group]:
    """The groups a person belongs to, by name."""
    query = select(Group).join(PersonGroup, PersonGroup.group_key == Group.key)
    return session.scalars(query.where(PersonGroup.person_id == person_id).order_by(Group.name)).all()


def valid_token(session: Session, token_hash: str, now: datetime) -> ApiToken | None:
    """The token with this hash, unless it has expired."""
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash, _valid(now)))


def mark_token_used(session: Session, token_id: int, now: datetime) -> None:
    """Note when a token was last used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def add_token(
    session: Session, person_id: int, name: str, token_hash: str, now: datetime, expires_at: datetime | None = None
) -> int:
    """Keep a new token's hash; returns its id."""
    token = ApiToken(person_id=person_id, name=name, token_hash=token_hash, created_at=now, expires_at=expires_at)
    session.add(token)
    session.flush()
    return token.id


def tokens_of(session: Session, person_id: int) -> Sequence[ApiToken]:
    """A person's tokens, newest first."""
    return session.scalars(select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id.desc())).all()


def revoke_token(session: Session, person_id: int, token_id: int) -> bool:
    """Delete a person's token; false when they have no such token."""
    deletion = delete(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person_id)
    return bool(session.execute(deletion.returning(ApiToken.id)).first())


def _valid(now: datetime) -> ColumnElement[bool]:
    return or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)
