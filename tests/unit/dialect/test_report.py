"""Findings are told to people in lines and to programs in JSON."""

from __future__ import annotations

import json

from engine.dialect.linter import Finding, lint_files
from engine.dialect.report import as_json, as_text, has_errors
from tests.diagrams import end, process, start, task

ERROR = Finding("form-missing", "error", "lead.bpmn", "call", "Call", 7, "Expected a form, but none", "Set one")
WARNING = Finding("drawn-without-element", "warning", "lead.bpmn", "", "", None, "Expected less, but more", "Delete it")


def test_a_line_names_place_element_rule_and_remedy() -> None:
    text = as_text([ERROR, WARNING])
    assert text.splitlines() == [
        "lead.bpmn:7: error: call «Call» form-missing: Expected a form, but none. Set one",
        "lead.bpmn: warning: drawn-without-element: Expected less, but more. Delete it",
        "1 error, 1 warning",
    ]


def test_nothing_found_is_said_too() -> None:
    assert as_text([]) == "Nothing found"


def test_json_has_every_field() -> None:
    assert json.loads(as_json([ERROR])) == [
        {
            "rule": "form-missing",
            "severity": "error",
            "file": "lead.bpmn",
            "element_id": "call",
            "label": "Call",
            "line": 7,
            "message": "Expected a form, but none",
            "remedy": "Set one",
        }
    ]


def test_only_errors_refuse_a_deployment() -> None:
    assert has_errors([WARNING, ERROR])
    assert not has_errors([WARNING])


def test_a_file_that_cannot_be_read_is_a_finding_among_the_others() -> None:
    """The next file is looked at all the same."""
    good = process(start(), task("work"), flows="start work")
    first, *others = lint_files({"bad.bpmn": b"<a>\n<", "good.bpmn": good})
    assert (first.file, first.rule, first.line) == ("bad.bpmn", "unreadable", 2)
    assert {finding.file for finding in others} == {"good.bpmn"}


def test_findings_come_in_the_order_of_lines() -> None:
    xml = process(task("late"), end("end_1")).replace(b"<endEvent", b"\n<endEvent")
    lines = [finding.line or 0 for finding in lint_files({"p.bpmn": xml})]
    assert lines == sorted(lines)
    assert len(set(lines)) > 1
