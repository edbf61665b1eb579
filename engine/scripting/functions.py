"""The functions every expression may call, in one table.

All are pure; what asks the world (`now()`, people, records) comes with each evaluation. A function gets the budget
first, then what the expression passes.
"""

from collections.abc import Callable
from typing import Any, Final

from engine.scripting import dates, lists, numbers, texts
from engine.scripting.budget import ITEM_BYTES, Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import key, kind


def empty(_budget: Budget, value: Any) -> bool:
    """Whether there is nothing: no variable or key, null, empty text, an empty list or mapping (JUEL's `empty`)."""
    return value is None or (type(value) in (str, list, tuple, dict) and not value)


def default(_budget: Budget, value: Any, otherwise: Any) -> Any:
    """The value, or `otherwise` if it is missing or null."""
    return otherwise if value is None else value


def get(budget: Budget, mapping: Any, name: Any, otherwise: Any = None) -> Any:
    """The value of a key, or `otherwise` if the mapping has no such key."""
    return _mapping(mapping).get(key(budget, name), otherwise)


def keys(budget: Budget, mapping: Any) -> list[Any]:
    """The keys of a mapping."""
    return lists.as_list(budget, _mapping(mapping))


def values(budget: Budget, mapping: Any) -> list[Any]:
    """The values of a mapping."""
    return lists.as_list(budget, tuple(_mapping(mapping).values()))


def items(budget: Budget, mapping: Any) -> list[tuple[Any, Any]]:
    """The pairs (key, value) of a mapping."""
    budget.items(2 * len(_mapping(mapping)))
    return list(mapping.items())


def as_mapping(budget: Budget, pairs: Any = (), **named: Any) -> dict[Any, Any]:
    """A new mapping from another, from pairs, or from named values."""
    budget.allocate(2 * ITEM_BYTES * (len(named) + 1))
    source = items(budget, pairs) if type(pairs) is dict else lists.as_list(budget, pairs)
    if not all(type(pair) in (list, tuple) and len(pair) == 2 for pair in source):
        raise Refused("Expected a mapping or a list of pairs for dict")
    budget.items(2 * len(source))
    return {key(budget, name): value for name, value in source} | named


def length(_budget: Budget, value: Any) -> int:
    """How many characters, items or keys there are."""
    if type(value) not in (str, list, tuple, dict):
        raise Refused(f"Expected text, a list or a mapping for len, but got {kind(value)}")
    return len(value)


def as_text(budget: Budget, value: Any) -> str:
    """The value as text."""
    return texts.render(budget, value)


def as_truth(_budget: Budget, value: Any) -> bool:
    """Whether the value is true, not 0, not empty."""
    return bool(value)


def join(budget: Budget, parts: Any, separator: str = ", ") -> str:
    """The parts as one text, with the separator between them."""
    return texts.join_with(budget, separator, parts)


def _mapping(value: Any) -> dict[Any, Any]:
    if type(value) is not dict:
        raise Refused(f"Expected a mapping, but got {kind(value)}")
    return value


BUILT_IN_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    # mappings
    "get": get,
    "keys": keys,
    "values": values,
    "items": items,
    "dict": as_mapping,
    # any value
    "empty": empty,
    "default": default,
    "len": length,
    "str": as_text,
    "int": numbers.as_integer,
    "decimal": numbers.as_decimal,
    "bool": as_truth,
    # numbers
    "sum": lists.total,
    "min": lists.smallest,
    "max": lists.largest,
    "round": numbers.rounded,
    "abs": numbers.magnitude,
    "format_money": numbers.format_money,
    # lists
    "list": lists.as_list,
    "sorted": lists.in_order,
    "reversed": lists.backwards,
    "unique": lists.unique,
    "any": lists.any_of,
    "all": lists.all_of,
    "range": lists.numbers,
    "enumerate": lists.numbered,
    "zip": lists.zipped,
    # text
    "join": join,
    "upper": texts.upper,
    "lower": texts.lower,
    "strip": texts.strip,
    "split": texts.split,
    "replace": texts.replace,
    "startswith": texts.startswith,
    "endswith": texts.endswith,
    # dates and durations
    "date": dates.as_date,
    "datetime": dates.as_instant,
    "duration": dates.duration,
    "years": dates.years,
    "months": dates.months,
    "weeks": dates.weeks,
    "days": dates.days,
    "hours": dates.hours,
    "minutes": dates.minutes,
    "format_date": dates.format_date,
}
