"""What can go wrong with an expression or a script of a diagram.

ScriptError
├── ExpressionSyntaxError   refused when compiled: at deployment, by the linter
├── ExpressionFailed        failed when evaluated: an incident that shows the variables it saw
└── BudgetExceeded          stopped: too many steps, too much memory, too much time
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Final

_NAMES: Final = 200
_NAME_LENGTH: Final = 60
"""How many names are compared and how much of each: the comparison is slow, and a mapping may have very many keys."""


class ScriptError(Exception):
    """Something is wrong with an expression or a script."""

    def __init__(self, source: str, line: int, reason: str) -> None:
        super().__init__(source, line, reason)
        self.source = source
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.reason} (line {self.line} of {shorten(self.source)})"


class ExpressionSyntaxError(ScriptError):
    """The text is not an expression or a script of ours; `column` counts from 1."""

    def __init__(self, source: str, line: int, column: int, reason: str) -> None:
        super().__init__(source, line, reason)
        self.args = (source, line, column, reason)
        self.column = column


class ExpressionFailed(ScriptError):
    """Evaluation failed; `variables` are the ones it saw, as short texts by name."""

    def __init__(self, source: str, line: int, reason: str, variables: Mapping[str, str]) -> None:
        super().__init__(source, line, reason)
        self.args = (source, line, reason, variables)
        self.variables = dict(variables)

    def __str__(self) -> str:
        seen = "; ".join(f"{name} = {text}" for name, text in self.variables.items())
        return f"{super().__str__()}{': ' if seen else ''}{seen}"


class BudgetExceeded(ScriptError):
    """Evaluation took more steps, memory or time than a step of a process may take."""


class Refused(Exception):
    """A guard's refusal while code runs; becomes an ExpressionFailed or, if `over_budget`, a BudgetExceeded."""

    def __init__(self, reason: str, *, over_budget: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.over_budget = over_budget


def near(name: str, known: Iterable[str]) -> str:
    """` (did you mean …?)`, or the names there are, to end a message about an unknown name."""
    names = sorted(str(one)[:_NAME_LENGTH] for one in islice(known, _NAMES))
    if close := get_close_matches(name[:_NAME_LENGTH], names, n=3):
        return f": did you mean {', '.join(close)}?"
    return f": there are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}" if names else ""


def shorten(text: str, limit: int = 80) -> str:
    """The text on one line, cut to `limit` characters."""
    line = " ".join(text[: limit * 2].split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
