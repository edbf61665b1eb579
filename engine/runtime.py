"""
The only driver of a workflow: a command goes in, an `Advance` comes out.

It knows no database; the world is reached through `Effects`. A failure is a value: the token stays at its element,
everything else goes on, and a `Retry` takes it up again from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.effects import Effects
from engine.errors import BpmnError, OperationError, TokenGone
from engine.scripting import ExpressionFailed, ScriptError
from engine.semantics import ad_hoc
from engine.semantics.continuations import next_attempt, unpark
from engine.semantics.failures import CannotGoOn, TooManyThrown
from engine.semantics.messages import message_of, remember
from engine.semantics.outcome import Continuation, Failure, IncidentKind, Outcome
from engine.semantics.parts import MemoryShelf, Shelf
from engine.semantics.process import ProcessSpec
from engine.semantics.throwing import error, escalate, throw
from engine.semantics.token import Token
from engine.semantics.workflow import ProcessWorkflow
from engine.values import InvalidValue

STEP_ELEMENTS = 100_000  # elements one step may pass before it counts as an endless loop
STEP_SECONDS = 20.0
ENDLESS_HISTORY = 1_000  # lines an endless loop leaves in the history: how it began and how it went on in the end

TRIED_AGAIN: frozenset[IncidentKind] = frozenset(("expression", "operation", "error"))
"""What may go better another time; an endless loop does not, and a job has been tried several times already."""

Advance = Outcome

FIRED = {"timer": "timer_fired", "message": "message_received", "signal": "signal_received"}
"""The line of history about what has come, by what was waited for."""


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


def new(spec: ProcessSpec, shelf: Shelf | None = None) -> ProcessWorkflow:
    """A workflow that has not started, in memory unless there is a shelf for what is kept beside its state."""
    return ProcessWorkflow(spec, MemoryShelf() if shelf is None else shelf)


def advance(workflow: ProcessWorkflow, command: Command, effects: Effects) -> Advance:
    """Apply a command and go on until nothing moves by itself.

    Raises TokenGone if the command is for a token that is no longer there, StepUnavailable if it is for a step that
    cannot be started, and KeyError for a start element the process does not have; nothing has changed then.
    """
    workflow.effects = effects
    workflow.outcome = Outcome()
    _APPLY[type(command)](workflow, command)
    _run(workflow)
    return workflow.outcome


def _start(workflow: ProcessWorkflow, command: Start) -> None:
    event = workflow.spec.start_event(command.element_id)
    brought = command.variables if command.name is not None else {}
    if command.name is None:
        workflow.data.update(command.variables)
        workflow.outcome.written.update(command.variables)
    else:
        remember(workflow, command.name, brought)
    workflow.listen()
    event.begin_instance(workflow, command.name, brought)


def _complete(workflow: ProcessWorkflow, command: Complete) -> None:
    token = _token(workflow, command.token)
    workflow.outcome.happened("task_completed", token, dict(command.values))
    token.submit(command.values)
    token.finish_later()


def _fire(workflow: ProcessWorkflow, command: Fire) -> None:
    token = _token(workflow, command.token)
    message = message_of(token)
    if message is not None:
        remember(workflow, message.name, command.payload or {})
    kind = FIRED.get(token.node.projection_of(token) or "timer", "timer_fired")
    workflow.outcome.happened(kind, token, dict(command.payload) if command.payload else None)
    token.node.fire(token, command.payload)


def _return(workflow: ProcessWorkflow, command: Return) -> None:
    token = _token(workflow, command.token)
    token.node.returned(token, command.variables)


def _raise(workflow: ProcessWorkflow, command: Raise) -> None:
    if not throw(_token(workflow, command.token), error(command.code, command.message)):
        workflow.outcome.errors.append((command.code, command.message))


def _escalate(workflow: ProcessWorkflow, command: Escalate) -> None:
    escalate(_token(workflow, command.token), command.code)


def _fail(workflow: ProcessWorkflow, command: Fail) -> None:
    _stop(workflow, _token(workflow, command.token), command.kind, command.message, {})


def _retry(workflow: ProcessWorkflow, command: Retry) -> None:
    token = _token(workflow, command.token)
    if token._state != TaskState.ERROR:
        raise TokenGone("Expected an incident to retry, but this step has not failed")
    for name, value in command.variables.items():
        token.write(name, value)
    workflow.outcome.close(token)
    token.retry()


def _continue(workflow: ProcessWorkflow, command: Continue) -> None:
    token = _token(workflow, command.token)
    if token.projection != "job":
        raise TokenGone("Expected a step that goes on by itself, but it has gone on already")
    workflow.outcome.close(token)
    if token.will_retry:
        token.retry()
    else:
        unpark(token)


def _skip(workflow: ProcessWorkflow, command: Skip) -> None:
    token = _token(workflow, command.token)
    if token._state != TaskState.ERROR:
        raise TokenGone("Expected an incident to leave behind, but this step has not failed")
    workflow.outcome.close(token)
    workflow.outcome.happened("step_skipped", token, {"flow": command.flow} if command.flow else None)
    token.internal_data.pop("again", None)
    token.node.skip(token, command.flow)


def _cancel(workflow: ProcessWorkflow, command: Cancel) -> None:
    workflow.cancel_all()
    workflow.end()


def _look(workflow: ProcessWorkflow, command: Look) -> None:
    """Conditions are looked at whenever a step comes to rest, and this one has nothing else to do."""


def _start_step(workflow: ProcessWorkflow, command: StartStep) -> None:
    ad_hoc.start_step(workflow, command.token, command.element_id)


def _end_ad_hoc(workflow: ProcessWorkflow, command: EndAdHoc) -> None:
    ad_hoc.complete(workflow, command.token)


_APPLY: dict[type, Callable[[ProcessWorkflow, Any], None]] = {
    Start: _start,
    StartStep: _start_step,
    EndAdHoc: _end_ad_hoc,
    Complete: _complete,
    Fire: _fire,
    Return: _return,
    Raise: _raise,
    Escalate: _escalate,
    Fail: _fail,
    Retry: _retry,
    Continue: _continue,
    Skip: _skip,
    Cancel: _cancel,
    Look: _look,
}


def _token(workflow: ProcessWorkflow, token_id: int) -> Token:
    token = workflow.token(token_id)
    if token is None:
        raise TokenGone()
    return token


def _run(workflow: ProcessWorkflow) -> None:
    """Move tokens until none is left to move, or the step's budget is spent."""
    passed, until = 0, time.monotonic() + STEP_SECONDS
    while (token := workflow.next_scheduled()) is not None:
        passed += 1
        if passed > STEP_ELEMENTS or (passed % 256 == 0 and time.monotonic() > until):
            _exhausted(workflow, token, passed)
            return
        try:
            token.move()
        except (ScriptError, InvalidValue, OperationError, CannotGoOn, BpmnError) as failure:
            _failed(workflow, token, failure)
    _stop_where_nothing_can_come(workflow)


