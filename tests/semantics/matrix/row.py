"""A row of the tables of docs/semantics.md."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """``shown``: a test as module::name, the module in tests/semantics unless it names a folder; else a rule.

    A rule refuses ``diagram``. What ``is_drawing`` may stand in a diagram that runs, and changes nothing of how; a rule
    then warns of it.
    """

    russian: str
    english: str
    shown: str
    tags: str = ""  # of the table of elements
    diagram: bytes = b""
    is_drawing: bool = False


def refused(russian: str, english: str, rule: str, diagram: bytes) -> Row:
    """What is not executed: the rule that says so of a diagram."""
    return Row(russian, english, rule, diagram=diagram)


def drawing(russian: str, english: str, shown: str) -> Row:
    """What is documentation: the test that shows that nothing changes by it."""
    return Row(russian, english, shown, is_drawing=True)


def warned(russian: str, english: str, rule: str, diagram: bytes) -> Row:
    """What has no effect although its author may count on it: the rule that says so of a diagram."""
    return Row(russian, english, rule, diagram=diagram, is_drawing=True)
