"""
What happened while a workflow advanced: collected here, written down by the caller.

The values are named tuples: there are many of them, and they are made several times as fast as frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from engine.semantics.alarms import Alarm
    from engine.semantics.token import Token

Projection = Literal["task", "timer", "message", "signal", "call", "job", "incident"]
"""What of a waiting token the world outside knows."""

IncidentKind = Literal["expression", "operation", "job", "error", "budget"]


class Happening(NamedTuple):
    """
    One line of the history.

    ``kind`` is entered, completed or cancelled of an element; task_completed, timer_fired, message_received or
    signal_received with what came from outside; error_caught or escalation_caught; decided; attempt_failed;
    incident_created; step_skipped.
    """

    kind: str
    token: int
    element_id: str
    element_type: str
    data: dict[str, Any] | None = None


class UserTaskOpened(NamedTuple):
    """A person has to do something; people are ids, groups are keys."""

    token: int
    element_id: str
    name: str
    name_en: str | None
    description: str | None
    form_key: str | None
    assignee: int | None
    candidate_users: tuple[int, ...]
    candidate_groups: tuple[str, ...]
    due: datetime | None
    follow_up: datetime | None
    priority: int
    alarms: tuple[Alarm, ...] = ()


class TimerSet(NamedTuple):
    """Something is due at an instant."""

    token: int
    element_id: str
    due: datetime


class MessageAwaited(NamedTuple):
    """A token waits for a message of this name and, if given, this correlation key."""

    token: int
    name: str
    correlation_key: str | None


class SignalAwaited(NamedTuple):
    """A token waits for a signal of this name."""

    token: int
    name: str


class CallRequested(NamedTuple):
    """Another process is to be run as an instance of its own; the token waits for its end."""

    token: int
    process: str
    binding: str
    version: str | None
    variables: dict[str, Any]
    business_key: str | None
    iteration: int | None = None


class Continuation(NamedTuple):
    """The token goes on in a step of its own: at once where the diagram says so, later where a step has failed."""

    token: int
    element_id: str
    due: datetime


class Failure(NamedTuple):
    """An incident: the token stays at its element until somebody mends the cause."""

    token: int
    element_id: str
    kind: IncidentKind
    message: str
    details: dict[str, Any]


Opened = UserTaskOpened | TimerSet | MessageAwaited | SignalAwaited | CallRequested | Continuation | Failure


class MessageSent(NamedTuple):
    """A message for one receiver; without a key of its own, the receiver derives it from what the message brings.

    ``expires_at``: until when it is kept if nobody waits; None for as long as is usual.
    """

    name: str
    correlation_key: str | None
    payload: dict[str, Any]
    expires_at: datetime | None = None


class SignalSent(NamedTuple):
    """A signal for everybody else who waits for it; those of the throwing instance have got it already."""

    name: str
    payload: dict[str, Any]


Sent = MessageSent | SignalSent


@dataclass(slots=True)
class Outcome:
    """What one advance opened, closed and did; what is opened and closed within it leaves no trace but history.

    ``errors`` (codes and messages) and ``escalations`` (codes) are those nobody caught: a calling process may.
    ``sent`` are messages and signals for other instances, in the order they were thrown.
    """

    happenings: list[Happening] = field(default_factory=list)
    opened: dict[int, Opened] = field(default_factory=dict)
    closed: dict[int, Projection] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    ended: bool = False
    errors: list[tuple[str, str]] = field(default_factory=list)
    escalations: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def happened(self, kind: str, token: Token, data: dict[str, Any] | None = None) -> None:
        """Add a line to the history."""
        node = token.node
        self.happenings.append(Happening(kind, token.id, node.name, node.element_type, data))

    def open(self, what: Opened) -> None:
        """A token now waits for something outside."""
        self.opened[what.token] = what

    def close(self, token: Token) -> None:
        """A token no longer waits for anything; only the first time is about what was there before the step."""
        if self.opened.pop(token.id, None) is None and (projection := token.projection) is not None:
            self.closed.setdefault(token.id, projection)
