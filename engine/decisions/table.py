"""A decision table: inputs, rules, outputs (DMN 1.3, chapter 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.decisions.cells import Functions, Test
from engine.decisions.policies import POLICIES, SINGLE, aggregated
from engine.decisions.problems import DecisionFailed
from engine.scripting import Budget, Text
from engine.values import same

NUMBERS: Final = ("number", "integer", "long", "double")

TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    **dict.fromkeys(NUMBERS, lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
}
"""The types that are checked; dates are texts here, which the expressions read."""


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions; ``allowed`` is what values it may have at all."""

    label: str
    expression: Text
    type: str | None = None
    allowed: Test | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results; ``values`` in the order of their priority."""

    name: str
    label: str
    type: str | None = None
    values: tuple[Any, ...] = ()
    default: Text | None = None

    def rank(self, value: Any) -> int:
        """The place of a value in the list of output values."""
        return next((place for place, listed in enumerate(self.values) if same(listed, value)), len(self.values))


@dataclass(frozen=True, slots=True)
class Rule:
    """A row, numbered from 1: a test for each input (None passes everything), a value for each output, a remark."""

    number: int
    id: str
    tests: tuple[Test | None, ...]
    results: tuple[Text, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds, with what it says."""

    rule: Rule
    outputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision came to: its rows, the single value if it was aggregated, and the rules it rests on."""

    rows: tuple[Mapping[str, Any], ...]
    is_list: bool
    hits: tuple[Hit, ...] = ()
    aggregate: Any = None
    is_aggregate: bool = False

    @property
    def value(self) -> Any:
        """As DMN gives it: one output's value or a context of several; a list of those for policies of many hits."""
        if self.is_aggregate:
            return self.aggregate
        values = [next(iter(row.values())) if len(row) == 1 else dict(row) for row in self.rows]
        return values if self.is_list else next(iter(values), None)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The table of one decision; ``name`` is what messages call it."""

    name: str
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    aggregator: str | None = None

    def answer(self, variables: Mapping[str, Any], functions: Functions, budget: Budget) -> Answer:
        """Try the rules on the variables. Raises DecisionFailed or ScriptError."""
        values = [self._value(column, variables, functions, budget) for column in self.inputs]
        holding = self._holding(values, variables, functions, budget)
        hits = [Hit(rule, self._outputs(rule, variables, functions, budget)) for rule in holding]
        chosen = POLICIES[self.policy](self, hits)
        if self.aggregator is not None:
            number = aggregated(self, self.aggregator, chosen)
            row = {self.outputs[0].name: number}
            return Answer((row,), False, tuple(chosen), number, is_aggregate=True)
        rows = tuple(hit.outputs for hit in chosen) or self._default(variables, functions, budget)
        return Answer(rows, self.policy not in SINGLE, tuple(chosen))

    def _value(self, column: Input, variables: Mapping[str, Any], functions: Functions, budget: Budget) -> Any:
        value = column.expression.evaluate(variables, functions, budget)
        self._check_type(f"“{column.label}”", column.type, value)
        if value is not None and column.allowed and not column.allowed.holds(value, variables, functions, budget):
            raise DecisionFailed(
                f"Expected “{column.label}” of {self.name} to be one of {column.allowed.source}, but it is {value!r}"
            )
        return value

    def _holding(
        self, values: Sequence[Any], variables: Mapping[str, Any], functions: Functions, budget: Budget
    ) -> Iterator[Rule]:
        for rule in self.rules:
            budget.spend(len(self.inputs))
            tests = zip(rule.tests, values, strict=True)
            if all(test is None or test.holds(value, variables, functions, budget) for test, value in tests):
                yield rule
                if self.policy == "FIRST":
                    return

    def _outputs(
        self, rule: Rule, variables: Mapping[str, Any], functions: Functions, budget: Budget
    ) -> Mapping[str, Any]:
        outputs = {}
        for output, result in zip(self.outputs, rule.results, strict=True):
            value = result.evaluate(variables, functions, budget)
            self._check_type(f"“{output.label}” in rule {rule.number}", output.type, value)
            outputs[output.name] = value
        return outputs

    def _default(
        self, variables: Mapping[str, Any], functions: Functions, budget: Budget
    ) -> tuple[Mapping[str, Any], ...]:
        """What the default output entries say when no rule holds (DMN 1.3, 8.3.3)."""
        if all(output.default is None for output in self.outputs):
            return ()
        defaults = {o.name: o.default and o.default.evaluate(variables, functions, budget) for o in self.outputs}
        return (defaults,)

    def _check_type(self, what: str, wanted: str | None, value: Any) -> None:
        is_one = TYPES.get((wanted or "").lower())
        if is_one is not None and value is not None and not is_one(value):
            raise DecisionFailed(f"Expected {what} of {self.name} to be a {wanted}, but it is {value!r}")
