"""
What a list of tasks is asked for, as its address says it: tab, words, filters, order, place.

Everything is in the address, so a list can be sent to a colleague, kept as a view and opened without script.  Values
stay as they were typed; ``webapp.tasks.fields`` gives business fields their types.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any, get_args

import orjson
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from persistence.inbox import TABS
from persistence.task_filters import Operator
from persistence.task_list import SORTS, Cursor
from webapp.pages.addresses import LARGEST_ID, row_id

DUES = ("overdue", "today", "week", "none", "range")
OPERATORS: Mapping[str, Operator] = {operator: operator for operator in get_args(Operator)}
FIRST_ORDER = {"deferred": "follow_up", "done": "completed"}  # of a tab; "due" of the others
MOST_FIELDS = 10
MOST_COLUMNS = 6  # fit beside one another


@dataclass(frozen=True, slots=True)
class FieldQuery:
    """A business field compared with what was typed; ``field`` is a key of ``webapp.tasks.fields``."""

    field: str
    operator: Operator
    value: str
    upto: str = ""


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """What the address asks for; empty where it says nothing."""

    tab: str = ""
    q: str = ""
    process: str = ""
    responsible: int | None = None
    group: str = ""
    due: str = ""
    due_from: str = ""
    due_to: str = ""
    name: str = ""
    sort: str = ""
    at: str = ""
    fields: tuple[FieldQuery, ...] = ()
    columns: tuple[str, ...] = ()  # what is shown of each: keys of ``webapp.tasks.columns``

    @property
    def order(self) -> str:
        """What it is sorted by."""
        sort = self.sort.removeprefix("-")
        return sort if sort in SORTS else FIRST_ORDER.get(self.tab, "due")

    @property
    def is_reversed(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the tab narrows it down."""
        return replace(self, tab="", sort="", at="", columns=()) != TaskQuery()

    def but(self, **changes: Any) -> TaskQuery:
        """The same from its first page, but for the changes."""
        return replace(self, **{"at": "", **changes})

    def address(self) -> dict[str, Any]:
        """The arguments of its address, what is empty left out."""
        names = ("tab", "q", "process", "responsible", "group", "due", "due_from", "due_to", "name", "sort", "at")
        single = {name: getattr(self, name) for name in names if getattr(self, name) not in ("", None)}
        several: dict[str, Sequence[str]] = {
            "column": self.columns,
            "field": [field.field for field in self.fields],
            "op": [field.operator for field in self.fields],
            "value": [field.value for field in self.fields],
            "upto": [field.upto for field in self.fields],
        }
        return single | {name: values for name, values in several.items() if any(values)}


def asked(arguments: MultiDict[str, str]) -> TaskQuery:
    """What the arguments of an address ask for; what no list knows is as if it was not there.

    No text in a database has a NUL (PostgreSQL refuses it), so none is looked for.
    """
    arguments = MultiDict([(name, value.replace("\0", "")) for name, value in arguments.items(multi=True)])
    given = {name: arguments.get(name, "").strip() for name in ("q", "process", "group", "name", "at")}
    due, tab = arguments.get("due", ""), arguments.get("tab", "")
    is_range = due == "range"
    return TaskQuery(
        tab=tab if tab in TABS else "",
        responsible=arguments.get("responsible", type=row_id),
        due=due if due in DUES else "",
        due_from=arguments.get("due_from", "") if is_range else "",
        due_to=arguments.get("due_to", "") if is_range else "",
        sort=arguments.get("sort", "") if arguments.get("sort", "").removeprefix("-") in SORTS else "",
        fields=_fields(arguments),
        columns=_columns(arguments),
        **given,
    )


def of_arguments(given: Mapping[str, Any]) -> TaskQuery:
    """The query of the API's arguments, which are checked already."""
    arguments: MultiDict[str, str] = MultiDict()
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            arguments.add({"search": "q"}.get(name, name), "" if one is None else str(one))
    return asked(arguments)


def encode(cursor: Cursor | None) -> str:
    """A cursor as an opaque word of an address."""
    if cursor is None:
        return ""
    place = [int(cursor.backward), cursor.id, cursor.key]
    return urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def decode(word: str, sort: str) -> Cursor | None:
    """The cursor a word stands for.  Raises BadRequest for one that we have not made."""
    if not word:
        return None
    try:
        backward, row_id, key = orjson.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        return Cursor(_key(key, SORTS[sort].kind), _positive(row_id), bool(backward))
    except (ValueError, TypeError) as error:
        raise BadRequest(f"Expected a place in the list, but «{word}» is none. Begin at the first page.") from error


def _key(key: Any, kind: type) -> Any:
    """The sorted value of the row; an instant is text in JSON."""
    if key is None:
        return None
    if kind is datetime:
        instant = datetime.fromisoformat(key)
        if instant.tzinfo is None:
            raise ValueError(key)
        return instant
    return _positive(key) if kind is int else str(key)


def _positive(number: Any) -> int:
    if not isinstance(number, int) or abs(number) > LARGEST_ID:
        raise ValueError(number)
    return number


def _columns(arguments: MultiDict[str, str]) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(islice(dict.fromkeys(filter(None, map(str.strip, arguments.getlist("column")))), MOST_COLUMNS))


def _fields(arguments: MultiDict[str, str]) -> tuple[FieldQuery, ...]:
    """The rows of the form for business fields; those without a field or a value are not meant yet."""
    columns = (arguments.getlist(name) for name in ("field", "op", "value", "upto"))
    rows = ((cell.strip() for cell in row) for row in zip_longest(*columns, fillvalue=""))
    meant = (
        FieldQuery(field, OPERATORS[operator], value, upto)
        for field, operator, value, upto in rows
        if field and value and operator in OPERATORS
    )
    return tuple(islice(meant, MOST_FIELDS))
