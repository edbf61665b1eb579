"""When a timer event fires, first and again."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from engine import timers
from engine.semantics.failures import TimerNotUnderstood
from engine.semantics.outcome import TimerSet

if TYPE_CHECKING:
    from engine.semantics.token import Token
    from engine.semantics.triggers import TimerTrigger


def set_timer(token: Token, trigger: TimerTrigger) -> None:
    """Set the token's timer: for the first time, or after it has fired and its cycle goes on.

    The trigger's text is evaluated once; a cycle keeps its rhythm from then on.
    """
    root, kept = token.scope.root, token.internal_data
    now, zone = root.world.now(), root.world.time_zone()
    value = kept["timer"] if "timer" in kept else root.evaluate(token, trigger.text)
    fired, anchor = kept.get("fired", 0), kept.get("anchor", now.isoformat())
    due = fire_time(trigger.kind, value, now, zone, fired, datetime.fromisoformat(anchor))
    kept.update(timer=value, anchor=anchor)
    if due is not None:
        root.outcome.open(TimerSet(token.id, token.node.name, due))


def fire_time(
    kind: timers.TimerKind, value: Any, now: datetime, zone: tzinfo, fired: int = 0, anchor: datetime | None = None
) -> datetime | None:
    """When a timer that has fired so often is due next, in UTC; None when it has fired for the last time.

    What was missed while nothing ran is not made up for: the next time is always one to come.
    Raises TimerNotUnderstood.
    """
    try:
        if fired == 0:
            return timers.due(kind, value, now, zone)
        if kind != "cycle":
            return None
        cycle = timers.parse_cycle(value, zone)
        over = cycle.repeats is not None and fired >= cycle.repeats
        return None if over else cycle.next(now, zone, anchor)
    except timers.InvalidTimer as error:
        raise TimerNotUnderstood(str(error)) from error


def deadline(token: Token, value: Any) -> datetime | None:
    """A due date as a diagram gives it: an instant, or a duration from now on. Raises TimerNotUnderstood."""
    if not value:
        return None
    world = token.scope.root.world
    try:
        return timers.deadline(value, world.now(), world.time_zone())
    except timers.InvalidTimer as error:
        raise TimerNotUnderstood(str(error)) from error
