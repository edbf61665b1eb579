"""
Business fields that a list of tasks shows of each: variables of its case, columns of the card it is about.

A key says all about a column: ``text.city``, ``number.amount`` and ``boolean.urgent`` are variables, as in filters
(``webapp.tasks.fields``); any other is a registry and a column of its table, such as ``deal.amount`` or
``company.data.inn``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Row

from engine import rights
from engine.registries import Registry
from persistence import people, record_list, task_columns
from persistence.variables import Variable
from webapp import workflow
from webapp.access.signed_in import actor
from webapp.cases.variables import value_of
from webapp.database import db
from webapp.forms import answers
from webapp.i18n import language
from webapp.records import cards
from webapp.tasks import fields as task_fields
from webapp.tasks.fields import TaskField

IN_EVERY_ROW = ("number", "title", "stage")

Rows = Sequence[Row[*tuple[Any, ...]]]


class Cell(NamedTuple):
    """What a task has in a column: as it is stored, and in the reader's words; nothing is None and empty."""

    value: Any = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is shown of the tasks of a page; ``refused`` are the keys that name nothing the reader may see."""

    heads: Sequence[TaskField] = ()
    refused: Sequence[str] = ()
    cells: Mapping[int, Sequence[Cell]] = field(default_factory=dict)


def offered(variables: Sequence[TaskField], registries: Collection[str], chosen: Sequence[str]) -> list[TaskField]:
    """The columns to choose from: the process's variables, then those of these registries, if one may read them.

    What is ``chosen`` is among them, so that it can be taken away.
    """
    wanted = {*registries, *(_parted(key)[0] for key in chosen)}
    return [*variables, *(head for head in _of_registries() if _parted(head.key)[0] in wanted)]


def shown(keys: Sequence[str], process: str, rows: Rows) -> Columns:
    """The columns with these keys, and what the tasks have in them.  Three statements at most, none without keys."""
    known = {key: _named(key, process) for key in keys}
    heads = [head for head in known.values() if head is not None]
    if not heads:
        return Columns(refused=list(known))
    return Columns(heads, [key for key, head in known.items() if head is None], _cells(heads, rows))


def _cells(heads: Sequence[TaskField], rows: Rows) -> dict[int, list[Cell]]:
    own = {head.key: name for head in heads if (name := _variable(head.key))}
    about = {row.record_id for row in rows if row.record_id is not None} if len(own) < len(heads) else ()
    cases = {row.instance_id for row in rows if row.instance_id is not None} if own else ()
    found = record_list.by_ids(db.session(), about) if about else {}
    variables = task_columns.variables(db.session(), cases, own.values()) if cases else {}
    names = _names([head for head in heads if head.key in own], variables)
    return {
        row.id: [
            _of_variable(head, variables.get(row.instance_id, {}).get(own[head.key]), names)
            if head.key in own
            else _of_card(head.key, found.get(row.record_id))
            for head in heads
        ]
        for row in rows
    }


def _of_variable(head: TaskField, variable: Variable | None, names: Mapping[int, str]) -> Cell:
    """A variable's type is part of the key: one that has another in this case is not meant."""
    if variable is None or task_fields.KINDS.get(variable.type) != head.key.partition(".")[0]:
        return Cell()
    value = value_of(variable)
    return Cell(value, answers.worded(value, head.schema, names))


def _of_card(key: str, row: Any) -> Cell:
    """A task may be about a card of another registry."""
    registry, column = _parted(key)
    if row is None or row.Record.registry_key != registry:
        return Cell()
    words = cards.cell(workflow.registries().named(registry), column, row)
    return Cell(cards.value(column, row.Record), words)


def _names(heads: Sequence[TaskField], variables: Mapping[int, Mapping[str, Variable]]) -> dict[int, str]:
    """The names of the people that these variables are."""
    asked = [name for head in heads if head.schema.get("format") == "person" and (name := _variable(head.key))]
    held = (known[name] for known in variables.values() for name in asked if name in known)
    ids = {value for variable in held if isinstance(value := value_of(variable), int)}
    return people.names(db.session(), ids) if ids else {}


def _named(key: str, process: str) -> TaskField | None:
    """The column with a key; None if there is none, or none for this reader."""
    if _variable(key):
        return task_fields.named(key, process)
    registry, column = _parted(key)
    known = workflow.registries().get(registry)
    if known is None or column not in _columns(known) or not rights.may_read_registry(actor(), known.rights):
        return None
    return _head(known, column)


def _of_registries() -> Iterator[TaskField]:
    for registry in workflow.registries().values():
        if rights.may_read_registry(actor(), registry.rights):
            yield from (_head(registry, column) for column in _columns(registry))


def _columns(registry: Registry) -> list[str]:
    """Those of its table, then what else its cards are found by, without what every row shows anyway."""
    indexed = (f"data.{name}" for name in registry.indexed)
    return [column for column in dict.fromkeys((*registry.columns, *indexed)) if column not in IN_EVERY_ROW]


def _head(registry: Registry, column: str) -> TaskField:
    title = cards.column_title(registry, column)
    return TaskField(f"{registry.key}.{column}", title, registry.title_in(language()))


def _variable(key: str) -> str:
    """The name of the variable a key stands for; empty if it stands for something else."""
    kind, name = _parted(key)
    return name if kind in task_fields.KINDS.values() else ""


def _parted(key: str) -> tuple[str, str]:
    kind, _dot, name = key.partition(".")
    return kind, name
