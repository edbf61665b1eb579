"""What can follow a dot on a value that is not a mapping: one table of methods, one of properties, by exact type.

Nothing is looked up on the objects themselves, so there is no way from a value to its class, its module or a frame.
A method gets the budget and the value first, then the arguments.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from engine.durations import Duration
from engine.scripting import lists, texts


def _weekday(value: date) -> int:
    return value.isoweekday()


def _seconds(value: timedelta) -> Decimal:
    return Decimal(value // timedelta(microseconds=1)).scaleb(-6)


PROPERTIES: Final[dict[tuple[type, str], Callable[[Any], Any]]] = {
    **{(kind, name): attrgetter(name) for kind in (date, datetime) for name in ("year", "month", "day")},
    **{(datetime, name): attrgetter(name) for name in ("hour", "minute", "second")},
    (date, "weekday"): _weekday,
    (datetime, "weekday"): _weekday,
    (datetime, "date"): lambda value: value.date(),
    (timedelta, "days"): lambda value: value.days,
    (timedelta, "seconds"): _seconds,
    (Duration, "months"): lambda value: value.months,
    (Duration, "days"): lambda value: value.days,
}

METHODS: Final[dict[tuple[type, str], Callable[..., Any]]] = {
    (str, "upper"): texts.upper,
    (str, "lower"): texts.lower,
    (str, "capitalize"): texts.capitalize,
    (str, "title"): texts.title,
    (str, "strip"): texts.strip,
    (str, "lstrip"): texts.lstrip,
    (str, "rstrip"): texts.rstrip,
    (str, "startswith"): texts.startswith,
    (str, "endswith"): texts.endswith,
    (str, "find"): texts.find,
    (str, "count"): texts.count,
    (str, "isdigit"): texts.isdigit,
    (str, "split"): texts.split,
    (str, "join"): texts.join_with,
    (str, "replace"): texts.replace,
    (str, "zfill"): texts.zfill,
    (str, "removeprefix"): texts.removeprefix,
    (str, "removesuffix"): texts.removesuffix,
    (list, "append"): lists.append,
    (list, "extend"): lists.extend,
    (list, "insert"): lists.insert,
    (list, "pop"): lists.pop,
    (list, "remove"): lists.remove,
    (list, "index"): lists.index,
    (list, "count"): lists.count,
}
