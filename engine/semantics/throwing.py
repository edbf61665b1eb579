"""Errors and escalations on their way to who catches them: outwards, to the nearest (BPMN 2.0.2, 10.5.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.semantics.boundary import activity_token
from engine.semantics.triggers import ErrorTrigger, EscalationTrigger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.semantics.catching import CatchingEvent
    from engine.semantics.token import Token


class Thrown(NamedTuple):
    """What was thrown: its kind and code, the variables who catches it gets, and the line of history about it."""

    kind: type[ErrorTrigger | EscalationTrigger]
    happening: str
    code: str
    payload: dict[str, Any]
    told: dict[str, Any]


def error(code: str, message: str) -> Thrown:
    """An error."""
    payload = {"error_code": code, "error_message": message}
    return Thrown(ErrorTrigger, "error_caught", code, payload, {"code": code, "message": message})


def escalation(code: str) -> Thrown:
    """An escalation."""
    return Thrown(EscalationTrigger, "escalation_caught", code, {"escalation_code": code}, {"code": code})


def escalate(token: Token, code: str) -> bool | None:
    """Throw an escalation from an event; True if the event is done, None if whoever caught it has interrupted it.

    One that nobody catches goes on silently; if a process called this one, it is asked next.
    """
    if not throw(token, escalation(code)):
        token.scope.root.outcome.escalations.append(code)
    return True if token.alive else None


def throw(token: Token, thrown: Thrown) -> bool:
    """Give what was thrown at a token to the nearest event that catches it; False when none does.

    Nearest are the events on its activity's boundary, then the event subprocesses of its scope, then the same for the
    scope's own activity, and so on. Among the equally near one with a code goes before one that catches all.
    """
    at: Token | None = token
    while at is not None:
        at = activity_token(at)
        on_boundary = () if at.is_undoing else getattr(at.node, "boundary_events", ())
        for events in (on_boundary, at.scope.listeners()):
            catcher = _catcher(events, thrown)
            if catcher is not None:
                at.scope.root.outcome.happened(thrown.happening, at, thrown.told)
                catcher.catch(at, thrown.payload)
                return True
        at = at.scope.host
    return False


def _catcher(events: Iterable[CatchingEvent], thrown: Thrown) -> CatchingEvent | None:
    catching = [event for event in events if event.catches(thrown)]
    return min(catching, key=lambda event: not event.names(thrown), default=None)
