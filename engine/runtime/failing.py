"""A failure is a value: the token stops at its element and everything else goes on."""

from __future__ import annotations

from typing import Any

from engine.errors import BpmnError, OperationError
from engine.scripting import ExpressionFailed, ScriptError
from engine.semantics.continuations import next_attempt
from engine.semantics.failures import TooManyThrown
from engine.semantics.outcome import Continuation, Failure, IncidentKind
from engine.semantics.throwing import error, throw
from engine.semantics.token import Token
from engine.semantics.workflow import ProcessWorkflow

TRIED_AGAIN: frozenset[IncidentKind] = frozenset(("expression", "operation", "error"))
"""What may go better another time; an endless loop does not, and a job has been tried several times already."""


def failed(workflow: ProcessWorkflow, token: Token, failure: Exception) -> None:
    """A token could not move on: whoever catches the error goes on, else it stops."""
    if isinstance(failure, BpmnError):
        if throw(token, error(failure.code, str(failure))):
            return
        workflow.outcome.errors.append((failure.code, str(failure)))
    stop(workflow, token, _kind(failure), _message(failure), _details(failure))


def stop(workflow: ProcessWorkflow, token: Token, kind: IncidentKind, message: str, details: dict[str, Any]) -> None:
    """The token stays where it is: to be tried again by itself if the diagram says so, else as an incident."""
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
