"""Which kinds of values there are inside expressions, and what an error message calls them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.durations import Duration
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused

NUMBERS: Final = frozenset({bool, int, Decimal})
INTEGERS: Final = frozenset({bool, int})
LISTS: Final = frozenset({list, tuple})


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


def mismatch(sign: str, left: Any, right: Any) -> Refused:
    """The refusal of two values an operator cannot join."""
    return Refused(f"Expected two values that fit around {sign}, but got {kind(left)} {sign} {kind(right)}")


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
