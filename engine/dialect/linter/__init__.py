"""
The linter: says before a deployment what would not run, not run as drawn, or not be understood.

The tables below hold all rules; a rule is a function in the module of its subject that yields problems. To add one,
write the function, enter it here, and give it a failing and a passing example in tests/unit/dialect/linter_examples.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.dialect.diagram import Diagram
from engine.dialect.linter import house_style, labels, layout
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Finding, Problem, Rule, Severity
from engine.dialect.reader import Document

__all__ = ["HOUSE_RULES", "LAYOUT_RULES", "RULES", "Finding", "LintContext", "Problem", "Rule", "Severity", "lint"]

LAYOUT_RULES = (
    Rule("process-not-drawn", "warning", layout.undrawn_scopes),
    Rule("node-not-drawn", "error", layout.hidden_nodes),
    Rule("flow-not-drawn", "warning", layout.hidden_flows),
    Rule("drawn-without-element", "warning", layout.stray_shapes),
    Rule("node-outside-frame", "warning", layout.outside_frame),
    Rule("nodes-overlap", "warning", layout.overlapping_nodes),
    Rule("boundary-event-detached", "warning", layout.detached_events),
    Rule("line-not-docked", "warning", layout.undocked_lines),
    Rule("flow-slanted", "warning", layout.slanted_flows),
    Rule("line-through-shape", "warning", layout.lines_through_shapes),
    Rule("label-without-place", "warning", labels.labels_without_place),
    Rule("label-outside-pool", "warning", labels.labels_outside_pool),
    Rule("label-over-shape", "warning", labels.labels_over_shapes),
    Rule("labels-overlap", "warning", labels.labels_over_labels),
    Rule("line-through-label", "warning", labels.lines_through_labels),
)
"""The picture shows what runs, and shows it clearly."""

HOUSE_RULES = (
    Rule("id-not-speaking", "warning", house_style.ids_not_speaking),
    Rule("label-missing", "warning", house_style.missing_labels),
    Rule("level-crowded", "warning", house_style.crowded_levels),
    Rule("lane-too-flat", "warning", house_style.flat_lanes),
    Rule("node-without-lane", "warning", house_style.nodes_without_lane),
    Rule("off-grid", "warning", house_style.off_grid),
)
"""How our own diagrams are drawn: checked in the tests and by `marshrut lint --house-style`, not at deployment."""

RULES = (*LAYOUT_RULES,)
"""Everything that is checked at deployment."""


def lint(
    documents: Document | Sequence[Document], context: LintContext | None = None, rules: Sequence[Rule] = RULES
) -> list[Finding]:
    """All findings in the documents, in the order of the files."""
    context = context or LintContext()
    documents = [documents] if isinstance(documents, Document) else documents
    diagrams = [Diagram(document) for document in documents]
    found = [finding for d in diagrams for rule in rules for finding in rule.findings(d, context)]
    order = {document.name: number for number, document in enumerate(documents)}
    return sorted(found, key=lambda finding: (order[finding.file], finding.line or 0))
