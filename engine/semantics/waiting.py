"""
What a token at an event waits for (BPMN 2.0.2, 10.5.5).

An event with several definitions waits for any of them, or for all (10.5.2, "Multiple" and "Parallel Multiple"): under
its token stands one for each definition, at the same element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.messages import await_message
from engine.semantics.signals import await_signal
from engine.semantics.timing import set_timer
from engine.semantics.triggers import ConditionalTrigger, MessageTrigger, SignalTrigger, TimerTrigger, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.outcome import Projection
    from engine.semantics.token import Token

FROM_OUTSIDE = TimerTrigger | MessageTrigger | SignalTrigger | ConditionalTrigger
"""What has to be waited for; the rest is thrown at whoever can catch it."""

PROJECTIONS: dict[type, Projection] = {TimerTrigger: "timer", MessageTrigger: "message", SignalTrigger: "signal"}


def trigger_of(token: Token) -> Trigger | None:
    """The one definition a token waits for; None at the token of an event with several, and elsewhere."""
    triggers = token.node.triggers
    if token.definition is not None:
        return None if "came" in token.internal_data else triggers[token.definition]
    return triggers[0] if len(triggers) == 1 else None


def wait(token: Token) -> None:
    """Say what the token waits for; for each of several definitions another one does, when its turn comes."""
    triggers = token.node.triggers
    if len(triggers) > 1 and token.definition is None:
        for number, trigger in enumerate(triggers):
            if isinstance(trigger, FROM_OUTSIDE):
                one = token.scope.new_token(token.node, parent=token)
                one.internal_data["definition"] = number
                token.scope.root.schedule(one)
        return
    _wait_for_one(token)


def _wait_for_one(token: Token) -> None:
    match trigger_of(token):
        case TimerTrigger() as timer:
            set_timer(token, timer)
        case MessageTrigger() as message:
            await_message(token, message)
        case SignalTrigger() as signal:
            await_signal(token, signal)
        case ConditionalTrigger() as condition:
            holds(token, condition)  # what cannot be evaluated is an incident; whether it holds is seen at rest


def holds(token: Token, trigger: ConditionalTrigger) -> bool:
    """Whether the condition holds as seen from the token. Raises ScriptError when it cannot be evaluated."""
    if trigger.condition.names - token.data.keys():
        return False
    return bool(token.scope.root.evaluate(token, trigger.condition))


def event_of(token: Token) -> Token:
    """The token of the event as a whole, for one that waits for one of its definitions."""
    return token if token.definition is None or token._parent is None else token.scope.tasks[token._parent]


def came(token: Token, payload: Mapping[str, Any] | None) -> tuple[Token, list[Token], dict[str, Any]]:
    """One thing a token waits for has come: the event's token, those of the definitions it is complete with, and
    what they brought. There are none as long as another one is missing that the event needs."""
    event = event_of(token)
    if event is token or not event.node.needs_all:  # type: ignore[attr-defined]  # only events have them under them
        return event, [token], dict(payload or {})
    token.scope.root.outcome.close(token)
    token.internal_data["came"] = dict(payload or {})
    all_of_them = [token.scope.tasks[child] for child in event._children]
    if not all("came" in one.internal_data for one in all_of_them):
        return event, [], {}
    brought: dict[str, Any] = {}
    for one in all_of_them:
        brought |= one.internal_data.pop("came")
    return event, all_of_them, brought
