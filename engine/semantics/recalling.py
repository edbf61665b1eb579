"""A state that was left is taken up again: what its tokens waited for is waited for once more, until the same time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.semantics.messages import await_message
from engine.semantics.outcome import TimerSet
from engine.semantics.signals import await_signal
from engine.semantics.timing import fire_time
from engine.semantics.token import Token
from engine.semantics.triggers import MessageTrigger, SignalTrigger, TimerTrigger
from engine.semantics.waiting import trigger_of
from engine.semantics.workflow import ProcessWorkflow


def listen_again(workflow: ProcessWorkflow, tokens: Iterable[int]) -> None:
    """Say again what these tokens wait for: a timer is due when it was, also if that has passed meanwhile."""
    for token in filter(None, map(workflow.token, tokens)):
        match trigger_of(token):
            case TimerTrigger() as timer:
                _set_again(token, timer)
            case MessageTrigger() as message:
                await_message(token, message)
            case SignalTrigger() as signal:
                await_signal(token, signal)


def _set_again(token: Token, timer: TimerTrigger) -> None:
    world, kept = token.scope.root.world, token.internal_data
    anchor, fired = datetime.fromisoformat(kept["anchor"]), kept.get("fired", 0)
    since = anchor if fired == 0 else world.now()
    due = fire_time(timer.kind, kept["timer"], since, world.time_zone(), fired, anchor)
    if due is not None:
        token.scope.root.outcome.open(TimerSet(token.id, token.node.name, due))
