"""Notifications: what a person is told, and by which ways they want to be told it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.people import Person, PersonGroup
from persistence.prepared import Prepared
from persistence.substitutions import substitutes
from persistence.user_tasks import UserTaskCandidate

UNREAD = text("read_at IS NULL AND bell")


class Notification(Base):
    """
    One thing told to one person.

    What it says is worded when it is read, from ``kind``, its subject and ``data``; only what a diagram says itself has
    a ``title`` and a ``body``. ``link`` is an address inside the application.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "id"),
        Index("ix_notification_unread", "person_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str | None]  # what has this key is told to a person once
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    link: Mapped[str | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whose act it is about
    data: Mapped[dict[str, Any]]
    bell: Mapped[bool] = mapped_column(default=True)  # shown inside the application
    mail: Mapped[str] = mapped_column(String(6), default="none")  # now | digest | none | sent with a digest


class NotificationChoice(Base):
    """How a person wants to be told things of one kind, where it is not what the kind says itself."""

    __tablename__ = "notification_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    bell: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(6))  # now | digest | none


class Told(NamedTuple):
    """A notification that was written, to whom, and whether it is to be mailed."""

    id: int
    person_id: int
    mail: str


Whom = Callable[[Any], ColumnElement[bool]]
"""Makes of a column of people's ids the condition which people are meant."""

NOTIFICATION: Table = Notification.__table__  # type: ignore[assignment]
GIVEN = (
    "kind", "key", "title", "body", "link", "created_at", "instance_id", "task_id", "record_id", "actor_id", "data",
)  # fmt: skip
"""The columns of a notification that are the same for everybody it is told to."""


def tell(
    session: Session,
    row: dict[str, Any],
    person_ids: Collection[int],
    *,
    bell: bool,
    mail: str,
    today: date | None = None,
) -> list[Told]:
    """Tell people something (the columns ``GIVEN``), as they chose or else by ``bell`` and ``mail``: one statement.

    With ``today``, those who do their work on that day are told too. Left out are the inactive, the actor, those who
    chose neither way and those who were told the same ``key`` before.
    """
    given = {name: literal(row[name], NOTIFICATION.c[name].type) for name in GIVEN}
    telling = _telling(
        _dialect(session), given, lambda person: person.in_(person_ids), literal(bell), literal(mail), today
    )
    return [Told(*told) for told in session.execute(telling)]


def tell_assignee(session: Session, row: dict[str, Any], assignee_id: int, **how: Any) -> list[Told]:
    """``tell`` the one person who got a task; for the hot path."""
    return _told(session, TELL_ASSIGNEE, row | {"assignee": assignee_id}, **how)


def tell_candidates(session: Session, row: dict[str, Any], **how: Any) -> list[Told]:
    """``tell`` everybody who may take the task ``row["task_id"]``; for the hot path.

    What everyone in the company may take is told to nobody: it waits in a list, and calls no one in particular.
    """
    return _told(session, TELL_CANDIDATES, row | {"offered": row["task_id"]}, **how)


def _told(
    session: Session, statements: Mapping[str, Prepared], values: dict[str, Any], *, bell: bool, mail: str, today: date
) -> list[Told]:
    how = {"to_bell": bell, "to_mail": mail, "today": today}
    return [Told(*told) for told in statements[_dialect(session)].rows(session, **values, **how)]


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _telling(
    dialect: str,
    given: Mapping[str, ColumnElement[Any]],
    whom: Whom,
    bell: ColumnElement[bool],
    mail: ColumnElement[str],
    today: Any,
) -> Any:
    """INSERT … SELECT from the people, as each of them chose."""
    wants_bell = func.coalesce(NotificationChoice.bell, bell)
    wants_mail = case((Person.email.is_(None), "none"), else_=func.coalesce(NotificationChoice.mail, mail))
    chosen = and_(NotificationChoice.person_id == Person.id, NotificationChoice.kind == given["kind"])
    people: Select[Any] = (
        select(Person.id, *given.values(), wants_bell, wants_mail)
        .outerjoin(NotificationChoice, chosen)
        .where(Person.active, _meant(whom, today), Person.id.is_distinct_from(given["actor_id"]))
        .where(or_(wants_bell, wants_mail != "none"))
    )
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(NOTIFICATION).from_select(["person_id", *GIVEN, "bell", "mail"], people)
    once = new.on_conflict_do_nothing(index_elements=["person_id", "key"])
    return once.returning(NOTIFICATION.c.id, NOTIFICATION.c.person_id, NOTIFICATION.c.mail)


def _meant(whom: Whom, today: Any) -> ColumnElement[bool]:
    if today is None:
        return whom(Person.id)
    return or_(whom(Person.id), Person.id.in_(select(substitutes(whom, today).c.substitute_id)))


def _prepared(whom: Whom) -> dict[str, Prepared]:
    given = {name: bindparam(name, type_=NOTIFICATION.c[name].type) for name in GIVEN}
    bell, mail = bindparam("to_bell", type_=NOTIFICATION.c.bell.type), bindparam("to_mail", type_=String())
    today = bindparam("today", type_=Date())
    return {name: Prepared(_telling(name, given, whom, bell, mail, today)) for name in ("sqlite", "postgresql")}


def _may_take(person: Any) -> ColumnElement[bool]:
    of_task = UserTaskCandidate.task_id == bindparam("offered")
    groups = select(PersonGroup.person_id).join(UserTaskCandidate, UserTaskCandidate.value == PersonGroup.group_key)
    in_groups = person.in_(groups.where(of_task, UserTaskCandidate.kind == "group"))
    named = select(UserTaskCandidate.value).where(of_task, UserTaskCandidate.kind == "person")
    return or_(in_groups, cast(person, String).in_(named))


TELL_ASSIGNEE = _prepared(lambda person: person == bindparam("assignee"))
TELL_CANDIDATES = _prepared(_may_take)
