"""Gateways: exclusive, parallel and inclusive (BPMN 2.0.2, 10.6 and 13.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff
from SpiffWorkflow.util.task import TaskState

from engine.semantics.node import FlowNode, merge
from engine.semantics.reach import empty_flows_reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.semantics.flow import Flow
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


class ExclusiveGateway(FlowNode, spiff.ExclusiveGateway):
    """The first flow whose condition holds, else the default one (13.4.2)."""

    element_type = "exclusiveGateway"

    def choose(self, token: Token) -> Sequence[Flow]:
        """One flow, conditions tried in the order of the file."""
        evaluate = token.scope.root.evaluate
        for flow in self.outgoing:
            if flow.id != self.default and (flow.condition is None or evaluate(token, flow.condition)):
                return [flow]
        return self.default_flow()


class Join(FlowNode):
    """A gateway at which tokens wait for one another."""

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """The token waits at the gateway, knowing the flow it came by."""
        token = scope.new_token(self, TaskState.WAITING)
        token.internal_data["flow"] = flow.id

    def waiting(self, scope: Scope) -> dict[str, Token]:
        """For each flow that has one, the oldest token that came by it."""
        first: dict[str, Token] = {}
        for token in scope.tokens_at(self):
            if token.waits_at_join:
                first.setdefault(token.internal_data["flow"], token)
        return first


class ParallelGateway(Join, spiff.ParallelGateway):
    """One token from every incoming flow becomes one on every outgoing flow (13.4.1).

    Tokens beyond the first of a flow stay for the next round, so it is right inside loops too.
    """

    element_type = "parallelGateway"

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """Go on as soon as every incoming flow has brought a token."""
        if len(self.incoming) < 2:
            FlowNode.arrive(self, scope, flow)
            return
        super().arrive(scope, flow)
        waiting = self.waiting(scope)
        if len(waiting) == len(self.incoming):
            merge(waiting.values())

    def choose(self, token: Token) -> Sequence[Flow]:
        """Every outgoing flow."""
        return self.outgoing


class ReachingJoin(Join):
    """A gateway that waits for the tokens that can still come to it, and no longer."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.reach: dict[str, frozenset[str]] = {}  # by start node; filled as it is asked for

    def more_can_come(self, scope: Scope, brought: set[str]) -> bool:
        """Whether a token elsewhere in the scope can still come by a flow that has brought none.

        A token that can also come by a flow that has brought one does not count (13.4.3, second condition).
        """
        elsewhere = (
            t for t in scope.tasks.values() if t._parent is None and t.task_spec is not self and not t.is_aside
        )
        return any(empty_flows_reached(self, token.node, brought) for token in elsewhere)

    def ready(self, scope: Scope) -> bool:
        """Whether the gateway waits for nobody any more."""
        raise NotImplementedError

    def settle(self, scope: Scope) -> None:
        """Nobody else can come: go on."""
        raise NotImplementedError


class InclusiveGateway(ReachingJoin, spiff.InclusiveGateway):
    """Waits for every token that can still arrive; goes on along every flow whose condition holds (13.4.3)."""

    element_type = "inclusiveGateway"

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """A split passes at once; a join is looked at when nothing else can move."""
        if len(self.incoming) < 2:
            FlowNode.arrive(self, scope, flow)
        else:
            super().arrive(scope, flow)

    def ready(self, scope: Scope) -> bool:
        """Whether every token that can come has come."""
        return not self.more_can_come(scope, set(self.waiting(scope)))

    def settle(self, scope: Scope) -> None:
        """One token of each flow that has one becomes one."""
        merge(self.waiting(scope).values())


def settle_joins(workflow: ProcessWorkflow) -> bool:
    """Let every join go on that waits for nobody any more; whether one did."""
    moved = False
    for scope in workflow.scopes():
        if not scope.spec.has_reaching_joins:
            continue
        for node in dict.fromkeys(token.node for token in scope.tasks.values() if token._state == TaskState.WAITING):
            if isinstance(node, ReachingJoin) and node.ready(scope):
                node.settle(scope)
                moved = True
    return moved
