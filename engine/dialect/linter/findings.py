"""
What the linter says, and how its rules say it.

A rule yields `Problem`s: which element, what is wrong, what to do. Its key and severity stand once, in the table of
rules, and together they make a `Finding`. Errors refuse a deployment, warnings do not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from lxml import etree

from engine.dialect.diagram import Diagram
from engine.dialect.linter.context import LintContext
from engine.dialect.reader import label_of

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, told so that it can be mended without asking."""

    rule: str
    severity: Severity
    file: str
    element_id: str
    label: str
    line: int | None
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What a rule found: "Expected …, but …" and the remedy, both without a full stop."""

    element: etree._Element
    message: str
    remedy: str


Check = Callable[[Diagram, LintContext], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the table: its stable key, how serious it is, how it is checked."""

    key: str
    severity: Severity
    check: Check

    def findings(self, diagram: Diagram, context: LintContext) -> Iterator[Finding]:
        for problem in self.check(diagram, context):
            element = problem.element
            yield Finding(
                rule=self.key,
                severity=self.severity,
                file=diagram.document.name,
                element_id=element.get("id", ""),
                label=label_of(element),
                line=element.sourceline,
                message=problem.message,
                remedy=problem.remedy,
            )


def remedy_for(name: str, known: Collection[str], otherwise: str) -> str:
    """The remedy for an unknown name: what was probably meant, else what to do and what there is."""
    close = get_close_matches(name, known, n=3)
    if close:
        return f"Did you mean {', '.join(close)}?"
    return f"{otherwise}; there are {', '.join(sorted(known)[:20])}" if known else otherwise
