"""Waiting for a message (BPMN 2.0.2, 10.5.5), at events and at receive tasks alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.semantics.outcome import MessageAwaited

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.token import Token
    from engine.semantics.triggers import MessageTrigger


def await_message(token: Token, trigger: MessageTrigger) -> None:
    """Say which message the token waits for."""
    key = _kept_key(token, trigger.correlation)
    token.scope.root.outcome.open(MessageAwaited(token.id, trigger.name, key))


def _kept_key(token: Token, correlation: Value | None) -> str | None:
    """The correlation key, computed once: a token that listens on listens for the same."""
    if correlation is not None and "key" not in token.internal_data:
        token.internal_data["key"] = token.scope.root.evaluate(token, correlation)
    key = token.internal_data.get("key")
    return None if key is None else str(key)
