"""
Patterns of numbers: ``Д-{year}-{seq:05}`` gives Д-2026-00001, Д-2026-00002, and Д-2027-00001 after New Year.

``{seq}`` is the counter, ``{year}`` and ``{month}`` the local date, any other name the number of the record linked by
that kind: ``{deal}/{seq}`` gives Д-2026-00001/1.  Each combination of the other values counts from one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from engine.errors import EngineError

SEQUENCE = "seq"
DATE_FIELDS = ("year", "month")
WIDTH = re.compile(r"0?[0-9]{1,2}", re.ASCII)


class NumberPatternInvalid(EngineError):
    """The pattern of a number cannot be used."""


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A checked pattern.  ``links`` are the kinds of linked records whose numbers it needs."""

    source: str
    fields: tuple[str, ...]

    @classmethod
    def parse(cls, source: str) -> NumberPattern:
        """Raises NumberPatternInvalid, saying what is wrong."""
        try:
            parts = [part[1:] for part in Formatter().parse(source) if part[1] is not None]
        except ValueError as error:
            raise NumberPatternInvalid(f"Expected a pattern like Д-{{year}}-{{seq:05}}, but {error}.") from error
        for name, width, conversion in parts:
            _check(str(name), width or "", conversion)
        names = tuple(str(name) for name, _, _ in parts)
        if names.count(SEQUENCE) != 1:
            raise NumberPatternInvalid(
                f"Expected {{seq}} once in the pattern, but «{source}» has it {names.count(SEQUENCE)} times."
            )
        return cls(source, names)

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in (SEQUENCE, *DATE_FIELDS))

    def counter(self, sequence: str, today: date, linked: Mapping[str, str]) -> str:
        """The name of the counter: one for each year, parent … that the pattern shows."""
        values = self._values(today, linked)
        return "/".join([sequence, *(str(values[name]) for name in self.fields if name != SEQUENCE)])

    def number(self, value: int, today: date, linked: Mapping[str, str]) -> str:
        """The number for the counter's ``value``."""
        return self.source.format(**{SEQUENCE: value}, **self._values(today, linked))

    def _values(self, today: date, linked: Mapping[str, str]) -> dict[str, int | str]:
        return {"year": today.year, "month": f"{today.month:02}", **{name: linked[name] for name in self.links}}


def _check(name: str, width: str, conversion: str | None) -> None:
    if conversion or not name.isidentifier():
        raise NumberPatternInvalid(f"Expected plain names in braces, but there is «{{{name}}}».")
    if width and (name != SEQUENCE or not WIDTH.fullmatch(width)):
        raise NumberPatternInvalid(f"Expected a width like 05 after {{seq:, but there is «{{{name}:{width}}}».")
