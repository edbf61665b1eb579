"""docs/semantics.md says what is executed; here it is held to the linter, the engine's table and the tests it names."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

from engine.dialect.elements import ELEMENTS
from engine.dialect.linter import RULES
from tests.semantics.event_cells import PLACES
from tests.semantics.matrix import DOCUMENT, EVENTS, GROUPS, document, location

ROWS = list(chain.from_iterable(GROUPS.values()))
TAGGED_ELSEWHERE = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}


def functions(path: Path) -> set[str]:
    """The tests of a file."""
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_the_document_is_what_the_linter_and_the_tests_say() -> None:
    message = "Expected docs/semantics.md as it is generated: run python -m tests.semantics.matrix"
    assert DOCUMENT.read_text("utf-8") == document(), message


def test_every_test_it_names_is_there() -> None:
    named = {row.shown for row in ROWS if "::" in row.shown} | {s for row in EVENTS.values() for s in row.values()}
    missing = [shown for shown in sorted(named) if location(shown)[1] not in functions(location(shown)[0])]
    assert missing == []


def test_every_refusal_names_a_rule_and_every_element_of_the_engine_has_a_row() -> None:
    assert {row.shown for row in ROWS if "::" not in row.shown} <= {rule.key for rule in RULES}
    executed = {tag.partition("}")[2] for tag in ELEMENTS}
    assert {row.tags for row in ROWS if row.tags} | TAGGED_ELSEWHERE == executed
    assert {place for row in EVENTS.values() for place in row} <= set(PLACES)
