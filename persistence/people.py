"""People, their departments and groups; tokens with which programs act for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Row, Select, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base

EVERYONE = "everyone"  # the group that nobody has to be put into


class Department(Base):
    """A part of the company.  ``head_id`` is who leads it."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", use_alter=True))


class Person(Base):
    """Somebody who can be given tasks.  How they sign in is the web's affair (``account``)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="ru")  # ru | en
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class Group(Base):
    """A role that diagrams and rights speak of, such as ``head_of_sales``.

    One that has ended (``archived_at``) has no members, and nothing is offered to it; rows are never deleted.
    """

    __tablename__ = "people_group"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    archived_at: Mapped[datetime | None]


IN_USE = Group.archived_at.is_(None)


class PersonGroup(Base):
    """A person's membership in a group."""

    __tablename__ = "person_group"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group_key: Mapped[str] = mapped_column(ForeignKey("people_group.key"), primary_key=True, index=True)


class ApiToken(Base):
    """A bearer token of the REST API.  Only its SHA-256 is kept: whoever reads the table cannot use it."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


def member_ids(session: Session, group: str) -> list[int]:
    """The ids of the active people of a group, in order."""
    return list(session.scalars(_active(group).with_only_columns(Person.id).order_by(Person.id)))


def members_of(session: Session, groups: Iterable[str]) -> list[int]:
    """The ids of the active people of any of the groups, in order."""
    members = select(PersonGroup.person_id).where(PersonGroup.group_key.in_(set(groups)))
    return list(session.scalars(select(Person.id).where(Person.active, Person.id.in_(members)).order_by(Person.id)))


def lock(session: Session, person_id: int) -> None:
    """Keep others from changing what belongs to a person until the transaction ends (SQLite has one writer)."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def by_email(session: Session, email: str) -> Person | None:
    """Who has this address, whichever way its letters are written."""
    return session.scalars(select(Person).where(func.lower(Person.email) == email.lower())).first()


def chain_of_managers(session: Session, person_id: int) -> set[int]:
    """A person, their own manager, that one's manager and so on.  One statement."""
    chain = select(Person.id, Person.manager_id).where(Person.id == person_id).cte("chain", recursive=True)
    above = select(Person.id, Person.manager_id).join(chain, chain.c.manager_id == Person.id)
    return set(session.scalars(select(chain.union(above).c.id)))


def active_ids(session: Session, person_ids: Iterable[int]) -> list[int]:
    """Those of the ids that are active people, in order."""
    wanted = select(Person.id).where(Person.id.in_(set(person_ids)), Person.active)
    return list(session.scalars(wanted.order_by(Person.id)))


def active(session: Session) -> Sequence[Row[int, str]]:
    """Everybody who can be given a task: id and name, by name."""
    return session.execute(select(Person.id, Person.name).where(Person.active).order_by(Person.name, Person.id)).all()


def unknown_groups(session: Session, keys: Iterable[str]) -> set[str]:
    """Those of the keys that are no group, or one that has ended."""
    wanted = set(keys) - {EVERYONE}
    return wanted - set(session.scalars(select(Group.key).where(Group.key.in_(wanted), IN_USE)))


def group_keys(session: Session) -> Sequence[str]:
    """The keys of all groups in use, with the one everybody belongs to."""
    return [EVERYONE, *session.scalars(select(Group.key).where(IN_USE).order_by(Group.key))]


def group(session: Session, key: str) -> Group | None:
    """The group with a key."""
    return session.get(Group, key)


def groups(session: Session, keys: Iterable[str]) -> Sequence[Group]:
    """The groups with these keys, by name."""
    return session.scalars(select(Group).where(Group.key.in_(sorted(keys))).order_by(Group.name)).all()


def group_names(session: Session) -> frozenset[str]:
    """What lanes of groups are called: keys, Russian and English names."""
    rows = session.execute(select(Group.key, Group.name, Group.name_en).where(IN_USE))
    return frozenset(name for row in rows for name in row if name)


def groups_of(session: Session, person_id: int) -> frozenset[str]:
    """The keys of the groups a person was put into."""
    return frozenset(session.scalars(select(PersonGroup.group_key).where(PersonGroup.person_id == person_id)))


def set_groups(session: Session, person_id: int, groups: frozenset[str]) -> None:
    """Let a person belong to exactly these groups."""
    present = groups_of(session, person_id)
    gone = PersonGroup.group_key.in_(present - groups)
    session.execute(delete(PersonGroup).where(PersonGroup.person_id == person_id, gone))
    session.add_all(PersonGroup(person_id=person_id, group_key=group) for group in sorted(groups - present))
    session.flush()


def put_into(session: Session, group: str) -> frozenset[int]:
    """The ids of everybody who was put into a group, the inactive too."""
    return frozenset(session.scalars(select(PersonGroup.person_id).where(PersonGroup.group_key == group)))


def set_members(session: Session, group: str, members: frozenset[int]) -> None:
    """Let exactly these people belong to a group."""
    present = put_into(session, group)
    gone = PersonGroup.person_id.in_(present - members)
    session.execute(delete(PersonGroup).where(PersonGroup.group_key == group, gone))
    session.add_all(PersonGroup(person_id=person, group_key=group) for person in sorted(members - present))
    session.flush()


def is_empty(session: Session, department_id: int) -> bool:
    """Whether nobody and no other department belongs to a department."""
    inside = select(Person.id).where(Person.department_id == department_id)
    below = select(Department.id).where(Department.parent_id == department_id)
    return session.scalar(inside.union_all(below).limit(1)) is None


def names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The people's names by id, the inactive too."""
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids)))).all())


def department_name(session: Session, person_id: int) -> str | None:
    """What a person's department is called, if they belong to one."""
    query = select(Department.name).join(Person, Person.department_id == Department.id)
    return session.scalar(query.where(Person.id == person_id))


def _active(group: str) -> Select[Person]:
    people = select(Person).where(Person.active)
    if group == EVERYONE:
        return people
    return people.where(Person.id.in_(select(PersonGroup.person_id).where(PersonGroup.group_key == group)))
