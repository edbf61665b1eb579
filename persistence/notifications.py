"""Notifications: what a person is told, and by which ways they want to be told it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
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
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.people import Person, PersonGroup
from persistence.prepared import Prepared
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
    mail: Mapped[str] = mapped_column(String(6), default="none")  # now | digest | none


class NotificationChoice(Base):
    """How a person wants to be told things of one kind, where it is not what the kind says itself."""

    __tablename__ = "notification_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    bell: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(6))  # now | digest | none


class Told(NamedTuple):
    """A notification that was written, and whether it is to be mailed."""

    id: int
    mail: str


NOTIFICATION: Table = Notification.__table__  # type: ignore[assignment]
GIVEN = (
    "kind", "key", "title", "body", "link", "created_at", "instance_id", "task_id", "record_id", "actor_id", "data",
)  # fmt: skip
"""The columns of a notification that are the same for everybody it is told to."""


def tell(session: Session, row: dict[str, Any], person_ids: Collection[int], *, bell: bool, mail: str) -> list[Told]:
    """Tell people something (the columns ``GIVEN``), as they chose or else by ``bell`` and ``mail``: one statement.

    Left out are the inactive, the actor, those who chose neither way and those who were told the same ``key`` before.
    """
    given: dict[str, ColumnElement[Any]] = {name: literal(row[name], NOTIFICATION.c[name].type) for name in GIVEN}
    defaults = literal(bell), literal(mail)
    telling = _telling(session.get_bind().dialect.name, given, *defaults, Person.id.in_(person_ids))
    return [Told(*told) for told in session.execute(telling)]


def tell_assignee(session: Session, row: dict[str, Any], assignee_id: int, *, bell: bool, mail: str) -> list[Told]:
    """``tell`` the one person who got a task; for the hot path."""
    return _told(session, TELL_ASSIGNEE, row | {"assignee": assignee_id, "to_bell": bell, "to_mail": mail})


def tell_candidates(session: Session, row: dict[str, Any], *, bell: bool, mail: str) -> list[Told]:
    """``tell`` everybody who may take the task ``row["task_id"]``; for the hot path.

    What everyone in the company may take is told to nobody: it waits in a list, and calls no one in particular.
    """
    return _told(session, TELL_CANDIDATES, row | {"offered": row["task_id"], "to_bell": bell, "to_mail": mail})


def _told(session: Session, statements: Mapping[str, Prepared], values: Mapping[str, Any]) -> list[Told]:
    found = statements[session.get_bind().dialect.name].rows(session, **values)
    return [Told(*told) for told in found]


def _telling(
    dialect: str,
    given: Mapping[str, ColumnElement[Any]],
    bell: ColumnElement[bool],
    mail: ColumnElement[str],
    whom: ColumnElement[bool],
) -> Any:
    """INSERT … SELECT from the people, as each of them chose."""
    wants_bell = func.coalesce(NotificationChoice.bell, bell)
    wants_mail = case((Person.email.is_(None), "none"), else_=func.coalesce(NotificationChoice.mail, mail))
    chosen = and_(NotificationChoice.person_id == Person.id, NotificationChoice.kind == given["kind"])
    people: Select[Any] = (
        select(Person.id, *given.values(), wants_bell, wants_mail)
        .outerjoin(NotificationChoice, chosen)
        .where(Person.active, whom, Person.id.is_distinct_from(given["actor_id"]))
        .where(or_(wants_bell, wants_mail != "none"))
    )
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(NOTIFICATION).from_select(["person_id", *GIVEN, "bell", "mail"], people)
    once = new.on_conflict_do_nothing(index_elements=["person_id", "key"])
    return once.returning(NOTIFICATION.c.id, NOTIFICATION.c.mail)


def _prepared(whom: ColumnElement[bool]) -> dict[str, Prepared]:
    given: dict[str, ColumnElement[Any]] = {name: bindparam(name, type_=NOTIFICATION.c[name].type) for name in GIVEN}
    defaults = bindparam("to_bell", type_=NOTIFICATION.c.bell.type), bindparam("to_mail", type_=String())
    return {name: Prepared(_telling(name, given, *defaults, whom)) for name in ("sqlite", "postgresql")}


def _may_take() -> ColumnElement[bool]:
    of_task = UserTaskCandidate.task_id == bindparam("offered")
    groups = select(PersonGroup.person_id).join(UserTaskCandidate, UserTaskCandidate.value == PersonGroup.group_key)
    in_groups = Person.id.in_(groups.where(of_task, UserTaskCandidate.kind == "group"))
    named = select(UserTaskCandidate.value).where(of_task, UserTaskCandidate.kind == "person")
    return or_(in_groups, cast(Person.id, String).in_(named))


TELL_ASSIGNEE = _prepared(Person.id == bindparam("assignee"))
TELL_CANDIDATES = _prepared(_may_take())


def unread_count(session: Session, person_id: int) -> int:
    """How many notifications a person has not read."""
    unread = select(func.count()).select_from(Notification).where(Notification.person_id == person_id, UNREAD)
    return session.execute(unread).scalar_one()


def latest(session: Session, person_id: int, limit: int = 20) -> Sequence[Notification]:
    """A person's notifications, newest first."""
    theirs = select(Notification).where(Notification.person_id == person_id, Notification.bell)
    return session.scalars(theirs.order_by(Notification.id.desc()).limit(limit)).all()


def mark_read(session: Session, person_id: int, now: datetime, up_to: int | None = None) -> None:
    """Mark a person's notifications as read, those up to an id: what came meanwhile stays unread."""
    unread = update(Notification).where(Notification.person_id == person_id, UNREAD)
    if up_to is not None:
        unread = unread.where(Notification.id <= up_to)
    session.execute(unread.values(read_at=now))
