"""Messages: waited for and thrown at events and at tasks alike (BPMN 2.0.2, 8.4.11, 10.3.3 and 10.5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.semantics.correlation import awaited_key, fill, key_of
from engine.semantics.failures import CannotGoOn
from engine.semantics.outcome import MessageAwaited, MessageSent
from engine.semantics.payload import taken_along
from engine.semantics.timing import deadline
from engine.semantics.triggers import MessageTrigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


def await_message(token: Token, trigger: MessageTrigger) -> None:
    """Say which message the token waits for, and with which key."""
    key = awaited_key(token, trigger.name) if trigger.correlation is None else _computed_key(token, trigger)
    token.scope.root.outcome.open(MessageAwaited(token.id, trigger.name, key))


def throw_message(token: Token, trigger: MessageTrigger, payload: dict[str, Any] | None = None) -> None:
    """Send a message to one receiver, when the step has been written down; whoever sends it does not wait for that.

    A task's ``payload`` are its input parameters.
    """
    root = token.scope.root
    brought = taken_along(token, trigger.payload) | (payload or {})
    if trigger.correlation is None:
        key = key_of(root.spec.correlations, trigger.name, brought)
    else:
        key = _text(trigger, root.evaluate(token, trigger.correlation))
    lives = None if trigger.time_to_live is None else root.evaluate(token, trigger.time_to_live)
    sent = MessageSent(trigger.name, key, brought, deadline(token, lives))
    root.world.count_thrown()
    root.outcome.sent.append(sent)
    remember(root, trigger.name, brought)


def message_of(token: Token) -> MessageTrigger | None:
    """The message a token waits for, if it does."""
    triggers = token.node.triggers
    trigger = triggers[token.definition or 0] if triggers and token.projection == "message" else None
    return trigger if isinstance(trigger, MessageTrigger) else None


def remember(workflow: ProcessWorkflow, name: str, payload: Mapping[str, Any]) -> None:
    """A message was sent or has come: what it says of a correlation, who waits already has to wait for, too."""
    filled = fill(workflow, name, payload)
    for scope in workflow.scopes() if filled else ():
        for token in scope.tasks.values():
            trigger = message_of(token)
            if trigger is not None and _is_announced(token) and any(trigger.name in each.paths for each in filled):
                workflow.outcome.close(token)
                await_message(token, trigger)


def _is_announced(token: Token) -> bool:
    """Whether the token waits for its message itself, and the world knows of it; a repeated task's body does not."""
    waits = token._state in (TaskState.WAITING, TaskState.STARTED)
    return waits and (getattr(token.node, "loop", None) is None or token.iteration is not None)


def _computed_key(token: Token, trigger: MessageTrigger) -> str:
    """Computed once: a token that listens on listens for the same."""
    if "key" not in token.internal_data:
        token.internal_data["key"] = _text(trigger, token.scope.root.evaluate(token, trigger.correlation))
    return str(token.internal_data["key"])


def _text(trigger: MessageTrigger, key: Any) -> str:
    """Raises CannotGoOn for an empty key: without one, anybody's message would do, or go to anybody."""
    if key in (None, ""):
        raise CannotGoOn(f"Expected a correlation key for the message {trigger.name!r}, but it comes out empty")
    return str(key)
