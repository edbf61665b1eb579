"""Text with expressions in it: `Сделка № ${deal.number}`.

Exactly one `${…}` and nothing but space around it gives the value itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.scripting.budget import MAX_TEXT, Budget
from engine.scripting.compiler import MAX_EXPRESSION, compile_to_code
from engine.scripting.errors import BudgetExceeded, ExpressionFailed, ExpressionSyntaxError
from engine.scripting.evaluation import Expression, Functions
from engine.scripting.juel import end_of_expression, translate
from engine.values import InvalidValue, freeze

MAX_SOURCE: Final = 20_000
_STARTS: Final = ("${", "#{")


class Text:
    """A compiled text; plain pieces and expressions in turn."""

    __slots__ = ("_parts", "source")

    def __init__(self, source: str) -> None:
        if len(source) > MAX_SOURCE:
            raise ExpressionSyntaxError(
                source, 1, 1, f"Expected at most {MAX_SOURCE} characters, but there are {len(source)}"
            )
        self.source = source
        parts = tuple(_parts(source))
        values = [part for part in parts if isinstance(part, Expression) or part.strip()]
        self._parts = tuple(values) if len(values) == 1 and isinstance(values[0], Expression) else parts

    @property
    def is_constant(self) -> bool:
        """Whether it holds no expression at all."""
        return not any(isinstance(part, Expression) for part in self._parts)

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads."""
        return frozenset[str]().union(*(part.names for part in self._parts if isinstance(part, Expression)))

    @property
    def functions(self) -> frozenset[str]:
        """The functions it calls that are not built in."""
        return frozenset[str]().union(*(part.functions for part in self._parts if isinstance(part, Expression)))

    def evaluate(
        self, variables: Mapping[str, Any], functions: Functions | None = None, budget: Budget | None = None
    ) -> Any:
        """The text, or the JSON value if it is a single expression. Raises ExpressionFailed, BudgetExceeded."""
        if len(self._parts) == 1:
            part = self._parts[0]
            return part.evaluate(variables, functions, budget) if isinstance(part, Expression) else part
        budget = Budget() if budget is None else budget
        pieces = [_piece(part, variables, functions, budget) for part in self._parts]
        if sum(map(len, pieces)) > MAX_TEXT:
            raise BudgetExceeded(self.source, 1, f"Expected text of at most {MAX_TEXT} characters, but it is longer")
        try:
            return freeze("".join(pieces))
        except InvalidValue as error:
            raise ExpressionFailed(self.source, 1, str(error), {}) from None


def _piece(part: str | Expression, variables: Mapping[str, Any], functions: Functions | None, budget: Budget) -> str:
    return part if isinstance(part, str) else part.evaluate_as_text(variables, functions, budget)


def _parts(source: str) -> Iterator[str | Expression]:
    position = 0
    while (start := _next_start(source, position)) >= 0:
        if start > position and source[start - 1] == "\\":
            yield f"{source[position : start - 1]}{source[start : start + 2]}"
            position = start + 2
            continue
        if start > position:
            yield source[position:start]
        end = end_of_expression(source, start + 2)
        if end < 0:
            raise ExpressionSyntaxError(
                source, 1, start + 1, "Expected } at the end of the expression, but there is none"
            )
        yield _expression(source[start + 2 : end])
        position = end + 1
    if position < len(source) or not source:
        yield source[position:]


def _next_start(source: str, position: int) -> int:
    return min((found for start in _STARTS if (found := source.find(start, position)) >= 0), default=-1)


def _expression(source: str) -> Expression:
    if len(source) > MAX_EXPRESSION:
        raise ExpressionSyntaxError(
            source, 1, 1, f"Expected at most {MAX_EXPRESSION} characters, but there are {len(source)}"
        )
    return Expression(source, compile_to_code(source, translate(source)))
