"""
Hit policies: what it means when several rules of a table hold (DMN 1.3, 8.2.10 and 8.2.11).

===========  =====================================================================================
UNIQUE       one rule holds at most; two are a mistake of the table
ANY          several may hold if they all say the same
FIRST        the first in the order of the table
PRIORITY     the one whose outputs come first in the lists of output values
COLLECT      all of them, in no promised order; with an aggregator their sum, minimum, maximum, number
RULE ORDER   all of them, in the order of the table
OUTPUT ORDER all of them, in the order of the lists of output values
===========  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from engine.decisions.problems import DecisionFailed
from engine.values import freeze, same, thaw

if TYPE_CHECKING:
    from engine.decisions.table import DecisionTable, Hit

Hits = Sequence["Hit"]


def unique(table: DecisionTable, hits: Hits) -> Hits:
    """Raises DecisionFailed when two rules hold."""
    if len(hits) > 1:
        numbers = ", ".join(str(hit.rule.number) for hit in hits)
        raise DecisionFailed(
            f"Expected one rule of {table.name} to hold at most (hit policy UNIQUE), but the rules {numbers} do: "
            "make their conditions exclude each other, or choose FIRST"
        )
    return hits


def any_of_the_same(table: DecisionTable, hits: Hits) -> Hits:
    """Raises DecisionFailed when two rules say different things."""
    for hit in hits[1:]:
        if not same(dict(hit.outputs), dict(hits[0].outputs)):
            raise DecisionFailed(
                f"Expected rules of {table.name} that hold together to say the same (hit policy ANY), but the rules "
                f"{hits[0].rule.number} and {hit.rule.number} differ: correct one of them"
            )
    return hits[:1]


def first(_table: DecisionTable, hits: Hits) -> Hits:
    return hits[:1]


def every(_table: DecisionTable, hits: Hits) -> Hits:
    return hits


def by_priority(table: DecisionTable, hits: Hits) -> Hits:
    """Sorted by the first output's list of values, then by the second's …; what stands in no list comes last."""
    return sorted(hits, key=lambda hit: [output.rank(hit.outputs[output.name]) for output in table.outputs])


def highest_priority(table: DecisionTable, hits: Hits) -> Hits:
    return by_priority(table, hits)[:1]


POLICIES: Final[Mapping[str, Callable[[DecisionTable, Hits], Hits]]] = {
    "UNIQUE": unique,
    "ANY": any_of_the_same,
    "FIRST": first,
    "PRIORITY": highest_priority,
    "COLLECT": every,
    "RULE ORDER": every,
    "OUTPUT ORDER": by_priority,
}
SINGLE: Final = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY"})
"""The policies whose result is one row, not a list of rows."""

AGGREGATORS: Final[Mapping[str, Callable[[list[Any]], Any]]] = {
    "SUM": lambda values: sum(values, Decimal()),
    "MIN": min,
    "MAX": max,
    "COUNT": len,
}


def aggregated(table: DecisionTable, aggregator: str, hits: Hits) -> Any:
    """One number for all hits; of none, COUNT is 0 and the others are null (DMN 1.3, 8.2.11)."""
    values = [hit.outputs[table.outputs[0].name] for hit in hits]
    if aggregator != "COUNT":
        _check_numbers(table, aggregator, hits, values)
    if not values and aggregator != "COUNT":
        return None
    return freeze(AGGREGATORS[aggregator]([thaw(value) for value in values]))


def _check_numbers(table: DecisionTable, aggregator: str, hits: Hits, values: list[Any]) -> None:
    for hit, value in zip(hits, values, strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DecisionFailed(
                f"Expected numbers for {aggregator} of {table.name}, but rule {hit.rule.number} gives {value!r}"
            )
