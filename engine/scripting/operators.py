"""The operators of expressions: arithmetic, comparison, membership.

Numbers are ints of at most 256 bits on the way (a variable holds 64) and Decimals of 28 digits with a bounded exponent;
int / int is a Decimal. Dates, instants and durations mix with their ISO texts, because that is what variables hold.
"""

import decimal
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.durations import Duration
from engine.scripting import moments
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused

MAX_BITS: Final = 256

DECIMALS: Final = decimal.Context(
    prec=28,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999,
    Emax=999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

_SCALARS: Final = frozenset({type(None), bool, int, Decimal})
_NUMBERS: Final = frozenset({bool, int, Decimal})
_INTEGERS: Final = frozenset({bool, int})
_LISTS: Final = frozenset({list, tuple})


def add(budget: Budget, left: Any, right: Any) -> Any:
    """`left + right`: numbers, texts, lists, a moment and a length of time."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _number(left, right, int.__add__, DECIMALS.add)
    if type(left) is str and type(right) is str:
        budget.text(len(left) + len(right))
        return left + right
    if type(left) in _LISTS and type(left) is type(right):
        budget.items(len(left) + len(right))
        return left + right
    return moments.add(left, right)


def subtract(_budget: Budget, left: Any, right: Any) -> Any:
    """`left - right`: numbers, moments and lengths of time."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _number(left, right, int.__sub__, DECIMALS.subtract)
    return moments.subtract(left, right)


def multiply(budget: Budget, left: Any, right: Any) -> Any:
    """`left * right`: numbers, a text or list repeated, a length of time repeated."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _number(left, right, int.__mul__, DECIMALS.multiply)
    if type(left) in _INTEGERS:
        left, right = right, left
    if type(right) in _INTEGERS:
        return _repeat(budget, left, right)
    raise _mismatch("*", left, right)


def divide(_budget: Budget, left: Any, right: Any) -> Any:
    """`left / right`, always a Decimal; dividing lengths of time gives their ratio."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return DECIMALS.divide(_decimal(left), _decimal(right))
    return moments.divide(left, right)


def floor_divide(_budget: Budget, left: Any, right: Any) -> Any:
    """`left // right`, rounded down as Python does with integers (the decimal module by itself rounds towards zero)."""
    if type(left) in _INTEGERS and type(right) in _INTEGERS:
        return left // right
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _floor(DECIMALS.divide(_decimal(left), _decimal(right)))
    raise _mismatch("//", left, right)


def modulo(_budget: Budget, left: Any, right: Any) -> Any:
    """`left % right`, with the sign of `right`; texts are not formatted by it."""
    if type(left) in _INTEGERS and type(right) in _INTEGERS:
        return left % right
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        left, right = _decimal(left), _decimal(right)
        rest = DECIMALS.remainder(left, right)
        return DECIMALS.add(rest, right) if rest and (rest < 0) != (right < 0) else rest
    raise _mismatch("%", left, right)


def power(_budget: Budget, left: Any, right: Any) -> Any:
    """`left ** right` within the limits of numbers."""
    if type(left) not in _NUMBERS or type(right) not in _NUMBERS:
        raise _mismatch("**", left, right)
    if type(left) in _INTEGERS and type(right) in _INTEGERS and right >= 0:
        if int(left).bit_length() * right > MAX_BITS and left not in (-1, 0, 1):
            raise _too_large()
        return left ** (right if left not in (-1, 0, 1) else right % 2 + 2 * bool(right))
    return DECIMALS.power(_decimal(left), _decimal(right))


def merge(budget: Budget, left: Any, right: Any) -> Any:
    """`left | right`: the keys of both mappings, those of `right` win."""
    if type(left) is dict and type(right) is dict:
        budget.items(2 * (len(left) + len(right)))
        return left | right
    raise _mismatch("|", left, right)


def negate(_budget: Budget, value: Any) -> Any:
    """`-value`."""
    if type(value) in _INTEGERS:
        return -value
    if type(value) is Decimal:
        return DECIMALS.minus(value)
    if type(value) in (timedelta, Duration):
        return moments.times(value, -1)
    raise Refused(f"Expected a number after -, but got {kind(value)}")


def plus(_budget: Budget, value: Any) -> Any:
    """`+value`."""
    if type(value) in _NUMBERS:
        return value
    raise Refused(f"Expected a number after +, but got {kind(value)}")


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
    if type(container) in _LISTS:
        budget.weigh(container)
        budget.weigh(item)
        return item in container
    raise Refused(f"Expected a list, a mapping or two texts around `in`, but got {kind(item)} in {kind(container)}")


def lacks(budget: Budget, item: Any, container: Any) -> bool:
    """`item not in container`."""
    return not contains(budget, item, container)


def key(_budget: Budget, value: Any) -> Any:
    """`value` if it can be the key of a mapping: a text, or on the way an integer, a truth value, a date.

    Others are refused: the hashes of tuples and long numbers can be made to collide, which makes a mapping quadratic.
    """
    if type(value) in (str, bool, type(None), date, datetime) or (type(value) is int and value.bit_length() < 64):
        return value
    raise Refused(f"Expected text as a key, but got {kind(value)}: write str(…)")


def kind(value: Any) -> str:
    """What the value is, in the words of an error message."""
    return _KINDS.get(type(value), type(value).__name__)


BINARY: Final[dict[str, Callable[[Budget, Any, Any], Any]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "//": floor_divide,
    "%": modulo,
    "**": power,
    "|": merge,
}

_KINDS: Final = {
    type(None): "nothing (null)",
    bool: "a truth value",
    int: "a number",
    Decimal: "a number",
    str: "text",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    date: "a date",
    datetime: "an instant",
    timedelta: "a duration",
    Duration: "a duration",
}


def _number(left: Any, right: Any, exact: Callable[[int, int], int], rounded: Callable[[Any, Any], Decimal]) -> Any:
    if type(left) is Decimal or type(right) is Decimal:
        return rounded(_decimal(left), _decimal(right))
    result = exact(left, right)
    if result.bit_length() > MAX_BITS:
        raise _too_large()
    return result


def _decimal(number: Any) -> Decimal:
    return number if type(number) is Decimal else DECIMALS.create_decimal(int(number))


def _floor(number: Decimal) -> Decimal:
    return number.to_integral_value(decimal.ROUND_FLOOR, DECIMALS)


def _repeat(budget: Budget, value: Any, count: int) -> Any:
    if type(value) is str:
        budget.text(len(value) * max(count, 0))
        return value * count
    if type(value) in _LISTS:
        budget.items(len(value) * max(count, 0))
        return value * count
    return moments.times(value, count)


def _comparable(budget: Budget, left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides ready for a comparison in C: paid for, and a moment's text read when the other side is a moment."""
    for side in (left, right):
        if type(side) is str:
            budget.spend(len(side) // 256)
        elif type(side) in (list, tuple, dict):
            budget.weigh(side)
    return moments.alike(left, right)


def _ordered(budget: Budget, sign: str, left: Any, right: Any) -> tuple[Any, Any]:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return left, right
    left, right = _comparable(budget, left, right)
    if type(left) is not type(right) or type(left) in (dict, type(None), Duration):
        raise _mismatch(sign, left, right)
    return left, right


def _mismatch(sign: str, left: Any, right: Any) -> Refused:
    return Refused(f"Expected two values that fit around {sign}, but got {kind(left)} {sign} {kind(right)}")


def _too_large() -> Refused:
    return Refused(f"Expected an integer of at most {MAX_BITS} bits, but the result is larger", over_budget=True)
