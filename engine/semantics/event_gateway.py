"""The event-based gateway: what happens first is the way that is taken (BPMN 2.0.2, 10.6.6 and 13.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.node import FlowNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.scope import Scope
    from engine.semantics.token import Token


class EventBasedGateway(FlowNode):
    """Lets the events and receive tasks behind it wait side by side.

    Its token stays until one of them is triggered; theirs run under it.
    """

    element_type = "eventBasedGateway"

    def __init__(
        self, wf_spec: Any, bpmn_id: str, *, instantiates: bool = False, needs_all: bool = False, **attributes: Any
    ) -> None:
        self.instantiates = instantiates
        self.needs_all = needs_all
        super().__init__(wf_spec, bpmn_id, **attributes)

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.scope
        scope.root.outcome.happened("entered", my_task)
        for flow in self.outgoing:
            scope.root.schedule(scope.new_token(scope.spec.nodes[flow.target], parent=my_task))
        return None

    def take(self, token: Token, winner: Token) -> None:
        """One way is taken: its token goes on by itself, the others are withdrawn."""
        scope = token.scope
        scope.release(winner)
        for rival in list(token._children):
            scope.cancel(scope.tasks[rival])
        taken = [flow.id for flow in self.outgoing if flow.target == winner.node.name]
        scope.root.outcome.happened("completed", token, {"flows": taken})
        scope.consume(token)


def begin_with(node: FlowNode, scope: Scope, brought: Mapping[str, Any]) -> None:
    """An instance begins with what has just come at a node: there, or at the gateway the node stands behind.

    Behind a parallel one, everything else has to come too, and the instance waits for it (10.6.6).
    """
    gateway = node.begun_behind
    if gateway is not None:
        taken = [flow for flow in gateway.outgoing if gateway.needs_all or flow.target == node.name]
        passed = scope.new_token(gateway)
        scope.root.outcome.happened("completed", passed, {"flows": [flow.id for flow in taken]})
        scope.consume(passed)
        for flow in taken:
            if flow.target != node.name:
                scope.start(scope.spec.nodes[flow.target])
    token = scope.new_token(node)
    token.submit(brought)
    token.finish_later()


def win(token: Token) -> None:
    """What a token waited for has come; if it raced others behind a gateway, they wait no longer."""
    if token._parent is not None:
        waiting = token.scope.tasks[token._parent]
        if isinstance(waiting.node, EventBasedGateway):
            waiting.node.take(waiting, token)
