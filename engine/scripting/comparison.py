"""Comparison and membership in expressions.

Containers are paid for before they are compared, because that happens in C where no budget counts. A moment compares
with the ISO text of another, because that is what variables hold.
"""

from decimal import Decimal
from typing import Any, Final

from engine.durations import Duration
from engine.scripting import moments
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import LISTS, NUMBERS, key, kind, mismatch

_SCALARS: Final = frozenset({type(None), bool, int, Decimal})


def equal(budget: Budget, left: Any, right: Any) -> bool:
    """`left == right`."""
    if type(left) in _SCALARS or type(right) in _SCALARS:
        return bool(left == right)
    left, right = _comparable(budget, left, right)
    return bool(left == right)


def unequal(budget: Budget, left: Any, right: Any) -> bool:
    """`left != right`."""
    return not equal(budget, left, right)


def less(budget: Budget, left: Any, right: Any) -> bool:
    """`left < right`."""
    left, right = _ordered(budget, "<", left, right)
    return bool(left < right)


def less_or_equal(budget: Budget, left: Any, right: Any) -> bool:
    """`left <= right`."""
    left, right = _ordered(budget, "<=", left, right)
    return bool(left <= right)


def greater(budget: Budget, left: Any, right: Any) -> bool:
    """`left > right`."""
    left, right = _ordered(budget, ">", left, right)
    return bool(left > right)


def greater_or_equal(budget: Budget, left: Any, right: Any) -> bool:
    """`left >= right`."""
    left, right = _ordered(budget, ">=", left, right)
    return bool(left >= right)


def contains(budget: Budget, item: Any, container: Any) -> bool:
    """`item in container`: a part of a text, an item of a list, a key of a mapping."""
    if type(container) is str and type(item) is str:
        budget.spend((len(container) + len(item)) // 64)
        return item in container
    if type(container) is dict:
        return key(budget, item) in container
    if type(container) in LISTS:
        budget.weigh(container)
        budget.weigh(item)
        return item in container
    raise Refused(f"Expected a list, a mapping or two texts around `in`, but got {kind(item)} in {kind(container)}")


def lacks(budget: Budget, item: Any, container: Any) -> bool:
    """`item not in container`."""
    return not contains(budget, item, container)


def _comparable(budget: Budget, left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides ready for a comparison in C: paid for, and a moment's text read when the other side is a moment."""
    for side in (left, right):
        if type(side) is str:
            budget.spend(len(side) // 256)
        elif type(side) in (list, tuple, dict):
            budget.weigh(side)
    return moments.alike(left, right)


def _ordered(budget: Budget, sign: str, left: Any, right: Any) -> tuple[Any, Any]:
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return left, right
    left, right = _comparable(budget, left, right)
    if type(left) is not type(right) or type(left) in (dict, type(None), Duration):
        raise mismatch(sign, left, right)
    return left, right
