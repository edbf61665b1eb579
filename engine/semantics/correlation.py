"""
Correlation by what messages bring (BPMN 2.0.2, 8.4.2): which instance a message is meant for.

A key is made of properties; each says where in a message its value is. The first message of a key that an instance
sends or gets fills it (key-based correlation); from then on the instance takes only messages with the same values.
With a subscription the values come from the instance's own variables instead (context-based correlation), as they are
when a token begins to wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from engine.scripting import ScriptError
from engine.semantics.failures import CannotGoOn

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


@dataclass(frozen=True, slots=True)
class Correlation:
    """One key. ``paths`` yield its values from the payload of each message it is for, ``bindings`` from the instance's
    variables, both in the order of its properties."""

    id: str
    paths: Mapping[str, tuple[Value, ...]]
    bindings: tuple[Value, ...] | None = None


def key_of(correlations: Iterable[Correlation], name: str, payload: Mapping[str, Any]) -> str | None:
    """The key that a message has by what it brings; None if no key is for it, or it does not bring the values."""
    found = next((each for each in correlations if name in each.paths), None)
    return None if found is None else _from_payload(found, name, payload)


def awaited_key(token: Token, name: str) -> str | None:
    """The key a token has for the message it waits for; None as long as it takes any.

    Raises CannotGoOn when a subscription's variable is empty: without a key, anybody's message would do.
    """
    root = token.scope.root
    found = next((each for each in root.spec.correlations if name in each.paths), None)
    if found is None:
        return None
    if found.bindings is None:
        return root.correlated.get(found.id)
    values = [root.evaluate(token, binding) for binding in found.bindings]
    if None in values:
        raise CannotGoOn(
            f"Expected every property of the correlation key {found.id!r} to have a value, but one has none"
        )
    return _joined(values)


def fill(workflow: ProcessWorkflow, name: str, payload: Mapping[str, Any]) -> list[Correlation]:
    """A message was sent or has come: it fills the keys it is for; those that have just been filled."""
    filled = []
    for each in workflow.spec.correlations:
        if each.bindings is not None or each.id in workflow.correlated or name not in each.paths:
            continue
        if (key := _from_payload(each, name, payload)) is not None:
            workflow.correlated[each.id] = key
            filled.append(each)
    return filled


def _from_payload(correlation: Correlation, name: str, payload: Mapping[str, Any]) -> str | None:
    try:
        values = [path.evaluate(payload) for path in correlation.paths[name]]
    except ScriptError:
        return None
    return None if None in values else _joined(values)


def _joined(values: list[Any]) -> str:
    """A text that is the same for the same values; a single one as it is, since others may compare with it."""
    return str(values[0]) if len(values) == 1 else orjson.dumps([str(value) for value in values]).decode()
