"""
A list of tasks, page by page: sorted, filtered, going on from the last row seen.

Pages are found by keyset (https://use-the-index-luke.com/no-offset): the cursor holds the last row's place in the
order, so the hundredth page costs what the first does, and what is added meanwhile moves no row to another page.
Every lane of a tab (see ``persistence.inbox``) gives its first rows in the order of an index; the page is their
merger.  Rows without the sorted value come last in either direction; they are a part of their own, for no index has
both in one order that SQLite and PostgreSQL agree on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session

from persistence import inbox, task_filters
from persistence.base import Instant
from persistence.definitions import ProcessDefinition
from persistence.inbox import Lane, Viewer
from persistence.instances import ProcessInstance
from persistence.task_filters import Filters
from persistence.user_tasks import UserTask

PAGE = 50  # rows
Key = datetime | int | str | None


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is sorted by.  ``optional``: tasks may lack it; ``falls``: the largest come first."""

    column: Any
    optional: bool = False
    falls: bool = False

    @property
    def kind(self) -> type:
        """The Python type of its values."""
        kind: type = datetime if isinstance(self.column.type, Instant) else self.column.type.python_type
        return kind


SORTS = {
    "due": Sort(UserTask.due_at, optional=True),
    "priority": Sort(UserTask.priority, falls=True),
    "created": Sort(UserTask.id, falls=True),  # ids grow with time, and every index ends with them
    "process": Sort(ProcessDefinition.name, optional=True),
    "case": Sort(UserTask.instance_id, optional=True, falls=True),
    "follow_up": Sort(UserTask.follow_up_at, optional=True),
    "completed": Sort(UserTask.completed_at, optional=True, falls=True),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row to go on from, as it was: its sorted value and id; ``backward`` leads to what comes before it."""

    key: Key
    id: int
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What to list: a tab, in an order (``reverse`` turns it round), narrowed down, from a place on."""

    tab: str
    sort: str = "due"
    reverse: bool = False
    filters: Filters = field(default_factory=Filters)
    cursor: Cursor | None = None

    @property
    def falls(self) -> bool:
        """Whether the largest come first."""
        return SORTS[self.sort].falls != self.reverse


@dataclass(frozen=True, slots=True)
class Page:
    """Tasks as ``inbox.rows`` has them, and where the pages beside this one begin."""

    tasks: Sequence[Row[*tuple[Any, ...]]]
    before: Cursor | None
    after: Cursor | None


def page(session: Session, viewer: Viewer, listing: Listing, now: datetime) -> Page:
    """One page.  A statement, and one before it when a business field or a search may pick out few cases."""
    few = task_filters.few(session, listing.filters)
    return page_of(session, inbox.lanes(viewer, listing.tab, now, in_order=few is None), listing, few)


def page_of(session: Session, lanes: Sequence[Lane], listing: Listing, few: ColumnElement[bool] | None) -> Page:
    """The order is that of an index, unless ``few`` leads into another one; then what it finds is sorted."""
    wanted = [*([] if few is None else [few]), *task_filters.conditions(listing.filters)]
    found = list(session.execute(_merged([(*lane, *wanted) for lane in lanes], listing, in_order=few is None)))
    backward = listing.cursor is not None and listing.cursor.backward
    has_more, shown = len(found) > PAGE, found[:PAGE]
    if backward:
        shown.reverse()
    return Page(
        shown,
        before=_at(shown, 0, listing, True) if (has_more if backward else listing.cursor is not None) else None,
        after=_at(shown, -1, listing, False) if (backward or has_more) else None,
    )


def _at(shown: Sequence[Any], place: int, listing: Listing, backward: bool) -> Cursor | None:
    """A cursor at a row of the page; where the page is empty, at the row it was asked from."""
    if shown:
        return Cursor(shown[place].sort_key, shown[place].id, backward)
    cursor = listing.cursor
    return None if cursor is None else Cursor(cursor.key, cursor.id, backward)


def _merged(lanes: Sequence[Lane], listing: Listing, in_order: bool) -> Select[*tuple[Any, ...]]:
    """The first rows of the lanes, one more than a page."""
    first = [part.limit(PAGE + 1).subquery().select() for lane in lanes for part in _parts(lane, listing, in_order)]
    merged = union_all(*first).subquery()
    order = _order(listing, merged.c.sort_key, merged.c.id, merged.c.part)
    chosen = select(merged).order_by(*order).limit(PAGE + 1).subquery()
    query = inbox.rows().add_columns(chosen.c.sort_key).join(chosen, chosen.c.id == UserTask.id)
    return query.order_by(*_order(listing, chosen.c.sort_key, chosen.c.id, chosen.c.part))


def _parts(lane: Lane, listing: Listing, in_order: bool) -> Iterator[Select[*tuple[Any, ...]]]:
    """A lane from the cursor on: the tasks that have the sorted value, then those that lack it."""
    sort, cursor = SORTS[listing.sort], listing.cursor
    column = inbox.driving(sort.column, in_order)
    if not sort.optional:
        yield _part(lane, listing, column, 0, _beyond(listing, column))
        return
    backward = cursor is not None and cursor.backward
    if cursor is None or backward or cursor.key is not None:
        beyond = _beyond(listing, column) if cursor is not None and cursor.key is not None else []
        yield _part(lane, listing, column, 0, [column.is_not(None), *beyond])
    if cursor is None or not backward or cursor.key is None:
        beyond = _beyond(listing, column) if cursor is not None and cursor.key is None else []
        yield _part(lane, listing, column, 1, [column.is_(None), *beyond])


def _part(
    lane: Lane, listing: Listing, column: Any, part: int, further: Sequence[ColumnElement[bool]]
) -> Select[*tuple[Any, ...]]:
    query = select(UserTask.id, column.label("sort_key"), literal_column(str(part)).label("part"))
    if listing.sort == "process":
        query = query.outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        query = query.outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
    order = _order(listing, column, UserTask.id)
    return query.where(*lane, *further).order_by(*(order if part == 0 else order[1:]))


def _beyond(listing: Listing, column: Any) -> list[ColumnElement[bool]]:
    """What lies beyond the cursor, within its part."""
    cursor = listing.cursor
    if cursor is None:
        return []
    keyed = cursor.key is not None and listing.sort != "created"
    place: Any = tuple_(column, UserTask.id) if keyed else UserTask.id
    given: Any = tuple_(literal(cursor.key, column.type), literal(cursor.id, UserTask.id.type)) if keyed else cursor.id
    return [place < given if listing.falls != cursor.backward else place > given]


def _order(listing: Listing, key: Any, id_: Any, part: Any = None) -> list[Any]:
    """As the page reads, or the other way round on the way back."""
    backward = listing.cursor is not None and listing.cursor.backward
    by_value = [column.desc() if listing.falls != backward else column.asc() for column in (key, id_)]
    return by_value if part is None else [part.desc() if backward else part.asc(), *by_value]
