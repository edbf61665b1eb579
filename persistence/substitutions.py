"""
Who does whose work while somebody is away.

A *substitution* names an absent person, their substitute and the days, both ends included.  Its substitute sees, takes
and completes the absent person's tasks; both names are kept.  When the substitute is away too, their own substitute
does both people's work: a chain is followed as long as everybody in it is away, and a circle ends where it began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Row,
    Select,
    bindparam,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from persistence.base import Base
from persistence.people import Person
from persistence.prepared import Prepared

IN_FORCE = text("revoked_at IS NULL")


class Substitution(Base):
    """One absence.  ``revoked_at`` ends it early, or says that it was a mistake; rows are never deleted."""

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="order_of_days"),
        Index("ix_substitution_person", "person_id", sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
        Index("ix_substitution_substitute", "substitute_id", sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who is away
    substitute_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day away
    note: Mapped[str] = mapped_column(default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def in_force(substitution: Any, today: Any) -> ColumnElement[bool]:
    """Whether a substitution applies on a day."""
    applies: ColumnElement[bool] = (
        substitution.revoked_at.is_(None) & (substitution.starts_on <= today) & (substitution.ends_on >= today)
    )
    return applies


def absent_people(person: Any, today: Any) -> CTE:
    """The ids of the people whose work a person does on a day: a query to be part of others.

    The person's own id is among them when substitutions go round in a circle.
    """
    away = select(Substitution.person_id).where(Substitution.substitute_id == person, in_force(Substitution, today))
    found = away.cte("absent", recursive=True)
    further = aliased(Substitution)
    next_away = select(further.person_id).join(found, further.substitute_id == found.c.person_id)
    return found.union(next_away.where(in_force(further, today)))


def substitutes(absent: Callable[[Any], ColumnElement[bool]], today: Any) -> CTE:
    """The ids of those who do the work of people on a day: a query to be part of others.

    ``absent`` makes of a column of ids the condition which people are meant.
    """
    found = (
        select(Substitution.substitute_id)
        .where(absent(Substitution.person_id), in_force(Substitution, today))
        .cte("standing_in", recursive=True)
    )
    further = aliased(Substitution)
    next_one = select(further.substitute_id).join(found, further.person_id == found.c.substitute_id)
    return found.union(next_one.where(in_force(further, today)))


ABSENT = absent_people(bindparam("person"), bindparam("today", type_=Date))
ACTING_FOR = Prepared(select(ABSENT.c.person_id))


def acting_for(session: Session, person_id: int, today: date) -> frozenset[int]:
    """The people whose work a person does on a day."""
    return frozenset(row[0] for row in ACTING_FOR.rows(session, person=person_id, today=today)) - {person_id}


def of_person(session: Session, person_id: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's absences that are going on or to come, with the names of substitutes, in order.  One statement."""
    return session.execute(_named(today).where(Substitution.person_id == person_id)).all()


def concerning(session: Session, person_id: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """The absences of a person, and those in which the person is the substitute, in order.  One statement."""
    either = or_(Substitution.person_id == person_id, Substitution.substitute_id == person_id)
    return session.execute(_named(today).where(either)).all()


def everybody(session: Session, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """All absences that are going on or to come, in order.  One statement."""
    return session.execute(_named(today)).all()


def clash(session: Session, person_id: int, starts_on: date, ends_on: date) -> Substitution | None:
    """The first absence of a person that has a day in common with these."""
    query = select(Substitution).where(
        Substitution.person_id == person_id,
        Substitution.revoked_at.is_(None),
        Substitution.starts_on <= ends_on,
        Substitution.ends_on >= starts_on,
    )
    return session.scalars(query.order_by(Substitution.starts_on).limit(1)).first()


def _named(today: date) -> Select[*tuple[Any, ...]]:
    away, substitute = aliased(Person), aliased(Person)
    return (
        select(Substitution, away.name.label("person_name"), substitute.name.label("substitute_name"))
        .join(away, away.id == Substitution.person_id)
        .join(substitute, substitute.id == Substitution.substitute_id)
        .where(Substitution.revoked_at.is_(None), Substitution.ends_on >= today)
        .order_by(Substitution.starts_on, Substitution.id)
    )
