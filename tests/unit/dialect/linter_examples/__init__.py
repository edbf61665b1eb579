"""A failing and a passing diagram for every rule of the linter, by subject."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dialect.linter import LintContext

__all__ = ["Example"]


@dataclass(frozen=True)
class Example:
    """``failing`` breaks the rule at the element ``at``; ``passing`` is the nearest diagram that keeps it."""

    failing: bytes
    passing: bytes
    at: str
    context: LintContext = field(default_factory=LintContext)
