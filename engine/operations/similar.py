"""records.similar: cards that may be the same thing under another spelling, before they become duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import likeness
from engine.errors import OperationError
from engine.operations.arguments import comparable, registry_named
from engine.operations.context import OperationContext
from engine.operations.references import Reference, id_of, reference
from engine.registries import Registry
from persistence import record_index
from persistence.records import Record

ENOUGH = 0.6  # likeness from which on a person should look
MOST = 20  # cards shown at most
TELLING = 3  # words of a name that are looked for: each costs a comparison with every card


def similar(
    context: OperationContext,
    registry: str,
    field: str,
    value: str,
    same: Mapping[str, Any] | None = None,
    besides: Any = None,
    limit: int = 5,
) -> list[Reference]:
    """Unarchived records whose ``field`` reads like ``value``, the most alike first, each with its ``likeness`` to 1.

    A record that has one of the values of ``same`` (``{"inn": inn}``; empty ones are left out) is as alike as can be.
    ``besides`` is the record that is compared with the others.  The field is the title or one the registry searches in.
    """
    kind = registry_named(context, registry)
    if field not in (kind.title_field, *kind.search):
        raise OperationError(f"Expected a search field of {registry} ({', '.join(kind.search)}), but got «{field}».")
    sought = likeness.words(value or "")
    certain = _with_same(context, kind, same or {})
    found = _with_like_words(context, kind, sought) | certain
    found.pop(0 if besides is None else id_of(besides), None)
    rated = [(1.0 if key in certain else _likeness(kind, row, field, sought), row) for key, row in found.items()]
    alike = sorted((pair for pair in rated if pair[0] >= ENOUGH), key=lambda pair: (-pair[0], pair[1].id))
    return [reference(record) | {"likeness": round(share, 2)} for share, record in alike[: min(limit, MOST)]]


def _with_same(context: OperationContext, kind: Registry, same: Mapping[str, Any]) -> dict[int, Record]:
    """Records that have one of the values, by id."""
    criteria = [{name: value} for name, value in comparable(kind, same).items()]
    matching = record_index.matching
    return {row.id: row for one in criteria for row in matching(context.session, kind.key, one, limit=MOST)}


def _with_like_words(context: OperationContext, kind: Registry, sought: Sequence[str]) -> dict[int, Record]:
    """Records in which a word begins like one of the longest of those sought, by id."""
    longest = sorted(set(sought), key=lambda word: (-len(word), word))[:TELLING]
    stems = list(dict.fromkeys(map(likeness.stem, longest)))
    return {row.id: row for row in record_index.mentioning(context.session, kind.key, stems)}


def _likeness(kind: Registry, record: Record, field: str, sought: Sequence[str]) -> float:
    own = {"number": record.number, "title": record.title, kind.title_field: record.title} | record.data
    return likeness.likeness(sought, likeness.words(str(own.get(field) or "")))
