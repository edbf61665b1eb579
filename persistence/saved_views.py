"""Saved views of the list of tasks: filters and order under a name, for oneself or for groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.people import Person


class SavedView(Base):
    """What a list was asked for: the arguments of its address."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class SavedViewGroup(Base):
    """A group that a view is shared with; ``everyone`` too, which is no row of ``people_group``."""

    __tablename__ = "saved_view_group"

    view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id"), primary_key=True)
    group_key: Mapped[str] = mapped_column(primary_key=True, index=True)


class DefaultView(Base):
    """The view a person's list opens with."""

    __tablename__ = "default_view"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id"), index=True)


@dataclass(frozen=True, slots=True)
class View:
    """A view with whose it is, whom it is shared with, and whether it is the asking person's default."""

    id: int
    name: str
    query: dict[str, Any]
    owner_id: int
    owner_name: str
    groups: frozenset[str]
    is_default: bool


def visible(session: Session, person_id: int, groups: Collection[str]) -> list[View]:
    """A person's own views, then those shared with their groups; by name.  One statement."""
    shared = select(SavedViewGroup.view_id).where(SavedViewGroup.group_key.in_(sorted(groups)))
    mine = SavedView.owner_id == person_id
    return sorted(
        _views(session, person_id, or_(mine, SavedView.id.in_(shared))),
        key=lambda view: (view.owner_id != person_id, view.name.lower(), view.id),
    )


def by_id(session: Session, view_id: int, person_id: int) -> View | None:
    """One view, for a person.  One statement."""
    return next(iter(_views(session, person_id, SavedView.id == view_id)), None)


def default_query(session: Session, person_id: int, groups: Collection[str]) -> dict[str, Any] | None:
    """What a person's list opens with, if they have chosen a view to be it and still may see it."""
    shared = select(SavedViewGroup.view_id).where(SavedViewGroup.group_key.in_(sorted(groups)))
    query = (
        select(SavedView)
        .join(DefaultView, DefaultView.view_id == SavedView.id)
        .where(DefaultView.person_id == person_id, or_(SavedView.owner_id == person_id, SavedView.id.in_(shared)))
    )
    found = session.scalar(query)
    return None if found is None else found.query


def add(session: Session, owner_id: int, name: str, query: dict[str, Any], groups: Iterable[str], now: datetime) -> int:
    """Keep a view; its id."""
    view = SavedView(owner_id=owner_id, name=name, query=query, created_at=now)
    session.add(view)
    session.flush()
    _share(session, view.id, groups)
    return view.id


def change(session: Session, view_id: int, name: str, groups: Collection[str]) -> None:
    """Rename a view and share it with these groups only."""
    session.execute(update(SavedView).where(SavedView.id == view_id).values(name=name))
    session.execute(delete(SavedViewGroup).where(SavedViewGroup.view_id == view_id))
    _share(session, view_id, groups)


def remove(session: Session, view_id: int) -> None:
    """Forget a view, also where it was somebody's default."""
    for table, column in ((DefaultView, DefaultView.view_id), (SavedViewGroup, SavedViewGroup.view_id)):
        session.execute(delete(table).where(column == view_id))
    session.execute(delete(SavedView).where(SavedView.id == view_id))


def set_default(session: Session, person_id: int, view_id: int | None) -> None:
    """Let a person's list open with a view; None: as it comes."""
    session.execute(delete(DefaultView).where(DefaultView.person_id == person_id))
    if view_id is not None:
        session.execute(insert(DefaultView).values(person_id=person_id, view_id=view_id))


def _share(session: Session, view_id: int, groups: Iterable[str]) -> None:
    rows = [{"view_id": view_id, "group_key": group} for group in sorted(set(groups))]
    if rows:
        session.execute(insert(SavedViewGroup), rows)


def _views(session: Session, person_id: int, condition: Any) -> Sequence[View]:
    query = (
        select(SavedView, Person.name.label("owner_name"), SavedViewGroup.group_key, DefaultView.person_id)
        .join(Person, Person.id == SavedView.owner_id)
        .outerjoin(SavedViewGroup, SavedViewGroup.view_id == SavedView.id)
        .outerjoin(DefaultView, (DefaultView.view_id == SavedView.id) & (DefaultView.person_id == person_id))
        .where(condition)
        .order_by(SavedView.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.SavedView.id, []).append(row)
    return [_view(rows) for rows in found.values()]


def _view(rows: Sequence[Any]) -> View:
    """From a view's rows, one for each group."""
    view: SavedView = rows[0].SavedView
    groups = frozenset(row.group_key for row in rows if row.group_key is not None)
    is_default = rows[0].person_id is not None
    return View(view.id, view.name, view.query, view.owner_id, rows[0].owner_name, groups, is_default)
