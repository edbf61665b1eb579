"""docs/semantics.md says what is executed; here it is held to the linter, the engine's table and the tests it names."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest

from engine.dialect.elements import ELEMENTS
from tests.semantics.matrix.document import DOCUMENT, GROUPS, document, location, refusals
from tests.semantics.matrix.event_diagrams import PLACES
from tests.semantics.matrix.events import EVENTS
from tests.semantics.matrix.row import Row

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


REFUSED = [row for row in ROWS if "::" not in row.shown and not row.is_drawing]
WARNED = [row for row in ROWS if "::" not in row.shown and row.is_drawing]


@pytest.mark.parametrize("row", REFUSED, ids=[row.english for row in REFUSED])
def test_what_it_calls_refused_the_named_rule_refuses(row: Row) -> None:
    assert row.shown in refusals(row.diagram)


@pytest.mark.parametrize("row", WARNED, ids=[row.english for row in WARNED])
def test_what_has_no_effect_the_named_rule_warns_of_and_it_runs(row: Row) -> None:
    assert (refusals(row.diagram), row.shown in refusals(row.diagram, "warning")) == ([], True)


def test_every_element_of_the_engine_has_a_row() -> None:
    executed = {tag.partition("}")[2] for tag in ELEMENTS}
    assert {row.tags for row in ROWS if row.tags} | TAGGED_ELSEWHERE == executed
    assert {place for row in EVENTS.values() for place in row} <= set(PLACES)
