"""Activities: what tasks, subprocesses and call activities have in common (BPMN 2.0.2, 10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.semantics import compensation
from engine.semantics.boundary import arm, disarm
from engine.semantics.node import FlowNode, merge
from engine.semantics.variables import applies, give

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.semantics.catching import BoundaryEvent
    from engine.semantics.flow import Flow
    from engine.semantics.loops import MultiInstance
    from engine.semantics.scope import Scope
    from engine.semantics.standard_loop import StandardLoop
    from engine.semantics.token import Token


class Activity(FlowNode):
    """An activity with its boundary events, parameters and loop characteristics."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        self.loop: MultiInstance | StandardLoop | None = attributes.pop("loop", None)
        self.for_compensation: bool = attributes.pop("for_compensation", False)
        self.start_quantity: int = attributes.pop("start_quantity", 1)
        self.completion_quantity: int = attributes.pop("completion_quantity", 1)
        self.own_data = attributes.pop("own_data", ())
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.boundary_events: list[BoundaryEvent] = []

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """A token comes; the activity begins once there are as many as it needs (13.3.2)."""
        if self.start_quantity == 1:
            super().arrive(scope, flow)
            return
        scope.new_token(self, TaskState.WAITING).internal_data["flow"] = flow.id
        waiting = [token for token in scope.tokens_at(self) if token.waits_at_join]
        if len(waiting) == self.start_quantity:
            merge(waiting)

    def leave(self, token: Token, flows: Sequence[Flow]) -> None:
        """Each flow gets as many tokens as the activity gives (table 10.3)."""
        super().leave(token, [flow for flow in flows for _ in range(self.completion_quantity)])

    def _run_hook(self, my_task: Token) -> bool | None:
        """Start the activity, or all its iterations."""
        if my_task.iteration is None:
            arm(my_task)
            if self.loop is not None:
                return self.loop.start(my_task)
        before = my_task.locals
        try:
            self.take_inputs(my_task)
            if self.own_data:
                my_task.locals = dict.fromkeys(self.own_data) | (my_task.locals or {})
            return self.perform(my_task)
        except Exception:
            my_task.locals = before  # a retry computes the input parameters anew, from what is outside of the activity
            raise

    @property
    def iterations_keep_variables(self) -> bool:
        """Whether what is assigned in one iteration stays there; a standard loop's rounds share it."""
        return self.loop is not None and self.loop.keeps_variables

    @property
    def undoes_itself(self) -> bool:
        """Whether a compensation event subprocess inside of it undoes it."""
        return False

    def perform(self, token: Token) -> bool | None:
        """Do the activity's own work; True when it is done."""
        return True

    def take_inputs(self, token: Token) -> None:
        """Evaluate the input parameters into the token's own variables."""
        if not self.extensions.inputs and not self.seals_variables:
            return
        token.locals = dict(token.locals or {})
        for parameter in self.extensions.inputs:
            if applies(token, parameter):
                token.locals[parameter.name] = token.scope.root.evaluate(token, parameter.value)

    def finish(self, token: Token) -> None:
        """Close the activity, then go on; a retry because of a flow's condition does not close it twice."""
        if not token.internal_data.get("closed"):
            self.close(token)
            token.internal_data["closed"] = True
        super().finish(token)

    def close(self, token: Token) -> None:
        """Give the output parameters, withdraw the boundary events, remember what can be compensated."""
        skipped = token.internal_data.get("skipped")
        if not skipped and (self.loop is None or token.iteration is not None):
            give(token, self.extensions.outputs)
        if token.iteration is None:
            disarm(token)
        compensation.remember(token, self)

    @property
    def compensation_handler(self) -> BoundaryEvent | None:
        """The compensation event on the activity's boundary, if it has one."""
        return next((event for event in self.boundary_events if event.compensates), None)

    def child_finished(self, token: Token, child: Token) -> None:
        """One iteration is done, or what an event inside of it has asked to undo around it."""
        if "for" in child.internal_data:
            compensation.undone(child)
            return
        assert self.loop is not None  # only iterations run under an activity
        self.loop.iteration_finished(token, child)
