"""One pass over ``.dmn`` files: goes on after a problem, so that an author sees all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from lxml import etree

from engine.decisions.problems import Problem
from engine.dialect.reader import label_of
from engine.scripting import ExpressionSyntaxError

Element = etree._Element
Made = TypeVar("Made")

LANGUAGES: Final = ("", "feel", "s-feel", "juel", "python")


@dataclass
class Reading:
    """The file that is being read and what is wrong so far."""

    file: str = ""
    problems: list[Problem] = field(default_factory=list)

    def add(self, element: Element, message: str, remedy: str) -> None:
        """Something is wrong at this element; told with the decision it belongs to."""
        decision = next((e for e in (element, *element.iterancestors()) if _tag(e) == "decision"), element)
        label = label_of(decision) or decision.get("id") or self.file
        problem = Problem(self.file, element.sourceline, decision.get("id", ""), label, message, remedy)
        self.problems.append(problem)

    def cell(self, cell: Element, where: str, compiled: Callable[[str], Made]) -> Made | None:
        """What stands in a cell, compiled; None after a problem."""
        language = (cell.get("expressionLanguage") or "").rstrip("/").rpartition("/")[2].lower()
        if language not in LANGUAGES:
            message = f"Expected FEEL in {where}, but it is written in “{language}”"
            self.add(cell, message, "Write the cell as an expression")
            return None
        try:
            return compiled(text_of(cell))
        except ExpressionSyntaxError as error:
            self.add(cell, f"Expected {where} to hold an expression, but: {error.reason}", "Correct the cell")
            return None


def text_of(element: Element) -> str:
    """The text inside an expression element."""
    return (element.findtext("{*}text") or "").strip()


def _tag(element: Element) -> str:
    return etree.QName(element).localname
