"""What lists can do in expressions, each operation paid for."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial, reduce
from typing import Any

from engine.durations import Duration
from engine.scripting import arithmetic, comparison
from engine.scripting.budget import ITEM_BYTES, Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import key as checked_key
from engine.scripting.kinds import kind


def append(budget: Budget, items: list[Any], item: Any) -> None:
    """Put an item at the end."""
    budget.spend()
    budget.allocate(ITEM_BYTES)
    items.append(item)


def extend(budget: Budget, items: list[Any], more: Any) -> None:
    """Put all items of another list at the end."""
    added = as_list(budget, more)
    items.extend(added)


def insert(budget: Budget, items: list[Any], position: int, item: Any) -> None:
    """Put an item before the one at `position`."""
    budget.spend(1 + len(items) // 64)
    budget.allocate(ITEM_BYTES)
    items.insert(_whole(position), item)


def pop(budget: Budget, items: list[Any], position: int = -1) -> Any:
    """Take an item out, by default the last."""
    budget.spend(1 + len(items) // 64)
    if not -len(items) <= _whole(position) < len(items):
        raise Refused(f"Expected an item at [{position}] to take out, but there are only {len(items)}")
    return items.pop(position)


def remove(budget: Budget, items: list[Any], item: Any) -> None:
    """Take out the first item equal to this one."""
    del items[index(budget, items, item)]


def index(budget: Budget, items: list[Any], item: Any) -> int:
    """The position of the first item equal to this one."""
    _weigh(budget, items, item)
    if item not in items:
        raise Refused("Expected the item to be in the list, but it is not")
    return items.index(item)


def count(budget: Budget, items: list[Any], item: Any) -> int:
    """How many items equal this one."""
    _weigh(budget, items, item)
    return items.count(item)


def as_list(budget: Budget, value: Any = ()) -> list[Any]:
    """A new list of the items of a list, the keys of a mapping or the characters of a text."""
    if type(value) not in (list, tuple, dict, str):
        raise Refused(f"Expected a list, but got {kind(value)}")
    budget.items(len(value))
    return list(value)


def in_order(budget: Budget, items: Any, key: str | None = None, reverse: bool = False) -> list[Any]:
    """`sorted(lines, key="amount")`: a new list in order, by a key of its mappings if one is named."""
    ordered = as_list(budget, items)
    keys = [_sort_key(budget, item, key) for item in ordered]
    budget.spend(len(ordered) * len(ordered).bit_length() // 16)
    if len({type(one) for one in keys} - {int, Decimal}) > 1:
        raise Refused("Expected items of one kind to sort, but they are mixed")
    positions = sorted(range(len(keys)), key=keys.__getitem__, reverse=bool(reverse))
    return [ordered[position] for position in positions]


def smallest(budget: Budget, *values: Any) -> Any:
    """The smallest of the values, or of the items of one list."""
    return reduce(_chooser(budget, comparison.less), _several(budget, values, "min"))


def largest(budget: Budget, *values: Any) -> Any:
    """The largest of the values, or of the items of one list."""
    return reduce(_chooser(budget, comparison.greater), _several(budget, values, "max"))


def total(budget: Budget, items: Any, start: Any = 0) -> Any:
    """The sum of a list, exact for numbers; durations add up too."""
    summands = as_list(budget, items)
    if any(type(one) in (str, list, tuple, dict) for one in summands):
        raise Refused("Expected numbers or durations to sum, but got text or lists: use join for text")
    if summands and start == 0 and type(summands[0]) in (timedelta, Duration):
        start = timedelta()
    return reduce(partial(arithmetic.add, budget), summands, start)


def any_of(budget: Budget, items: Any) -> bool:
    """Whether one of the items is true."""
    return any(as_list(budget, items))


def all_of(budget: Budget, items: Any) -> bool:
    """Whether all of the items are true."""
    return all(as_list(budget, items))


def numbers(budget: Budget, *bounds: int) -> list[int]:
    """`range(start, end, step)` as a list."""
    if not 1 <= len(bounds) <= 3:
        raise Refused("Expected one to three whole numbers for range")
    span = range(*map(_whole, bounds))
    budget.items(span_length(span))
    return list(span)


def span_length(span: range) -> int:
    """`len`, for ranges of any length."""
    return max(
        0, -((span.start - span.stop) // span.step) if span.step > 0 else -((span.stop - span.start) // -span.step)
    )


def numbered(budget: Budget, items: Any, start: int = 0) -> list[tuple[int, Any]]:
    """`enumerate(items)` as a list of pairs."""
    counted = as_list(budget, items)
    budget.items(len(counted))
    return list(enumerate(counted, _whole(start)))


def zipped(budget: Budget, *lists: Any) -> list[tuple[Any, ...]]:
    """`zip(left, right)` as a list, as long as the shortest of the lists."""
    columns = [as_list(budget, one) for one in lists]
    budget.items(sum(map(len, columns)))
    return list(zip(*columns, strict=False))


def backwards(budget: Budget, items: Any) -> list[Any]:
    """The items from last to first."""
    return as_list(budget, items)[::-1]


def unique(budget: Budget, items: Any) -> list[Any]:
    """The items without repetitions, in their order."""
    return list(dict.fromkeys(checked_key(budget, item) for item in as_list(budget, items)))


def _several(budget: Budget, values: tuple[Any, ...], name: str) -> list[Any]:
    items = as_list(budget, values[0] if len(values) == 1 else values)
    if not items:
        raise Refused(f"Expected at least one value for {name}, but the list is empty")
    return items


def _chooser(budget: Budget, better: Callable[[Budget, Any, Any], bool]) -> Callable[[Any, Any], Any]:
    return lambda best, item: item if better(budget, item, best) else best


def _sort_key(budget: Budget, item: Any, key: str | None) -> Any:
    value = item
    if key is not None:
        if type(item) is not dict or key not in item:
            raise Refused(f"Expected mappings with the key {key!r} to sort by, but an item has none")
        value = item[key]
    if type(value) not in (str, int, bool, Decimal, date, datetime, timedelta):
        raise Refused(f"Expected numbers, texts or dates to sort, but got {kind(value)}")
    budget.spend(1 + (len(value) // 256 if type(value) is str else 0))
    return value


def _weigh(budget: Budget, items: list[Any], item: Any) -> None:
    budget.weigh(items)
    budget.weigh(item)


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise Refused(f"Expected a whole number, but got {kind(number)}")
    return number
