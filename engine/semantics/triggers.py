"""What an event waits for or throws: the event definitions we execute (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.dialect.extensions import Parameter, Value
    from engine.scripting import Text
    from engine.timers import TimerKind


@dataclass(frozen=True, slots=True)
class TimerTrigger:
    """A timer; ``text`` yields an ISO 8601 text, a cron line or an instant, depending on ``kind``."""

    kind: TimerKind
    text: Text


@dataclass(frozen=True, slots=True)
class Payload:
    """What something thrown takes along: these parameters, on top of all variables if ``everything`` is to go."""

    parameters: tuple[Parameter, ...] = ()
    everything: bool = False


NO_PAYLOAD = Payload()


@dataclass(frozen=True, slots=True)
class MessageTrigger:
    """A message by its name; ``correlation`` yields the key that says which instance it is meant for.

    A throw has a ``payload``; ``time_to_live`` yields how long the message waits for somebody to wait for it.
    """

    name: str
    correlation: Text | None = None
    payload: Payload = NO_PAYLOAD
    time_to_live: Text | None = None


@dataclass(frozen=True, slots=True)
class SignalTrigger:
    """A signal, for everybody who waits for it at that moment; its name may be computed."""

    name: Text
    payload: Payload = NO_PAYLOAD


@dataclass(frozen=True, slots=True)
class ErrorTrigger:
    """A BPMN error; ``code`` None catches every error. A throw says its ``name``, or what is computed for it."""

    code: str | None
    name: str | None = None
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class EscalationTrigger:
    """An escalation: somebody further out should know; ``code`` None catches every one."""

    code: str | None


@dataclass(frozen=True, slots=True)
class CompensationTrigger:
    """Compensation of one completed activity, or of all of the scope when ``activity`` is None.

    The event that throws it goes on when all is undone, or at once if it does not wait.
    """

    activity: str | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True)
class CancelTrigger:
    """A transaction fails: it is undone."""


@dataclass(frozen=True, slots=True)
class ConditionalTrigger:
    """A condition on variables that begins to hold."""

    condition: Value


@dataclass(frozen=True, slots=True)
class LinkTrigger:
    """A jump from where the name is thrown to where it is caught, within one scope."""

    name: str


@dataclass(frozen=True, slots=True)
class TerminateTrigger:
    """Ends everything in the scope at once."""


Trigger = (
    TimerTrigger
    | MessageTrigger
    | SignalTrigger
    | ErrorTrigger
    | EscalationTrigger
    | CompensationTrigger
    | CancelTrigger
    | ConditionalTrigger
    | LinkTrigger
    | TerminateTrigger
)