def _stop_where_nothing_can_come(workflow: ProcessWorkflow) -> None:
    """A scope all of whose tokens wait at joins would wait for ever, and nobody would know: a retry lets them pass."""
    for scope in workflow.scopes():
        waits = all(token.depends_on_others for token in scope.tasks.values())
        if waits and not scope.is_open_ended:
            for token in [token for token in scope.tasks.values() if token.waits_at_join]:
                message = f"Expected another token at {token.node.name!r}, but none can come any more"
                token.internal_data["stuck"] = True
                _stop(workflow, token, "error", message, {})


def _failed(workflow: ProcessWorkflow, token: Token, failure: Exception) -> None:
    if isinstance(failure, BpmnError):
        if throw(token, error(failure.code, str(failure))):
            return
        workflow.outcome.errors.append((failure.code, str(failure)))
    _stop(workflow, token, _kind(failure), _message(failure), _details(failure))


def _stop(workflow: ProcessWorkflow, token: Token, kind: IncidentKind, message: str, details: dict[str, Any]) -> None:
    due = next_attempt(token) if kind in TRIED_AGAIN else None
    token.fail()
    told = {"kind": kind, "message": message}
    if due is not None:
        token.internal_data["again"] = True
        workflow.outcome.open(Continuation(token.id, token.node.name, due))
        workflow.outcome.happened("attempt_failed", token, told | {"again_at": due.isoformat()})
        return
    workflow.outcome.open(Failure(token.id, token.node.name, kind, message, details))
    workflow.outcome.happened("incident_created", token, told)


def _kind(failure: Exception) -> IncidentKind:
    if isinstance(failure, BpmnError):
        return "error"
    if isinstance(failure, TooManyThrown):
        return "budget"
    return "operation" if isinstance(failure, OperationError) else "expression"


def _message(failure: Exception) -> str:
    if isinstance(failure, BpmnError):
        return f"Expected somebody to catch the error {failure.code!r}, but nobody does: {failure}"
    return str(failure)


def _details(failure: Exception) -> dict[str, Any]:
    """What an operator needs beyond the message: the expression and the variables it saw, as short texts."""
    if not isinstance(failure, ScriptError):
        return {}
    seen = failure.variables if isinstance(failure, ExpressionFailed) else {}
    return {"expression": failure.source, "line": failure.line, "variables": seen}


def _exhausted(workflow: ProcessWorkflow, token: Token | None, passed: int) -> None:
    """Every token that wanted to move on stops here: none of them is lost."""
    message = f"Expected the step to come to rest, but it passed {passed} elements: look for an endless loop"
    del workflow.outcome.happenings[ENDLESS_HISTORY // 2 : -ENDLESS_HISTORY // 2]
    while token is not None:
        _stop(workflow, token, "budget", message, {})
        token = workflow.unscheduled()
