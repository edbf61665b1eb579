"""Conditional events: they wait for a condition on variables to begin to hold (BPMN 2.0.2, 10.5.5).

Conditions are looked at whenever a step has come to rest, since only then have parallel branches said what they had to
say. One that names a variable which is not there yet does not hold yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.scripting import ScriptError
from engine.semantics.triggers import ConditionalTrigger
from engine.semantics.waiting import holds, trigger_of

if TYPE_CHECKING:
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


def settle_conditions(workflow: ProcessWorkflow) -> bool:
    """Fire the oldest event whose condition has begun to hold; whether there is something to move now."""
    for scope in workflow.scopes():
        if scope.spec.has_conditions:
            for token in list(scope.tasks.values()):
                trigger = trigger_of(token)
                if isinstance(trigger, ConditionalTrigger) and _has_moved(token, trigger):
                    return True
    return False


def _has_moved(token: Token, trigger: ConditionalTrigger) -> bool:
    if token._state not in (TaskState.WAITING, TaskState.STARTED):
        return False
    held, token.internal_data["held"] = token.internal_data.get("held", False), False
    try:
        token.internal_data["held"] = holds(token, trigger)
    except ScriptError:
        token.wait_anew()  # evaluates it again where a failure becomes an incident
        return True
    if held or not token.internal_data["held"]:
        return False
    token.node.fire(token)
    return True
