"""Signals: thrown to everybody who waits at that moment, in every instance (BPMN 2.0.2, 10.5.5 and 10.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.outcome import SignalAwaited, SignalSent
from engine.semantics.payload import taken_along

if TYPE_CHECKING:
    from engine.semantics.token import Token
    from engine.semantics.triggers import SignalTrigger
    from engine.semantics.workflow import ProcessWorkflow


def await_signal(token: Token, trigger: SignalTrigger) -> None:
    """Say which signal the token waits for; a name that is computed is computed once."""
    kept = token.internal_data
    if "signal" not in kept:
        kept["signal"] = str(token.scope.root.evaluate(token, trigger.name))
    token.scope.root.outcome.open(SignalAwaited(token.id, kept["signal"]))


def throw_signal(token: Token, trigger: SignalTrigger) -> bool | None:
    """Throw a signal from a token; True if it is still there, None if a receiver has interrupted it.

    Receivers of this instance have it at once, those of others when the step has been written down.
    """
    root = token.scope.root
    name = str(root.evaluate(token, trigger.name))
    payload = taken_along(token, trigger.payload)
    root.world.count_thrown()
    broadcast(root, name, payload)
    root.outcome.sent.append(SignalSent(name, payload))
    return True if token.alive else None


def broadcast(workflow: ProcessWorkflow, name: str, payload: dict[str, Any]) -> None:
    """Give a signal to every token of the instance that waits for it, unless an earlier receiver has interrupted it."""
    waiting = [token for scope in workflow.scopes() for token in scope.tasks.values() if _waits_for(token, name)]
    for token in waiting:
        if token.alive:
            workflow.outcome.happened("signal_received", token, payload or None)
            token.node.fire(token, payload)


def _waits_for(token: Token, name: str) -> bool:
    return token.internal_data.get("signal") == name and token.projection == "signal"
