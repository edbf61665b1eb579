"""Business rule tasks: a decision table says what follows from the variables (BPMN 2.0.2, 10.3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.decisions import DecisionFailed
from engine.semantics.activities import Activity
from engine.semantics.failures import CannotGoOn
from engine.semantics.tasks import ServiceTask

if TYPE_CHECKING:
    from engine.decisions import Decided
    from engine.scripting import Text
    from engine.semantics.token import Token


class RuleOperation(ServiceTask):
    """A business rule task whose topic names an operation."""

    element_type = "businessRuleTask"


class BusinessRuleTask(Activity, spiff.NoneTask):
    """A decision of the process's version; its result goes into a variable, and ``result`` is there for outputs."""

    element_type = "businessRuleTask"

    def __init__(
        self, wf_spec: Any, bpmn_id: str, *, decision: Text, variable: str | None, shape: str, **attributes: Any
    ) -> None:
        self.decision = decision
        self.variable = variable
        self.shape = shape
        super().__init__(wf_spec, bpmn_id, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Decide on the variables the task sees; the history keeps which rules held, and why."""
        root = token.scope.root
        try:
            wanted = str(root.evaluate(token, self.decision))
            decided = root.spec.decisions.decide(wanted, token.data, root.world.functions())
            result = SHAPES[self.shape](decided)
        except DecisionFailed as error:
            raise CannotGoOn(str(error)) from error
        root.outcome.happened("decided", token, decided.told)
        token.locals = {**(token.locals or {}), "result": result}
        if self.variable:
            token.write(self.variable, result)
        return True


def as_list(decided: Decided) -> list[dict[str, Any]]:
    """A dict for each rule."""
    return [dict(row) for row in decided.answer.rows]


def as_single_result(decided: Decided) -> dict[str, Any] | None:
    """The dict of the only rule; null if none held. Raises DecisionFailed for several."""
    rows = as_list(decided)
    if len(rows) > 1:
        raise DecisionFailed(f"Expected one result of {decided.decision.name}, but there are {len(rows)}")
    return rows[0] if rows else None


def as_single_entry(decided: Decided) -> Any:
    """The only value of the only rule. Raises DecisionFailed for several."""
    row = as_single_result(decided) or {}
    if len(row) > 1:
        raise DecisionFailed(f"Expected one output of {decided.decision.name}, but there are {', '.join(row)}")
    return next(iter(row.values()), None)


def as_entries(decided: Decided) -> list[Any]:
    """The only value of each rule. Raises DecisionFailed when rules have several."""
    rows = as_list(decided)
    if any(len(row) > 1 for row in rows):
        raise DecisionFailed(f"Expected one output of {decided.decision.name}, but there are {', '.join(rows[0])}")
    return [value for row in rows for value in row.values()]


SHAPES: dict[str, Callable[[Decided], Any]] = {
    "resultList": as_list,
    "singleResult": as_single_result,
    "singleEntry": as_single_entry,
    "collectEntries": as_entries,
}
"""``camunda:mapDecisionResult``; the first if the diagram says nothing, as in Camunda 7."""
