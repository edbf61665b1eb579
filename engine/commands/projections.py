"""Writes down what a step did: the instance's state, and the rows others find its tasks, timers and history by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from engine import alarms, runtime, state
from engine.semantics.outcome import (
    Continuation,
    Failure,
    MessageAwaited,
    Outcome,
    SignalAwaited,
    TimerSet,
    UserTaskOpened,
)
from engine.semantics.workflow import ProcessWorkflow
from persistence import steps

if TYPE_CHECKING:
    from engine.commands.instance import Instance

LONGEST_TEXT = 2000  # characters of a variable that can be searched


@dataclass(frozen=True, slots=True)
class Written:
    """Whether the step could be saved, and the user tasks it opened."""

    saved: bool
    task_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Doer:
    """The person whose action led here, if it was one, and the absent one they stood in for, if they did."""

    person_id: int | None = None
    on_behalf_of: int | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A step that is being written down."""

    session: Session
    instance: Instance
    outcome: Outcome
    now: datetime
    doer: Doer

    def opened(self, kind: type) -> list[Any]:
        """What of a kind the step opened."""
        return [what for what in self.outcome.opened.values() if isinstance(what, kind)]

    def closed(self, projection: str) -> list[int]:
        """The tokens whose projection of this kind is over."""
        return [token for token, kind in self.outcome.closed.items() if kind == projection]


def write_outcome(
    session: Session,
    instance: Instance,
    workflow: ProcessWorkflow,
    outcome: Outcome,
    now: datetime,
    doer: Doer,
    command: runtime.Command | None,
) -> Written:
    """Write one step."""
    writing = Writing(session, instance, outcome, now, doer)
    if not _save_instance(writing, workflow, cancelled=isinstance(command, runtime.Cancel)):
        return Written(saved=False)
    completed = command.token if isinstance(command, runtime.Complete) else None
    _withdraw(writing, completed, "overtaken" if command is None else RESOLVED.get(type(command), "overtaken"))
    task_ids = _open_tasks(writing)
    _open_rest(writing)
    _save_variables(writing, workflow)
    _write_history(writing, command)
    return Written(True, task_ids)


def _save_instance(writing: Writing, workflow: ProcessWorkflow, cancelled: bool) -> bool:
    writing.instance.status = _status(workflow, cancelled)
    ended_at = writing.now if workflow.completed else None
    return writing.instance.save(writing.session, state.dump(workflow), ended_at)


def _status(workflow: ProcessWorkflow, cancelled: bool) -> str:
    if workflow.completed:
        return "cancelled" if cancelled else "completed"
    return "incident" if workflow.has_failed() else "active"


def _withdraw(writing: Writing, completed: int | None, how: str) -> None:
    """Take back what tokens no longer wait for; the row of a completed task says already that it is."""
    for projection, withdraw in WITHDRAWN.items():
        if tokens := [token for token in writing.closed(projection) if token != completed]:
            withdraw(writing.session, writing.instance.id, tokens)
    if tokens := writing.closed("incident"):
        steps.resolve_incidents(writing.session, writing.instance.id, tokens, writing.now, writing.doer.person_id, how)


RESOLVED: Mapping[type[runtime.Command], str] = {
    runtime.Retry: "retried",
    runtime.Skip: "skipped",
    runtime.Cancel: "cancelled",
}
"""How an incident ends by a command; by any other the process went on another way."""

WITHDRAWN: Mapping[str, Callable[[Session, int, list[int]], None]] = {
    "task": steps.cancel_tasks,
    "timer": steps.delete_timers,
    "job": steps.delete_continuations,
    "message": steps.delete_subscriptions,
    "signal": steps.delete_subscriptions,
}


def _open_tasks(writing: Writing) -> tuple[int, ...]:
    tasks: list[UserTaskOpened] = writing.opened(UserTaskOpened)
    if not tasks:
        return ()
    rows = [_task_row(writing, task) for task in tasks]
    ids = steps.insert_tasks(writing.session, rows, [_candidates(task) for task in tasks])
    wanted = [(task_id, alarm) for task_id, task in zip(ids, tasks, strict=True) for alarm in task.alarms]
    alarms.schedule(writing.session, wanted, writing.now)
    return ids


def _task_row(writing: Writing, task: UserTaskOpened) -> dict[str, Any]:
    return {
        "instance_id": writing.instance.id,
        "token": task.token,
        "element_id": task.element_id,
        "name": task.name,
        "name_en": task.name_en or "",
        "description": (task.description or "").strip(),
        "form_key": task.form_key,
        "status": "created" if task.assignee is None else "assigned",
        "assignee_id": task.assignee,
        "requested_by": writing.doer.person_id or writing.instance.started_by,
        "created_at": writing.now,
        "due_at": task.due,
        "follow_up_at": task.follow_up,
        "priority": task.priority,
    }


