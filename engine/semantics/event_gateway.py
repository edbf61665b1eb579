"""The event-based gateway: what happens first is the way that is taken (BPMN 2.0.2, 10.6.6 and 13.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.semantics.node import FlowNode

if TYPE_CHECKING:
    from engine.semantics.token import Token


class EventBasedGateway(FlowNode):
    """Lets the events and receive tasks behind it wait side by side.

    Its token stays until one of them is triggered; theirs run under it.
    """

    element_type = "eventBasedGateway"

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


def win(token: Token) -> None:
    """What a token waited for has come; if it raced others behind a gateway, they wait no longer."""
    if token._parent is not None:
        waiting = token.scope.tasks[token._parent]
        if isinstance(waiting.node, EventBasedGateway):
            waiting.node.take(waiting, token)
