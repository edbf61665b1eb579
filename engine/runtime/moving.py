"""Moving tokens until nothing moves by itself, within the budget of a step."""

from __future__ import annotations

import time

from engine.errors import BpmnError, OperationError
from engine.runtime.failing import failed, stop
from engine.scripting import ScriptError
from engine.semantics.failures import CannotGoOn
from engine.semantics.token import Token
from engine.semantics.workflow import ProcessWorkflow
from engine.values import InvalidValue

STEP_ELEMENTS = 100_000  # elements one step may pass before it counts as an endless loop
STEP_SECONDS = 20.0
ENDLESS_HISTORY = 1_000  # lines an endless loop leaves in the history: how it began and how it went on in the end


def run(workflow: ProcessWorkflow) -> None:
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
            failed(workflow, token, failure)
    _stop_where_nothing_can_come(workflow)


def _stop_where_nothing_can_come(workflow: ProcessWorkflow) -> None:
    """A scope all of whose tokens wait at joins would wait for ever, and nobody would know: a retry lets them pass."""
    for scope in workflow.scopes():
        waits = all(token.depends_on_others for token in scope.tasks.values())
        if waits and not scope.is_open_ended:
            for token in [token for token in scope.tasks.values() if token.waits_at_join]:
                message = f"Expected another token at {token.node.name!r}, but none can come any more"
                token.internal_data["stuck"] = True
                stop(workflow, token, "error", message, {})


def _exhausted(workflow: ProcessWorkflow, token: Token | None, passed: int) -> None:
    """Every token that wanted to move on stops here: none of them is lost."""
    message = f"Expected the step to come to rest, but it passed {passed} elements: look for an endless loop"
    del workflow.outcome.happenings[ENDLESS_HISTORY // 2 : -ENDLESS_HISTORY // 2]
    while token is not None:
        stop(workflow, token, "budget", message, {})
        token = workflow.unscheduled()
