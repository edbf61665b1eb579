"""
The linter: says before a deployment what would not run, not run as drawn, or not be understood.

The tables below hold all rules; a rule is a function in the module of its subject that yields problems. To add one,
write the function, enter it here, and give it a failing and a passing example in tests/unit/dialect/linter_examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.dialect.diagram import Diagram
from engine.dialect.linter import (
    ad_hoc,
    alarms,
    behaviors,
    choices,
    compensation,
    decisions,
    event_subprocesses,
    events,
    executability,
    expressions,
    extensions,
    flow,
    house_style,
    idle,
    instantiation,
    jobs,
    labels,
    layout,
    links,
    messages,
    multiple_events,
    operations,
    people,
    schema,
    structure,
    transactions,
)
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Finding, Problem, Rule, Severity
from engine.dialect.reader import DiagramUnreadable, Document, read

__all__ = [
    "HOUSE_RULES",
    "LAYOUT_RULES",
    "RULES",
    "UNREADABLE",
    "Finding",
    "LintContext",
    "Problem",
    "Rule",
    "Severity",
    "lint",
    "lint_files",
]

UNREADABLE = "unreadable"  # the rule of a finding about a file that is no diagram at all

STRUCTURE_RULES = (
    Rule("schema-violated", "error", schema.schema_violations),
    Rule("schema-order", "warning", schema.schema_order),
    Rule("executable-process-missing", "error", structure.executable_process_missing),
    Rule("id-duplicate", "error", structure.duplicate_ids),
    Rule("id-missing", "error", structure.missing_ids),
    Rule("reference-broken", "error", structure.broken_references),
    Rule("lane-reference-broken", "error", structure.broken_lane_references),
    Rule("default-broken", "error", structure.broken_defaults),
    Rule("start-missing", "error", flow.missing_start),
    Rule("start-repeated", "error", flow.repeated_start),
    Rule("end-missing", "error", flow.missing_end),
    Rule("dead-end", "error", flow.dead_ends),
    Rule("node-unreachable", "error", flow.unreachable_nodes),
    Rule("flow-between-scopes", "error", flow.flows_between_scopes),
    Rule("flow-forbidden", "error", flow.forbidden_flows),
    Rule("split-implicit", "warning", flow.implicit_splits),
    Rule("join-implicit", "warning", flow.implicit_joins),
    Rule("default-missing", "warning", choices.missing_default),
    Rule("condition-missing", "error", choices.missing_condition),
    Rule("condition-idle", "error", choices.idle_condition),
)
"""The diagram is one that BPMN allows and a reader understands as the engine does."""

EXECUTION_RULES = (
    Rule("element-not-executed", "error", executability.elements_not_executed),
    Rule("event-not-executed", "error", executability.events_not_executed),
    Rule("event-definitions-clash", "error", multiple_events.clashing_definitions),
    Rule("parallel-multiple-wrong", "error", multiple_events.wrong_parallel_multiples),
    Rule("event-subprocess-start", "error", event_subprocesses.wrong_starts),
    Rule("event-subprocess-in-flow", "error", event_subprocesses.in_the_flow),
    Rule("interruption-wrong", "error", events.wrong_interruptions),
    Rule("compensation-out-of-reach", "error", compensation.unreachable_compensation),
    Rule("compensation-handler-missing", "error", compensation.missing_handlers),
    Rule("compensation-start-wrong", "error", compensation.wrong_compensation_starts),
    Rule("cancel-misplaced", "error", transactions.misplaced_cancels),
    Rule("cancel-uncaught", "error", transactions.uncaught_cancels),
    Rule("loop-not-executed", "error", executability.loops_not_executed),
    Rule("ad-hoc-wrong", "error", ad_hoc.wrong_ad_hoc),
    Rule("behavior-wrong", "error", behaviors.wrong_behaviors),
    Rule("instantiation-wrong", "error", instantiation.wrong_instantiation),
    Rule("instantiation-key-missing", "error", instantiation.missing_keys),
    Rule("quantity-wrong", "error", executability.wrong_quantities),
    Rule("data-input-undeclared", "error", executability.undeclared_inputs),
    Rule("data-output-undeclared", "error", executability.undeclared_outputs),
    Rule("data-input-unfilled", "error", executability.unfilled_inputs),
    Rule("data-not-executed", "error", executability.data_not_executed),
    Rule("extension-not-executed", "error", extensions.extensions_not_executed),
    Rule("extension-not-understood", "error", extensions.extensions_not_understood),
    Rule("parameters-idle", "error", extensions.idle_mappings),
    Rule("element-idle", "warning", idle.idle_elements),
    Rule("extension-ignored", "warning", extensions.extensions_ignored),
    Rule("timer-invalid", "error", events.invalid_timers),
    Rule("retry-cycle-invalid", "error", jobs.invalid_retry_cycles),
    Rule("exclusive-idle", "warning", jobs.steps_side_by_side),
    Rule("due-date-invalid", "error", events.invalid_due_dates),
    Rule("message-nameless", "error", events.nameless_messages),
    Rule("signal-nameless", "error", events.nameless_signals),
    Rule("message-lifetime-invalid", "error", events.invalid_lifetimes),
    Rule("correlation-wrong", "error", messages.wrong_correlations),
    Rule("message-flow-wrong", "error", messages.wrong_message_flows),
    Rule("error-nameless", "error", events.nameless_errors),
    Rule("escalation-nameless", "error", events.nameless_escalations),
    Rule("event-condition-missing", "error", events.missing_event_conditions),
    Rule("link-unpaired", "error", links.unpaired_links),
    Rule("link-with-flow", "error", links.links_with_flows),
    Rule("event-gateway-wrong", "error", events.wrong_races),
    Rule("trigger-in-subprocess", "error", events.triggers_inside),
    Rule("form-missing", "error", people.missing_form),
    Rule("form-unknown", "error", people.unknown_form),
    Rule("start-form-misnamed", "error", people.misnamed_start_form),
    Rule("performer-missing", "error", people.missing_performer),
    Rule("performer-ignored", "warning", people.ignored_performers),
    Rule("group-unknown", "error", people.unknown_group),
    Rule("due-date-missing", "warning", people.missing_due_date),
    Rule("alarm-invalid", "error", alarms.invalid_alarms),
    Rule("alarm-without-due-date", "error", alarms.alarms_without_due_date),
    Rule("escalation-unknown", "error", alarms.unknown_escalation),
    Rule("operation-missing", "error", operations.missing_operation),
    Rule("operation-unknown", "error", operations.unknown_operation),
    Rule("argument-wrong", "error", operations.wrong_arguments),
    Rule("called-process-missing", "error", operations.missing_called_process),
    Rule("called-process-unknown", "error", operations.unknown_called_process),
    Rule("binding-wrong", "error", operations.wrong_binding),
    Rule("decision-missing", "error", decisions.missing_decision),
    Rule("decision-unknown", "error", decisions.unknown_decision),
    Rule("decision-result-wrong", "error", decisions.wrong_decision_result),
    Rule("expression-broken", "error", expressions.broken_expressions),
    Rule("function-unknown", "error", expressions.unknown_functions),
    Rule("language-foreign", "error", expressions.foreign_languages),
)
"""The engine can run it, and everything it names exists."""

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
    Rule("flows-cross", "warning", layout.crossing_flows),
)
"""How our own diagrams are drawn: checked in the tests and by `marshrut lint --house-style`, not at deployment."""

RULES = (*STRUCTURE_RULES, *EXECUTION_RULES, *LAYOUT_RULES)
"""Everything that is checked at deployment."""


def lint(
    documents: Document | Sequence[Document], context: LintContext | None = None, rules: Sequence[Rule] = RULES
) -> list[Finding]:
    """All findings in the documents, in the order of the files and of their lines."""
    documents = [documents] if isinstance(documents, Document) else documents
    return [finding for document in documents for finding in _findings(document, context or LintContext(), rules)]


def lint_files(
    files: Mapping[str, bytes], context: LintContext | None = None, rules: Sequence[Rule] = RULES
) -> list[Finding]:
    """All findings in files by their names; that one cannot be read is a finding too."""
    findings = []
    for name, xml in files.items():
        try:
            findings += lint(read(xml, name), context, rules)
        except DiagramUnreadable as error:
            findings.append(Finding(UNREADABLE, "error", name, "", "", error.line, error.message, error.remedy))
    return findings


def _findings(document: Document, context: LintContext, rules: Sequence[Rule]) -> list[Finding]:
    diagram = Diagram(document)
    found = [finding for rule in rules for finding in rule.findings(diagram, context)]
    return sorted(found, key=lambda finding: finding.line or 0)
