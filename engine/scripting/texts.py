"""What text can do in expressions, each operation paid for; and how values look as text."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import orjson

from engine.durations import Duration
from engine.scripting.arithmetic import DECIMALS
from engine.scripting.budget import Budget
from engine.scripting.errors import Refused
from engine.scripting.kinds import kind
from engine.values import InvalidValue, freeze

_FORMAT: Final = re.compile(r"(?:0?\d{1,2})?[,_]?(?:\.\d{1,2})?[df%]?", re.ASCII)

_DIGITS: Final = re.compile(r"\.(\d+)")


def render(budget: Budget, value: Any) -> str:
    """The value as text: nothing for None, plain digits for numbers, ISO 8601 for moments, JSON for containers."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is Decimal:
        return plain(value)
    if type(value) in (int, timedelta, Duration, date, datetime):
        return str(value if type(value) is int else freeze(value))
    return _json(budget, value)


def plain(number: Decimal) -> str:
    """The digits of a Decimal without exponent and without zeros at its end: 1500.50 is 1500.5, 2E+3 is 2000."""
    digits = f"{number:f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) if number else "0"


def halves_up(number: Decimal, digits: int) -> Decimal:
    """The number with so many digits after the point, 5 rounded away from zero, as money is."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, DECIMALS)


def joined(budget: Budget, *parts: Any) -> str:
    """An f-string: its parts, each as text."""
    texts = [render(budget, part) for part in parts]
    budget.text(sum(map(len, texts)))
    return "".join(texts)


def formatted(_budget: Budget, value: Any, form: str) -> str:
    """`{value:form}` of an f-string: width, thousands, digits after the point, percent."""
    if not _FORMAT.fullmatch(form) or not form:
        raise Refused(f"Expected a number format such as .2f, 05d or ,.2f, but got {form!r:.40}")
    if type(value) not in (int, Decimal):
        raise Refused(f"Expected a number to format as {form!r}, but got {kind(value)}")
    if form.endswith("d"):
        return format(int(value), form)
    digits = _DIGITS.search(form)
    return format(halves_up(Decimal(value), int(digits[1]) + 2 * form.endswith("%")) if digits else value, form)


def upper(budget: Budget, text: str) -> str:
    """The text in capitals."""
    return _sized(budget, text, grows=3).upper()


def lower(budget: Budget, text: str) -> str:
    """The text in small letters."""
    return _sized(budget, text, grows=3).lower()


def capitalize(budget: Budget, text: str) -> str:
    """The text with a capital first letter, the rest small."""
    return _sized(budget, text, grows=3).capitalize()


def title(budget: Budget, text: str) -> str:
    """The text with a capital at each word."""
    return _sized(budget, text, grows=3).title()


def strip(budget: Budget, text: str, characters: str | None = None) -> str:
    """The text without spaces, or the characters given, around it."""
    return _sized(budget, text).strip(_short(characters))


def lstrip(budget: Budget, text: str, characters: str | None = None) -> str:
    """The text without spaces before it."""
    return _sized(budget, text).lstrip(_short(characters))


def rstrip(budget: Budget, text: str, characters: str | None = None) -> str:
    """The text without spaces after it."""
    return _sized(budget, text).rstrip(_short(characters))


def startswith(_budget: Budget, text: str, start: str) -> bool:
    """Whether the text begins so."""
    return _text(text).startswith(_text(start))


def endswith(_budget: Budget, text: str, end: str) -> bool:
    """Whether the text ends so."""
    return _text(text).endswith(_text(end))


def find(budget: Budget, text: str, part: str) -> int:
    """Where the part begins in the text, counted from 0; -1 if it is not there."""
    return _searched(budget, text, part).find(part)


def count(budget: Budget, text: str, part: str) -> int:
    """How often the part is in the text."""
    return _searched(budget, text, part).count(part)


def isdigit(budget: Budget, text: str) -> bool:
    """Whether the text is nothing but digits 0–9."""
    return _sized(budget, text).isascii() and text.isdigit()


def split(budget: Budget, text: str, separator: str | None = None) -> list[str]:
    """The parts of the text between separators, by default between spaces."""
    if separator is not None and not _text(separator):
        raise Refused("Expected a separator to split by, but it is empty")
    parts = _sized(budget, text).split(separator)
    budget.items(len(parts))
    return parts


def join_with(budget: Budget, separator: str, parts: Any) -> str:
    """`separator.join(parts)`."""
    if type(parts) not in (list, tuple):
        raise Refused(f"Expected a list of texts to join, but got {kind(parts)}")
    budget.items(len(parts))
    texts = [render(budget, part) for part in parts]
    budget.text(sum(map(len, texts)) + len(_text(separator)) * len(texts))
    return separator.join(texts)


def replace(budget: Budget, text: str, old: str, new: str) -> str:
    """The text with every `old` replaced by `new`."""
    found = _searched(budget, text, old).count(old)
    budget.text(len(text) + found * max(len(_text(new)) - len(old), 0))
    return text.replace(old, new)


def zfill(budget: Budget, text: str, width: int) -> str:
    """The text with zeros before it up to `width` characters."""
    if type(width) is not int:
        raise Refused(f"Expected a whole number as width, but got {kind(width)}")
    budget.text(max(width, len(_text(text))))
    return text.zfill(width)


def removeprefix(budget: Budget, text: str, start: str) -> str:
    """The text without `start` before it."""
    return _sized(budget, text).removeprefix(_text(start))


def removesuffix(budget: Budget, text: str, end: str) -> str:
    """The text without `end` after it."""
    return _sized(budget, text).removesuffix(_text(end))


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Refused(f"Expected text, but got {kind(value)}")
    return value


def _short(characters: Any) -> str | None:
    if characters is not None and len(_text(characters)) > 100:
        raise Refused("Expected at most 100 characters to strip")
    return characters  # type: ignore[no-any-return]


def _sized(budget: Budget, text: Any, grows: int = 1) -> str:
    """The text, after paying for another of up to `grows` times its length: capitals of one letter can be three (ΐ)."""
    budget.text(grows * len(_text(text)))
    return text  # type: ignore[no-any-return]


def _searched(budget: Budget, text: Any, part: Any) -> str:
    if not _text(part):
        raise Refused("Expected a text to look for, but it is empty")
    budget.spend(1 + (len(_text(text)) + len(part)) // 64)
    return text  # type: ignore[no-any-return]


def _json(budget: Budget, value: Any) -> str:
    budget.weigh(value)
    try:
        text = orjson.dumps(freeze(value)).decode()
    except InvalidValue as error:
        raise Refused(str(error)) from None
    budget.text(len(text))
    return text