def _candidates(task: UserTaskOpened) -> list[tuple[str, str]]:
    """Groups and people."""
    groups = [("group", str(group)) for group in task.candidate_groups]
    people = [("person", str(person)) for person in task.candidate_users]
    return groups + people


def _open_rest(writing: Writing) -> None:
    instance_id, session = writing.instance.id, writing.session
    if timers := writing.opened(TimerSet):
        steps.insert_timers(session, [_job_row(writing, timer) for timer in timers])
    if continuations := writing.opened(Continuation):
        steps.insert_continuations(session, [_job_row(writing, one) for one in continuations])
    if awaited := [*writing.opened(MessageAwaited), *writing.opened(SignalAwaited)]:
        steps.insert_subscriptions(session, [{"instance_id": instance_id, **_subscription(what)} for what in awaited])
    if failures := writing.opened(Failure):
        steps.insert_incidents(session, [_incident_row(writing, failure) for failure in failures])


def _job_row(writing: Writing, job: TimerSet | Continuation) -> dict[str, Any]:
    return {
        "instance_id": writing.instance.id,
        "token": job.token,
        "element_id": job.element_id,
        "due_at": job.due,
        "created_at": writing.now,
    }


def _subscription(what: MessageAwaited | SignalAwaited) -> dict[str, Any]:
    if isinstance(what, SignalAwaited):
        return {"token": what.token, "kind": "signal", "name": what.name, "correlation_key": None}
    return {"token": what.token, "kind": "message", "name": what.name, "correlation_key": what.correlation_key}


def _incident_row(writing: Writing, failure: Failure) -> dict[str, Any]:
    return {
        "instance_id": writing.instance.id,
        "token": failure.token,
        "element_id": failure.element_id,
        "kind": failure.kind,
        "message": failure.message,
        "details": failure.details,
        "created_at": writing.now,
    }


def _save_variables(writing: Writing, workflow: ProcessWorkflow) -> None:
    changed = {name: workflow.data[name] for name in sorted(writing.outcome.written) if name in workflow.data}
    rows = [row for name, value in changed.items() if (row := variable_row(name, value)) is not None]
    instance_id = writing.instance.id
    if rows:
        steps.save_variables(writing.session, [{"instance_id": instance_id, **row} for row in rows])
    gone = [name for name in changed if name not in {row["name"] for row in rows}]
    if gone and writing.instance.version > 2:  # a new instance has nothing to take away
        steps.delete_variables(writing.session, instance_id, gone)


def variable_row(name: str, value: Any) -> dict[str, Any] | None:
    """The columns of a scalar; None for what is no scalar or too long to search."""
    row: dict[str, Any] = {"name": name, "type": "null", "text": None, "number": None}
    match value:
        case bool():
            return row | {"type": "boolean", "number": int(value)}
        case int() | float():
            return row | {"type": "number", "number": Decimal(repr(value))}
        case str() if len(value) <= LONGEST_TEXT:
            return row | {"type": "string", "text": value}
        case None:
            return row
    return None


def _write_history(writing: Writing, command: runtime.Command | None) -> None:
    lines: list[dict[str, Any]] = []
    if isinstance(command, runtime.Start):
        lines.append(_line(writing, "instance_started", data=dict(command.variables)))
    lines += _happenings(writing, getattr(command, "token", None))
    if writing.outcome.ended:
        lines.append(_line(writing, f"instance_{writing.instance.status}"))
    if lines:
        steps.insert_history(writing.session, lines)


def _happenings(writing: Writing, token: int | None) -> list[dict[str, Any]]:
    """The person is named at what they did themselves, not at what followed by itself."""
    system = replace(writing, doer=Doer())
    return [
        _line(writing if h.token == token else system, h.kind, h.element_id, h.element_type, h.token, h.data)
        for h in writing.outcome.happenings
    ]


def _line(
    writing: Writing,
    kind: str,
    element_id: str | None = None,
    element_type: str | None = None,
    token: int | None = None,
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "instance_id": writing.instance.id,
        "at": writing.now,
        "kind": kind,
        "element_id": element_id,
        "element_type": element_type,
        "token": token,
        "actor_id": writing.doer.person_id,
        "data": (data or {}) | on_behalf(writing.doer.on_behalf_of),
    }


def on_behalf(person_id: int | None) -> dict[str, Any]:
    """What a line of the history says when somebody stood in for an absent person."""
    return {} if person_id is None else {"on_behalf_of": person_id}
