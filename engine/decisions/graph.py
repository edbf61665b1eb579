"""Decisions and what they need: other decisions, taken first and put among the variables (DMN 1.3, 6.2 and 7.3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from engine.decisions.cells import Functions
from engine.decisions.problems import DecisionUnknown
from engine.decisions.table import Answer, DecisionTable
from engine.scripting import Budget, Text


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """A decision that is one expression; its result is called like the decision's variable."""

    output: str
    expression: Text

    def answer(self, variables: Mapping[str, Any], functions: Functions, budget: Budget) -> Answer:
        """Its value as a single row. Raises ScriptError."""
        return Answer(({self.output: self.expression.evaluate(variables, functions, budget)},), is_list=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: ``variable`` is what those that need it call its result; ``requires`` are ids."""

    id: str
    name: str
    variable: str
    logic: DecisionTable | LiteralExpression
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision."""

    decision: Decision
    answer: Answer

    @property
    def told(self) -> dict[str, Any]:
        """What the history keeps: the decision, its result, the rules it rests on with their remarks."""
        rules = [{"rule": hit.rule.number, "note": hit.rule.note} for hit in self.answer.hits]
        return {"decision": self.decision.id, "name": self.decision.name, "rules": rules, "result": self.answer.value}


class Decisions(Mapping[str, Decision]):
    """Every decision of a version by its id; safe to share between threads."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self._decisions = dict(decisions)

    def __getitem__(self, decision_id: str) -> Decision:
        return self._decisions[decision_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decisions)

    def __len__(self) -> int:
        return len(self._decisions)

    def decide(self, decision_id: str, variables: Mapping[str, Any], functions: Functions | None = None) -> Decided:
        """Take a decision within one budget. Raises DecisionUnknown, DecisionFailed or ScriptError."""
        if decision_id not in self._decisions:
            close = get_close_matches(decision_id, self._decisions)
            meant = f"did you mean {', '.join(close)}?" if close else "add its .dmn file to the process's folder"
            raise DecisionUnknown(f"Expected a decision {decision_id!r}, but there is none: {meant}")
        budget, known = Budget(), dict(variables)
        for needed in self._order(decision_id):
            decision = self._decisions[needed]
            answer = decision.logic.answer(known, functions or {}, budget)
            known[decision.variable] = answer.value
        return Decided(decision, answer)

    def _order(self, decision_id: str) -> list[str]:
        """What has to be decided, in order, the wanted one last. The reader has refused circles."""
        ordered: dict[str, None] = {}

        def visit(needed: str) -> None:
            for required in self._decisions[needed].requires:
                visit(required)
            ordered.setdefault(needed)

        visit(decision_id)
        return list(ordered)


NO_DECISIONS = Decisions({})
