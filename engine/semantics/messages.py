"""Messages: waited for and thrown at events and at tasks alike (BPMN 2.0.2, 8.4.11, 10.3.3 and 10.5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.outcome import MessageAwaited, MessageSent
from engine.semantics.payload import taken_along
from engine.semantics.timing import deadline

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.token import Token
    from engine.semantics.triggers import MessageTrigger


def await_message(token: Token, trigger: MessageTrigger) -> None:
    """Say which message the token waits for."""
    key = _kept_key(token, trigger.correlation)
    token.scope.root.outcome.open(MessageAwaited(token.id, trigger.name, key))


def throw_message(token: Token, trigger: MessageTrigger, payload: dict[str, Any] | None = None) -> None:
    """Send a message to one receiver, when the step has been written down; whoever sends it does not wait for that.

    A task's ``payload`` are its input parameters. A key that comes out empty is none.
    """
    root = token.scope.root
    key = None if trigger.correlation is None else root.evaluate(token, trigger.correlation)
    brought = taken_along(token, trigger.payload) | (payload or {})
    lives = None if trigger.time_to_live is None else root.evaluate(token, trigger.time_to_live)
    until = deadline(token, lives)
    root.world.count_thrown()
    root.outcome.sent.append(MessageSent(trigger.name, None if key in (None, "") else str(key), brought, until))


def _kept_key(token: Token, correlation: Value | None) -> str | None:
    """The correlation key, computed once: a token that listens on listens for the same."""
    if correlation is not None and "key" not in token.internal_data:
        token.internal_data["key"] = token.scope.root.evaluate(token, correlation)
    key = token.internal_data.get("key")
    return None if key is None else str(key)
