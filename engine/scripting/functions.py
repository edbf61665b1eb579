"""The functions every expression may call, in one table.

All are pure; what asks the world (`now()`, people, records) comes with each evaluation. A function gets the budget
first, then what the expression passes.
"""

import decimal
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.durations import Duration
from engine.scripting import lists, moments, texts
from engine.scripting.budget import ITEM_BYTES, Budget
from engine.scripting.errors import Refused
from engine.scripting.operators import DECIMALS, MAX_BITS, key, kind

MAX_DIGITS: Final = 28
"""The longest number a text may hold: what a Decimal keeps without rounding."""


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


def as_integer(_budget: Budget, value: Any) -> int:
    """The number without its fraction, or the whole number a text holds."""
    number = value if type(value) is int else _number(value)
    if abs(number) >= 2**MAX_BITS:
        raise Refused(f"Expected an integer of at most {MAX_BITS} bits, but it is larger", over_budget=True)
    return int(number)


def as_decimal(_budget: Budget, value: Any) -> Decimal:
    """The exact number a text or number holds; a comma is read as a point."""
    return _number(value)


def as_text(budget: Budget, value: Any) -> str:
    """The value as text."""
    return texts.render(budget, value)


def as_truth(_budget: Budget, value: Any) -> bool:
    """Whether the value is true, not 0, not empty."""
    return bool(value)


def rounded(_budget: Budget, number: Any, digits: int = 0) -> Any:
    """The number rounded half up, as money is, to so many digits after the point; without digits an integer."""
    if type(digits) is not int or abs(digits) > 28:
        raise Refused("Expected at most 28 digits to round to")
    result = texts.halves_up(_number(number), digits)
    return result if digits > 0 else int(result)


def magnitude(_budget: Budget, number: Any) -> Any:
    """The number without its sign."""
    return abs(number) if type(number) is int else DECIMALS.abs(_number(number))


def join(budget: Budget, parts: Any, separator: str = ", ") -> str:
    """The parts as one text, with the separator between them."""
    return texts.join_with(budget, separator, parts)


def as_date(_budget: Budget, value: Any, month: int | None = None, day: int | None = None) -> date:
    """`date("2026-01-31")`, `date(2026, 1, 31)`, or the date of an instant in its own offset."""
    return moments.as_date(value) if month is None or day is None else date(value, month, day)


def as_instant(_budget: Budget, value: Any) -> datetime:
    """`datetime("2026-01-31T10:00:00+03:00")`."""
    return moments.as_instant(value)


def duration(_budget: Budget, value: Any) -> timedelta | Duration:
    """`duration("P3D")`, `duration("P1M")`."""
    return moments.as_length(value)


def format_date(_budget: Budget, value: Any) -> str:
    """The date as documents write it: 31.01.2026."""
    day = moments.as_date(value)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def format_money(_budget: Budget, value: Any) -> str:
    """The amount as documents write it: 1 234 567,50 (with no-break spaces)."""
    return f"{texts.halves_up(_number(value), 2):,.2f}".replace(",", "\u00a0").replace(".", ",")


def _days(_budget: Budget, count: int) -> Duration:
    return Duration(days=_whole(count))


def _weeks(_budget: Budget, count: int) -> Duration:
    return Duration(days=7 * _whole(count))


def _months(_budget: Budget, count: int) -> Duration:
    return Duration(months=_whole(count))


def _years(_budget: Budget, count: int) -> Duration:
    return Duration(months=12 * _whole(count))


def _hours(_budget: Budget, count: Any) -> timedelta:
    return timedelta(hours=float(_number(count)))


def _minutes(_budget: Budget, count: Any) -> timedelta:
    return timedelta(minutes=float(_number(count)))


def _whole(count: Any) -> int:
    if type(count) is not int or abs(count) > 1_000_000:
        raise Refused(f"Expected a whole number of at most a million, but got {kind(count)}")
    return count


def _mapping(value: Any) -> dict[Any, Any]:
    if type(value) is not dict:
        raise Refused(f"Expected a mapping, but got {kind(value)}")
    return value


def _number(value: Any) -> Decimal:
    if type(value) is Decimal:
        return value
    if type(value) in (int, bool):
        return DECIMALS.create_decimal(int(value))
    if type(value) is str and 0 < len(value.strip()) <= MAX_DIGITS:
        try:
            number = DECIMALS.create_decimal(value.strip().replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        except decimal.DecimalException:
            raise Refused(f"Expected a number, but got {value[:40]!r}") from None
        if number.is_finite():
            return number
    raise Refused(
        f"Expected a number, but got {value[:40]!r}"
        if type(value) is str
        else f"Expected a number, but got {kind(value)}"
    )


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
    "int": as_integer,
    "decimal": as_decimal,
    "bool": as_truth,
    # numbers
    "sum": lists.total,
    "min": lists.smallest,
    "max": lists.largest,
    "round": rounded,
    "abs": magnitude,
    "format_money": format_money,
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
    "date": as_date,
    "datetime": as_instant,
    "duration": duration,
    "years": _years,
    "months": _months,
    "weeks": _weeks,
    "days": _days,
    "hours": _hours,
    "minutes": _minutes,
    "format_date": format_date,
}
