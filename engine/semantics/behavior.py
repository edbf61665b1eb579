"""
What a multi-instance activity throws while its iterations are completed (BPMN 2.0.2, 10.3.8, table 10.31, "behavior").

With ``None`` an event is thrown by every iteration, with ``One`` by the first, with ``Complex`` by each for which a
condition holds; ``All`` throws none. The activity goes on when all are completed in any case. What is thrown can be
caught on the activity's boundary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.semantics.events import throw_one

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.token import Token
    from engine.semantics.triggers import Trigger


@dataclass(frozen=True, slots=True)
class BehaviorEvent:
    """An event that a completed iteration throws: the first one only, or each for which the condition holds."""

    triggers: tuple[Trigger, ...]
    first_only: bool = False
    condition: Value | None = None

    def is_due(self, iteration: Token, done: int) -> bool:
        """Whether this iteration throws it, as the one that has made so many."""
        if self.first_only:
            return done == 1
        return self.condition is None or bool(iteration.scope.root.evaluate(iteration, self.condition))


def throw_events(iteration: Token, events: tuple[BehaviorEvent, ...], done: int) -> bool:
    """Throw what the completed iteration has to; False if it has been interrupted by that.

    A retry throws what is left; one who leaves the failure behind, nothing. Raises BpmnError for an error.
    """
    kept = iteration.internal_data
    if kept.get("skipped"):
        return True
    due = [trigger for event in events if event.is_due(iteration, done) for trigger in event.triggers]
    for number, trigger in enumerate(due):
        if number >= kept.get("thrown", 0):
            throw_one(iteration, trigger)
            kept["thrown"] = number + 1
        if not iteration.alive:
            return False
    return True
