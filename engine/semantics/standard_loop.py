"""Standard loops: an activity is done again while a condition holds (BPMN 2.0.2, 10.3.8 and 13.3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.semantics.boundary import disarm

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.token import Token


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """Rounds of an activity, one after another.

    Every round has its own ``loopCounter``, from 0; the condition sees in it how many rounds are done. Unlike in a
    multi-instance activity, whatever else a round assigns is there after it: the next and the condition build on it.
    """

    condition: Value | None = None
    test_before: bool = False
    maximum: int | None = None

    keeps_variables = False

    def start(self, body: Token) -> bool | None:
        """Begin the first round, unless the condition is asked first and does not hold."""
        if self.test_before and not self._again(body, 0):
            return True
        self._next(body, 0)
        return None

    def iteration_finished(self, body: Token, iteration: Token) -> None:
        """Begin the next round, or end the activity."""
        done = iteration.internal_data["iteration"] + 1
        again = self._again(body, done)
        body.scope.consume(iteration)
        if again:
            self._next(body, done)
            return
        disarm(body)
        body.finish_later()

    def _again(self, body: Token, done: int) -> bool:
        if self.maximum is not None and done >= self.maximum:
            return False
        body.locals = {"loopCounter": done}
        try:
            return self.condition is None or bool(body.scope.root.evaluate(body, self.condition))
        finally:
            body.locals = None

    def _next(self, body: Token, number: int) -> None:
        iteration = body.scope.new_token(body.node, parent=body)
        iteration.internal_data["iteration"] = number
        iteration.locals = {"loopCounter": number}
        body.scope.root.schedule(iteration)
