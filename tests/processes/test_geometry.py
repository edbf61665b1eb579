"""Every diagram we ship can hang on a wall: shapes in their places, lines docked, labels readable, in two languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine.dialect.diagram import Diagram
from engine.dialect.linter import HOUSE_RULES, RULES, LintContext, Rule, lint
from engine.dialect.namespaces import bpmn
from engine.dialect.reader import Document, label_of, read
from engine.operations import OPERATIONS
from engine.surroundings import NAMES

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted([*ROOT.glob("bpmn/**/*.bpmn"), *ROOT.glob("examples/**/*.bpmn")])


@pytest.fixture(params=DIAGRAMS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Document:
    path: Path = request.param
    return read(path.read_bytes(), str(path.relative_to(ROOT)))


@pytest.mark.parametrize("rule", [*RULES, *HOUSE_RULES], ids=lambda rule: rule.key)
def test_diagram_keeps_the_rules_of_execution_and_drawing(document: Document, rule: Rule) -> None:
    """Warnings too: what we ship is what people copy."""
    findings = lint(document, LintContext(operations=OPERATIONS, functions=NAMES), [rule])
    assert not findings, "\n".join(f"{f.line}: {f.element_id} «{f.label}»: {f.message}" for f in findings)


def test_every_visible_text_has_an_english_label(document: Document) -> None:
    """What a Russian reader sees on the diagram, an English reader sees too."""
    path = (ROOT / document.name).with_suffix(".en.json")
    english = json.loads(path.read_text(encoding="utf-8"))
    visible = {element.get("id"): label_of(element) for element in _visible(document)}
    assert not {f"{key} «{label}»" for key, label in visible.items() if not english.get(key or "")}


def test_english_labels_belong_to_something(document: Document) -> None:
    """A label whose element was renamed or deleted is found here, not by a reader."""
    path = (ROOT / document.name).with_suffix(".en.json")
    keys = {key.partition(".")[0] for key in json.loads(path.read_text(encoding="utf-8"))}
    assert keys <= {*document.elements, "process"}


def _visible(document: Document) -> Iterator[etree._Element]:
    """The labelled nodes of executed processes, and whatever else is labelled in and around them."""
    for node in Diagram(document).executable_nodes:
        if node.label:
            yield node.element
    others = ("sequenceFlow", "lane", "participant", "messageFlow", "dataStoreReference", "dataObjectReference")
    yield from (element for element in document.root.iter(*map(bpmn, others)) if element.get("name"))
