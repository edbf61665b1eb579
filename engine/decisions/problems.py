"""
What can be wrong with a decision.

    DecisionsUnreadable(EngineError)   a file is no DMN, or some of its cells say nothing that can be computed
    DecisionFailed(Exception)          a decision cannot be taken on these values; an incident of the step that asked
        DecisionUnknown                there is no decision of this id
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import EngineError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what ("Expected …, but …") and the remedy, without full stops."""

    file: str
    line: int | None
    element_id: str
    label: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.label}: {self.message}. {self.remedy}"


class DecisionsUnreadable(EngineError):
    """Expected decision tables that can be executed; ``problems`` says what is wrong with each cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DecisionFailed(Exception):
    """The rules and these values do not go together: too many rules hold, or a value is of another type."""


class DecisionUnknown(DecisionFailed):
    """The version has no decision of this id."""
