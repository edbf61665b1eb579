"""The functions of expressions that make and round numbers."""

import decimal
from decimal import Decimal
from typing import Any, Final

from engine.scripting import texts
from engine.scripting.arithmetic import DECIMALS, MAX_BITS
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import kind

MAX_DIGITS: Final = 28
"""The longest number a text may hold: what a Decimal keeps without rounding."""


def as_integer(_budget: Budget, value: Any) -> int:
    """The number without its fraction, or the whole number a text holds."""
    number = value if type(value) is int else number_of(value)
    if abs(number) >= 2**MAX_BITS:
        raise Refused(f"Expected an integer of at most {MAX_BITS} bits, but it is larger", over_budget=True)
    return int(number)


def as_decimal(_budget: Budget, value: Any) -> Decimal:
    """The exact number a text or number holds; a comma is read as a point."""
    return number_of(value)


def rounded(_budget: Budget, number: Any, digits: int = 0) -> Any:
    """The number rounded half up, as money is, to so many digits after the point; without digits an integer."""
    if type(digits) is not int or abs(digits) > 28:
        raise Refused("Expected at most 28 digits to round to")
    result = texts.halves_up(number_of(number), digits)
    return result if digits > 0 else int(result)


def magnitude(_budget: Budget, number: Any) -> Any:
    """The number without its sign."""
    return abs(number) if type(number) is int else DECIMALS.abs(number_of(number))


def format_money(_budget: Budget, value: Any) -> str:
    """The amount as documents write it: 1 234 567,50 (with no-break spaces)."""
    return f"{texts.halves_up(number_of(value), 2):,.2f}".replace(",", "\u00a0").replace(".", ",")


def number_of(value: Any) -> Decimal:
    """The number a number or a text is; a comma is read as a point, spaces are left out."""
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
