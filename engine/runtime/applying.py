"""How each command begins to move the tokens of a workflow; what follows from it is `moving`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import TokenGone
from engine.runtime.commands import (
    Cancel,
    Complete,
    Continue,
    EndAdHoc,
    Escalate,
    Fail,
    Fire,
    Look,
    Raise,
    Retry,
    Return,
    Skip,
    Start,
    StartStep,
)  # fmt: skip
from engine.runtime.failing import stop
from engine.semantics import ad_hoc
from engine.semantics.continuations import unpark
from engine.semantics.messages import message_of, remember
from engine.semantics.throwing import error, escalate, throw
from engine.semantics.token import Token
from engine.semantics.workflow import ProcessWorkflow

FIRED = {"timer": "timer_fired", "message": "message_received", "signal": "signal_received"}
"""The line of history about what has come, by what was waited for."""


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
    stop(workflow, _token(workflow, command.token), command.kind, command.message, {})


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


def _token(workflow: ProcessWorkflow, token_id: int) -> Token:
    token = workflow.token(token_id)
    if token is None:
        raise TokenGone()
    return token


APPLY: dict[type, Callable[[ProcessWorkflow, Any], None]] = {
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
"""What each command does."""
