"""
Which fields of a form are open, given the answers: properties, and those of the ``then`` or ``else`` that applies.

A field somebody filled in before changing their mind must not reach the process; a field nobody knows must be refused,
not dropped. Hence this walk instead of the validator's unevaluatedProperties, which cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jsonschema_rs import Validator, validator_for

from engine.formats import FORMATS

__all__ = ["Branches", "without_inactive"]


@dataclass(frozen=True)
class Branches:
    """One level of an object's schema: its fields, the schemas all applied to it, and its conditions."""

    fields: Mapping[str, Branches]
    rows: Branches | None
    always: tuple[Branches, ...]
    choices: tuple[tuple[Validator, Branches, Branches], ...]

    @cached_property
    def may_close(self) -> bool:
        """Whether any answer closes a field, at any depth."""
        parts = (*self.fields.values(), *self.always, *([self.rows] if self.rows else []))
        return bool(self.choices) or any(part.may_close for part in parts)

    @classmethod
    def of(cls, schema: Any) -> Branches:
        if not isinstance(schema, Mapping):
            return NOTHING
        fields = {name: cls.of(below) for name, below in schema.get("properties", {}).items()}
        rows = cls.of(schema["items"]) if isinstance(schema.get("items"), Mapping) else None
        always = tuple(cls.of(below) for below in schema.get("allOf", ()))
        return cls(fields, rows, always, tuple(_choices(schema)))

    def names(self) -> Iterator[str]:
        """Every field there may be, in the order of the schema."""
        yield from self.fields
        for part in (*self.always, *(branch for _, *both in self.choices for branch in both)):
            yield from part.names()

    def open_fields(self, values: Any) -> dict[str, Branches]:
        """The fields that the answers leave open."""
        result = dict(self.fields)
        chosen = (then if condition.is_valid(values) else otherwise for condition, then, otherwise in self.choices)
        for part in (*self.always, *chosen):
            result |= part.open_fields(values)
        return result


NOTHING = Branches({}, None, (), ())


def without_inactive(branches: Branches, value: Any) -> Any:
    """``value`` without the fields of closed branches, at every depth."""
    if not branches.may_close:
        return value
    if isinstance(value, list):
        return [without_inactive(branches.rows, row) for row in value] if branches.rows else value
    if not isinstance(value, Mapping):
        return value
    opened = branches.open_fields(value)
    closed = set(branches.names()) - opened.keys()
    kept = {name: below for name, below in value.items() if name not in closed}
    return {name: without_inactive(opened.get(name, NOTHING), below) for name, below in kept.items()}


def _choices(schema: Mapping[str, Any]) -> Iterator[tuple[Validator, Branches, Branches]]:
    if "if" in schema:
        condition = validator_for(schema["if"], validate_formats=True, formats=dict(FORMATS))
        yield condition, Branches.of(schema.get("then", {})), Branches.of(schema.get("else", {}))
