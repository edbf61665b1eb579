"""What a process variable may hold: JSON outside, JSON with exact decimals inside expressions.

Outside (stored, sent, shown) a value is plain JSON: None, bool, int within 64 bits, finite float, str, list, dict with
string keys. Inside an expression a number with a fraction is a `Decimal`, so that sums are exact. `freeze` goes out,
`thaw` goes in; 15 significant digits survive there and back (those an IEEE 754 double always keeps).

Errors:
    InvalidValue(ValueError)   the value cannot be a process variable; names the path inside it
"""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from typing import Any, Final

from engine.durations import Duration

MAX_DEPTH: Final = 64
MAX_JSON_BYTES: Final = 1_000_000
MAX_ITEMS: Final = 100_000
MIN_INTEGER: Final = -(2**63)
MAX_INTEGER: Final = 2**63 - 1

_SHORT_TEXT: Final = 1_000
_EXACT_INTEGERS: Final = 2**53
_FIFTEEN_DIGITS: Final = Context(prec=15)
_AS_IS: Final = frozenset({type(None), bool, int, str})


class InvalidValue(ValueError):
    """A value that cannot be a process variable; `path` leads to the part at fault, such as `lines[2].amount`."""

    def __init__(self, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def under(self, key: str | int) -> "InvalidValue":
        """The same error seen from the container that holds the value as `key`."""
        return InvalidValue(self.reason, (key, *self.path))

    def __str__(self) -> str:
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).lstrip(".")
        return f"{self.reason}, at {where:.120}" if where else self.reason


def freeze(value: Any) -> Any:
    """The JSON value of `value`, in containers of its own; raises InvalidValue.

    Decimals become ints when whole, else floats of 15 significant digits; dates, instants and durations ISO 8601
    strings; tuples lists.
    """
    kind = type(value)
    if kind is bool or value is None or (kind is int and MIN_INTEGER <= value <= MAX_INTEGER):
        return value
    if kind is str and len(value) <= _SHORT_TEXT and value.isascii() and "\0" not in value:
        return value
    return _Freezing().freeze(value, 0)


def thaw(value: Any) -> Any:
    """The value as expressions see it: floats as exact Decimals, containers copied to the last level."""
    kind = type(value)
    if kind in _AS_IS:
        return value
    if kind is float:
        return Decimal(repr(value))
    if kind is dict:
        return {key: item if type(item) in _AS_IS else thaw(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [item if type(item) in _AS_IS else thaw(item) for item in value]
    return value


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are the same value: 2 and 2.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(item, right[key]) for key, item in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


class _Freezing:
    """One walk through a value; counts what it has met, so that shared and endless structures stop at the limits."""

    def __init__(self) -> None:
        self._bytes_left = MAX_JSON_BYTES
        self._items_left = MAX_ITEMS

    def freeze(self, value: Any, depth: int) -> Any:
        freezer = _FREEZERS.get(type(value)) or _freezer_of_base(value)
        return freezer(self, value, depth)

    def count(self, size: int) -> None:
        self._bytes_left -= size
        self._items_left -= 1
        if self._bytes_left < 0:
            raise InvalidValue(
                f"Expected at most {MAX_JSON_BYTES} bytes of JSON, but there are more: keep a file instead"
            )
        if self._items_left < 0:
            raise InvalidValue(
                f"Expected at most {MAX_ITEMS} items in one variable, but there are more: keep records instead"
            )

    def constant(self, value: Any, _depth: int) -> Any:
        self.count(5)
        return value

    def text(self, value: str, _depth: int) -> str:
        if value.isascii():
            self.count(len(value) + 3)
        else:
            self.count(_utf8_size(value) + 3)
        if "\0" in value:
            raise InvalidValue("Expected text without NUL characters (U+0000 cannot be stored), but there is one")
        return str(value)

    def integer(self, value: int, _depth: int) -> int:
        self.count(8)
        if not MIN_INTEGER <= value <= MAX_INTEGER:
            raise InvalidValue("Expected an integer within 64 bits, but it is larger: keep long numbers as text")
        return int(value)

    def fraction(self, value: float, _depth: int) -> float:
        self.count(8)
        if not math.isfinite(value):
            raise InvalidValue(f"Expected a number, but got {value}, which JSON cannot hold")
        return float(value)

    def decimal(self, value: Decimal, depth: int) -> int | float:
        if not value.is_finite():
            raise InvalidValue(f"Expected a number, but got {value}, which JSON cannot hold")
        if value.adjusted() < 16 and value == value.to_integral_value() and abs(value) <= _EXACT_INTEGERS:
            return self.integer(int(value), depth)
        return self.fraction(float(_FIFTEEN_DIGITS.plus(value)), depth)

    def instant(self, value: datetime, _depth: int) -> str:
        self.count(34)
        if value.utcoffset() is None:
            raise InvalidValue(f"Expected an instant with an offset from UTC, but {value.isoformat()} has none")
        return value.isoformat()

    def day(self, value: date, _depth: int) -> str:
        self.count(12)
        return value.isoformat()

    def duration(self, value: timedelta | Duration, _depth: int) -> str:
        self.count(34)
        return str(Duration.of(value) if isinstance(value, timedelta) else value)

    def sequence(self, value: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
        self.enter(depth)
        return [self.item(index, item, depth) for index, item in enumerate(value)]

    def mapping(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        self.enter(depth)
        return {self.key(key): self.item(key, item, depth) for key, item in value.items()}

    def enter(self, depth: int) -> None:
        self.count(2)
        if depth >= MAX_DEPTH:
            raise InvalidValue(f"Expected at most {MAX_DEPTH} levels of nesting, but there are more")

    def key(self, key: Any) -> str:
        if not isinstance(key, str):
            raise InvalidValue(f"Expected text as a key, but got {key!r:.60}: write str(…)")
        return self.text(key, 0)

    def item(self, key: str | int, item: Any, depth: int) -> Any:
        try:
            return self.freeze(item, depth + 1)
        except InvalidValue as error:
            raise error.under(key) from None


def _utf8_size(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise InvalidValue("Expected Unicode text, but it has half of a surrogate pair") from None


_FREEZERS: Final[dict[type, Callable[[_Freezing, Any, int], Any]]] = {
    type(None): _Freezing.constant,
    bool: _Freezing.constant,
    str: _Freezing.text,
    int: _Freezing.integer,
    float: _Freezing.fraction,
    Decimal: _Freezing.decimal,
    datetime: _Freezing.instant,
    date: _Freezing.day,
    timedelta: _Freezing.duration,
    Duration: _Freezing.duration,
    list: _Freezing.sequence,
    tuple: _Freezing.sequence,
    dict: _Freezing.mapping,
}


def _freezer_of_base(value: Any) -> Callable[[_Freezing, Any, int], Any]:
    """The freezer for an enumeration member, a named tuple, an ordered mapping and the like."""
    for base in (str, int, float, list, tuple, Mapping):
        if isinstance(value, base):
            return _FREEZERS[dict if base is Mapping else base]
    raise InvalidValue(f"Expected a JSON value, a date, a time or a duration, but got {type(value).__name__}")
