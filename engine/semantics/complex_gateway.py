"""The complex gateway: goes on as soon as a condition on its tokens holds (BPMN 2.0.2, 10.6.5 and 13.4.5)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff
from SpiffWorkflow.util.task import TaskState

from engine.semantics.gateways import ReachingJoin
from engine.semantics.node import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.dialect.extensions import Value
    from engine.semantics.flow import Flow
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token

PHASE = "waitingForStart"
COUNTS = "activationCount"


class ComplexGateway(ReachingJoin, spiff.NoneTask):
    """Waits for its activation condition, goes on, then waits for what is still to come before it begins anew.

    The condition sees ``activationCount``, how many tokens wait on each incoming flow by its id:
    ``sum(values(activationCount)) >= 2`` is "two of three". A condition of an outgoing flow may ask
    ``waitingForStart``: true when the gateway is activated, false when it is reset. What does not ask for it is chosen
    at activation only; that tokens which come late are swallowed is what the gateway is for.
    """

    element_type = "complexGateway"
    asks_anew = True

    def __init__(self, wf_spec: Any, bpmn_id: str, *, activation: Value | None, **attributes: Any) -> None:
        self.activation = activation
        super().__init__(wf_spec, bpmn_id, **attributes)

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """The token waits; whether that is enough is asked when its turn comes."""
        token = scope.new_token(self, TaskState.WAITING)
        token.internal_data["flow"] = flow.id
        scope.root.schedule(token)

    def fire(self, token: Token, payload: Any = None) -> None:
        """A token has come: while the gateway waits for its start, see whether the condition holds now."""
        if self._resting(token.scope) is None and self._is_active(token):
            self._activate(token.scope)

    def _resting(self, scope: Scope) -> Token | None:
        """The token that stands for the gateway between its activation and its reset."""
        return next((token for token in scope.tokens_at(self) if token.stands_for_gateway), None)

    def _is_active(self, token: Token) -> bool:
        """Without a condition every incoming flow has to bring a token, as at a parallel gateway."""
        counts = self._counts(token.scope)
        if self.activation is None:
            return all(counts.values())
        token.locals = {COUNTS: counts, PHASE: True}
        try:
            return bool(token.scope.root.evaluate(token, self.activation))
        finally:
            token.locals = None

    def _counts(self, scope: Scope) -> dict[str, int]:
        waiting = Counter(token.internal_data["flow"] for token in scope.tokens_at(self) if token.waits_at_join)
        return {flow.id: waiting[flow.id] for flow in self.incoming}

    def _activate(self, scope: Scope) -> None:
        """One token of each flow that has one goes on as one; another stays until the gateway is reset."""
        taken = self.waiting(scope)
        rest = scope.new_token(self, TaskState.WAITING)
        rest.internal_data["used"] = sorted(taken)
        self._go_on(taken.values(), waiting_for_start=True)

    def ready(self, scope: Scope) -> bool:
        """Whether no token can come any more by a flow that has brought none since the gateway was activated."""
        rest = self._resting(scope)
        if rest is None:
            return False
        return not self.more_can_come(scope, {*rest.internal_data["used"], *self.waiting(scope)})

    def settle(self, scope: Scope) -> None:
        """Reset: what came late goes on as one token, on flows that ask for it; the gateway begins anew."""
        rest = self._resting(scope)
        assert rest is not None
        used = set(rest.internal_data["used"])
        late = [token for flow, token in self.waiting(scope).items() if flow not in used]
        scope.remove(rest)
        self._go_on([scope.new_token(self), *late], waiting_for_start=False)

    def _go_on(self, tokens: Any, waiting_for_start: bool) -> None:
        merged, *others = tokens
        merged.internal_data = {PHASE: waiting_for_start}
        merge([merged, *others])
        for token in [token for token in merged.scope.tokens_at(self) if token.waits_at_join]:
            merged.scope.root.schedule(token)  # tokens that were too many for this round may be enough for the next

    def choose(self, token: Token) -> Sequence[Flow]:
        """Every flow whose condition holds; in the reset only those whose condition asks for it, perhaps none."""
        phase = token.internal_data.get(PHASE, True)  # one that is let pass alone activates it
        token.locals = {COUNTS: self._counts(token.scope), PHASE: phase}
        if phase:
            return super().choose(token)
        asking = [flow for flow in self.outgoing if flow.condition is not None and PHASE in flow.condition.names]
        return [flow for flow in asking if token.scope.root.evaluate(token, flow.condition)]
