"""Why a token cannot go on; each becomes an incident at its element."""

from __future__ import annotations


class CannotGoOn(Exception):
    """The diagram asks for something that cannot be done with these variables."""


class NoFlowTaken(CannotGoOn):
    """No condition of an element's outgoing flows holds, and it has no default flow."""


class UnknownFlow(LookupError):
    """The flow by which an incident was to be left does not leave its element; nothing has changed."""


class NothingToIterate(CannotGoOn):
    """A multi-instance activity's collection is not a list, or its cardinality not a number."""


class TimerNotUnderstood(CannotGoOn):
    """A timer's value is no date, duration or cycle."""


class TooManyThrown(CannotGoOn):
    """Messages and signals go on throwing others without an end."""
