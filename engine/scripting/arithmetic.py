"""Arithmetic in expressions.

Numbers are ints of at most 256 bits on the way (a variable holds 64) and Decimals of 28 digits with a bounded exponent;
int / int is a Decimal. Moments and lengths of time mix with their ISO texts, because that is what variables hold.
"""

import decimal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from engine.durations import Duration
from engine.scripting import moments
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import INTEGERS, LISTS, NUMBERS, kind, mismatch

MAX_BITS: Final = 256

DECIMALS: Final = decimal.Context(
    prec=28,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999,
    Emax=999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


def add(budget: Budget, left: Any, right: Any) -> Any:
    """`left + right`: numbers, texts, lists, a moment and a length of time."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _number(left, right, int.__add__, DECIMALS.add)
    if type(left) is str and type(right) is str:
        budget.text(len(left) + len(right))
        return left + right
    if type(left) in LISTS and type(left) is type(right):
        budget.items(len(left) + len(right))
        return left + right
    return moments.add(left, right)


def subtract(_budget: Budget, left: Any, right: Any) -> Any:
    """`left - right`: numbers, moments and lengths of time."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _number(left, right, int.__sub__, DECIMALS.subtract)
    return moments.subtract(left, right)


def multiply(budget: Budget, left: Any, right: Any) -> Any:
    """`left * right`: numbers, a text or list repeated, a length of time repeated."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _number(left, right, int.__mul__, DECIMALS.multiply)
    if type(left) in INTEGERS:
        left, right = right, left
    if type(right) in INTEGERS:
        return _repeat(budget, left, right)
    raise mismatch("*", left, right)


def divide(_budget: Budget, left: Any, right: Any) -> Any:
    """`left / right`, always a Decimal; dividing lengths of time gives their ratio."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return DECIMALS.divide(_decimal(left), _decimal(right))
    return moments.divide(left, right)


def floor_divide(_budget: Budget, left: Any, right: Any) -> Any:
    """`left // right`, rounded down as Python does with integers (the decimal module by itself rounds towards zero)."""
    if type(left) in INTEGERS and type(right) in INTEGERS:
        return left // right
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _floor(DECIMALS.divide(_decimal(left), _decimal(right)))
    raise mismatch("//", left, right)


def modulo(_budget: Budget, left: Any, right: Any) -> Any:
    """`left % right`, with the sign of `right`; texts are not formatted by it."""
    if type(left) in INTEGERS and type(right) in INTEGERS:
        return left % right
    if type(left) in NUMBERS and type(right) in NUMBERS:
        left, right = _decimal(left), _decimal(right)
        rest = DECIMALS.remainder(left, right)
        return DECIMALS.add(rest, right) if rest and (rest < 0) != (right < 0) else rest
    raise mismatch("%", left, right)


def power(_budget: Budget, left: Any, right: Any) -> Any:
    """`left ** right` within the limits of numbers."""
    if type(left) not in NUMBERS or type(right) not in NUMBERS:
        raise mismatch("**", left, right)
    if type(left) in INTEGERS and type(right) in INTEGERS and right >= 0:
        if int(left).bit_length() * right > MAX_BITS and left not in (-1, 0, 1):
            raise _too_large()
        return left ** (right if left not in (-1, 0, 1) else right % 2 + 2 * bool(right))
    return DECIMALS.power(_decimal(left), _decimal(right))


def merge(budget: Budget, left: Any, right: Any) -> Any:
    """`left | right`: the keys of both mappings, those of `right` win."""
    if type(left) is dict and type(right) is dict:
        budget.items(2 * (len(left) + len(right)))
        return left | right
    raise mismatch("|", left, right)


def negate(_budget: Budget, value: Any) -> Any:
    """`-value`."""
    if type(value) in INTEGERS:
        return -value
    if type(value) is Decimal:
        return DECIMALS.minus(value)
    if type(value) in (timedelta, Duration):
        return moments.times(value, -1)
    raise Refused(f"Expected a number after -, but got {kind(value)}")


def plus(_budget: Budget, value: Any) -> Any:
    """`+value`."""
    if type(value) in NUMBERS:
        return value
    raise Refused(f"Expected a number after +, but got {kind(value)}")


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
    if type(value) in LISTS:
        budget.items(len(value) * max(count, 0))
        return value * count
    return moments.times(value, count)


def _too_large() -> Refused:
    return Refused(f"Expected an integer of at most {MAX_BITS} bits, but the result is larger", over_budget=True)
