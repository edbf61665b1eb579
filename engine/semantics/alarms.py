"""
Reminders, the overdue notice and the escalation of a user task: properties of the task, so that nobody draws timers.

=============  ======================================================================================================
remindAfter    durations after the task was created, or after ``remindFrom`` if that is given
remindBefore   durations before the due date
overdueAfter   a duration after the due date; ``PT0S`` unless given, ``never`` for no notice
escalateTo     group keys, people, or ``manager`` for the line manager of who has it: told when the task is overdue
escalateAfter  a duration after the due date, if that is not when the overdue notice is given
=============  ======================================================================================================

A duration is ISO 8601 or an ``${…}`` that gives one; an ``${…}`` may also give the instant itself, as workdays() does.
It sees the variables of the task, and ``created`` and ``due``. Reminders may be several, separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine import timers
from engine.durations import Duration
from engine.scripting import compile_text
from engine.semantics.failures import TimerNotUnderstood

if TYPE_CHECKING:
    from engine.dialect.extensions import AlarmExtension, Value
    from engine.semantics.token import Token

AlarmKind = Literal["task_reminder", "task_overdue", "task_escalation"]

NEVER = "never"
MANAGER = "manager"
AT_ONCE = compile_text("PT0S")


class Alarm(NamedTuple):
    """Something to tell at an instant while the task is open; ``by_due``: it moves with the due date.

    ``to`` is for an escalation: "manager", people's ids and keys of groups.
    """

    kind: AlarmKind
    at: datetime
    by_due: bool = True
    to: tuple[str | int, ...] = ()


def alarms_of(
    token: Token, wanted: AlarmExtension, created: datetime, due: datetime | None, now: datetime
) -> tuple[Alarm, ...]:
    """Every alarm of a task; a reminder whose time has passed already is none.

    Raises TimerNotUnderstood for what is neither a duration nor an instant.
    """
    reading = _Reading(token, created, due)
    alarms = [Alarm("task_reminder", at, by_due=False) for at in _after(reading, wanted) if at > now]
    if due is not None:
        before = (reading.moment(text, due, -1) for text in wanted.remind_before)
        alarms += [Alarm("task_reminder", at) for at in before if at > now]
        alarms += _overdue(reading, wanted, due)
    return tuple(alarms)


class _Reading:
    """Evaluates a task's alarms."""

    def __init__(self, token: Token, created: datetime, due: datetime | None) -> None:
        self._token, self.created = token, created
        self._seen = {"created": created.isoformat(), "due": due.isoformat() if due else None}

    def value(self, text: Value) -> Any:
        """What it says at this task."""
        functions = self._token.scope.root.world.functions()
        return text.evaluate({**self._token.data, **self._seen}, functions)

    def moment(self, text: Value, anchor: datetime, sign: int = 1) -> datetime:
        """An instant, or one so long after (``sign`` 1) or before (-1) the anchor."""
        value, zone = self.value(text), self._token.scope.root.world.time_zone()
        try:
            if isinstance(value, str) and value.strip().startswith("P"):
                return timers.parse_duration(value).times(sign).after(anchor, zone)
            if isinstance(value, Duration):
                return value.times(sign).after(anchor, zone)
            return timers.deadline(value, anchor, zone)
        except timers.InvalidTimer as error:
            raise TimerNotUnderstood(str(error)) from error


def _after(reading: _Reading, wanted: AlarmExtension) -> Iterator[datetime]:
    start = reading.created if wanted.remind_from is None else reading.moment(wanted.remind_from, reading.created)
    return (reading.moment(text, start) for text in wanted.remind_after)


def _overdue(reading: _Reading, wanted: AlarmExtension, due: datetime) -> list[Alarm]:
    after = wanted.overdue_after or AT_ONCE
    late = None if after.source.strip() == NEVER else reading.moment(after, due)
    alarms = [] if late is None else [Alarm("task_overdue", late)]
    if wanted.escalate_to is not None:
        at = reading.moment(wanted.escalate_after, due) if wanted.escalate_after else late or due
        alarms.append(Alarm("task_escalation", at, to=_addressees(reading.value(wanted.escalate_to))))
    return alarms


def _addressees(value: Any) -> tuple[str | int, ...]:
    """One, a list, or a text with commas: ids of people and other texts."""
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    plain = [str(one.get("id") if isinstance(one, dict) else one).strip() for one in values if one not in (None, "")]
    return tuple(int(one) if one.isdecimal() else one for one in plain)
