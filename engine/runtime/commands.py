"""What can be done to a workflow: one frozen command for each thing that comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.semantics.outcome import IncidentKind


@dataclass(frozen=True, slots=True)
class Start:
    """Start at an element (the none start event if not given) with these variables.

    ``name`` is of the message or signal that starts the instance there.
    """

    variables: Mapping[str, Any] = field(default_factory=dict)
    element_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    """A person has done a user task and gives these values."""

    token: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fire:
    """What an event waits for has come: its time, or a message or signal with this payload."""

    token: int
    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A called instance has ended with these variables."""

    token: int
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Raise:
    """A called instance has thrown an error and does not catch it; if nobody here does, the caller is asked next."""

    token: int
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """A called instance has thrown an escalation and does not catch it."""

    token: int
    code: str


@dataclass(frozen=True, slots=True)
class Fail:
    """What a token asked for cannot be done: an incident, and a retry asks again."""

    token: int
    message: str
    kind: IncidentKind = "error"


@dataclass(frozen=True, slots=True)
class Retry:
    """Go on from an incident, with these variables changed first."""

    token: int
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the instance at once; whatever it had open is withdrawn."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on where the diagram ends a step, or try again what has failed and is to be tried again by itself."""

    token: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave an incident behind: go on at the next element, along this flow if it is named."""

    token: int
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class StartStep:
    """Start an activity of the ad hoc subprocess at this token."""

    token: int
    element_id: str


@dataclass(frozen=True, slots=True)
class EndAdHoc:
    """All is done in the ad hoc subprocess at this token."""

    token: int


@dataclass(frozen=True, slots=True)
class Look:
    """What expressions ask the world for may have changed: look at conditions again; nothing else moves."""


Command = (
    Start | StartStep | EndAdHoc | Complete | Fire | Return | Raise | Escalate | Fail | Retry | Continue | Skip | Cancel
    | Look
)  # fmt: skip
