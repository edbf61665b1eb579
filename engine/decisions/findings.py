"""What is wrong with decision tables, told like what is wrong with diagrams."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from engine.decisions.problems import Problem
from engine.decisions.reader import examine
from engine.dialect.linter.findings import Finding

BROKEN: Final = "decision-broken"  # the rule these findings are about


def findings_in(files: Mapping[str, bytes]) -> tuple[Collection[str], list[Finding]]:
    """The ids of the decisions in ``.dmn`` files, and everything that keeps them from being taken."""
    examined = examine(files)
    return frozenset(examined.places), [_finding(problem) for problem in examined.problems]


def _finding(problem: Problem) -> Finding:
    return Finding(
        rule=BROKEN,
        severity="error",
        file=problem.file,
        element_id=problem.element_id,
        label=problem.label,
        line=problem.line,
        message=problem.message,
        remedy=problem.remedy,
    )
