"""
What is executed and which test shows it: the source of docs/semantics.md.

A row of ``GROUPS`` is an element (or a way of using one): its name in both languages, and the test that shows it or the
linter's rule that refuses it. Of events every trigger at every place is looked at: what the linter accepts needs a test
in ``EVENTS``. ``python -m tests.semantics.matrix`` writes the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from engine.dialect.linter import lint_files
from tests.semantics.event_cells import PLACES, TRIGGERS, drawn

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "semantics.md"


class Row(NamedTuple):
    """``shown``: a test as module::name, the module in tests/semantics unless it names a folder; else a rule."""

    russian: str
    english: str
    shown: str
    tags: str = ""  # of the table of elements


GROUPS: dict[str, tuple[Row, ...]] = {
    "Задачи · Tasks": (
        Row("без типа", "task", "test_activities::test_a_task_of_no_kind_is_passed_at_once", "task"),
        Row(
            "пользовательская", "user task",
            "test_activities::test_iterations_tell_their_own_item_and_are_done_once_each", "userTask",
        ),
        Row(
            "ручная", "manual task",
            "test_activities::test_a_manual_task_waits_until_somebody_says_it_is_done", "manualTask",
        ),
        Row("сервисная", "service task", "test_service_tasks::test_input_parameters_are_the_arguments", "serviceTask"),
        Row(
            "отправка", "send task",
            "test_messages_by_tasks::test_a_send_task_performs_its_operation", "sendTask",
        ),
        Row(
            "получение", "receive task",
            "test_messages_by_tasks::test_a_receive_task_waits_for_its_message_and_takes_the_payload", "receiveTask",
        ),
        Row(
            "получение, начинающее процесс", "instantiating receive task",
            "test_instantiation::test_an_instantiating_receive_task_begins_with_its_message_13_3_3",
        ),
        Row(
            "сценарий", "script task",
            "test_activities::test_a_script_that_fails_assigns_nothing", "scriptTask",
        ),
        Row(
            "бизнес-правило", "business rule task",
            "test_business_rules::test_the_result_has_the_shape_the_task_asks_for", "businessRuleTask",
        ),
        Row("задача хореографии", "choreography task", "element-not-executed"),
    ),
    "Подпроцессы и вызовы · Subprocesses and calls": (
        Row(
            "встроенный", "embedded subprocess",
            "test_subprocesses::test_a_subprocess_goes_on_when_its_last_token_is_gone", "subProcess",
        ),
        Row(
            "событийный", "event subprocess",
            "test_event_positions::test_at_the_start_of_an_event_subprocess_13_5_4",
        ),
        Row(
            "транзакция", "transaction",
            "test_transactions::test_a_cancelled_transaction_is_undone_latest_first_and_left_by_the_cancel_event",
            "transaction",
        ),
        Row(
            "ad hoc", "ad hoc subprocess",
            "test_ad_hoc::test_steps_are_started_in_any_order_side_by_side_and_more_than_once", "adHocSubProcess",
        ),
        Row(
            "вызов процесса", "call activity",
            "integration/test_calls::test_its_end_gives_back_what_is_mapped_and_goes_on_in_the_caller", "callActivity",
        ),
        Row(
            "вызов по версии", "call by version",
            "integration/test_calls::test_the_latest_version_is_called_unless_one_is_named",
        ),
    ),
    "Повторы и количества · Loops and quantities": (
        Row(
            "цикл", "standard loop",
            "test_standard_loops::test_it_goes_on_while_the_condition_holds_and_the_maximum_is_not_reached",
        ),
        Row("цикл без конца", "loop without an end", "loop-not-executed"),
        Row(
            "много экземпляров, параллельно и подряд", "multi-instance, parallel and sequential",
            "test_service_tasks::test_one_operation_per_item_gathers_the_results_in_order",
        ),
        Row(
            "условие завершения", "completion condition",
            "test_activities::test_iterations_can_end_early",
        ),
        Row(
            "события экземпляров", "behavior none, one, all, complex",
            "test_multi_instance_behavior::test_with_the_behavior_complex_those_throw_for_which_a_condition_holds",
        ),
        Row(
            "сколько токенов нужно", "startQuantity",
            "test_quantities::test_an_activity_begins_when_as_many_tokens_have_come_as_it_needs",
        ),
        Row(
            "сколько токенов даёт", "completionQuantity",
            "test_quantities::test_an_activity_gives_as_many_tokens_as_it_says",
        ),
    ),
    "Шлюзы и потоки · Gateways and flows": (
        Row(
            "исключающий", "exclusive",
            "test_gateways::test_exclusive_takes_the_first_flow_whose_condition_holds", "exclusiveGateway",
        ),
        Row(
            "параллельный", "parallel",
            "test_gateways::test_parallel_join_in_a_loop_is_right_in_every_round_and_order", "parallelGateway",
        ),
        Row(
            "неисключающий", "inclusive",
            "test_gateways::test_inclusive_join_waits_only_for_tokens_that_can_still_come", "inclusiveGateway",
        ),
        Row(
            "сложный", "complex",
            "test_complex_gateway::test_two_of_three_go_on_and_the_third_is_swallowed", "complexGateway",
        ),
        Row(
            "по событиям", "event-based",
            "test_event_gateway::test_the_first_message_wins_and_brings_its_payload", "eventBasedGateway",
        ),
        Row(
            "по событиям, начинающий процесс", "event-based, instantiating",
            "test_instantiation::test_at_an_exclusive_instantiating_gateway_what_comes_first_begins_the_instance_10_6_6",
        ),
        Row(
            "по событиям, параллельный", "event-based, parallel",
            "test_instantiation::test_at_a_parallel_instantiating_gateway_an_instance_needs_all_of_them_10_6_6",
        ),
        Row(
            "условия и поток по умолчанию у задачи", "conditional and default flows of activities",
            "test_activities::test_of_conditional_flows_those_that_hold_are_taken_else_the_default",
        ),
        Row(
            "разделение без шлюза", "implicit split",
            "test_activities::test_several_flows_out_of_a_task_are_all_taken",
        ),
        Row(
            "слияние без шлюза", "implicit join",
            "test_activities::test_every_flow_into_a_task_starts_it_again",
        ),
    ),
    "Данные и сообщения · Data and messages": (
        Row(
            "параметры входа и выхода", "input and output parameters",
            "test_activities::test_with_output_parameters_only_those_reach_the_process",
        ),
        Row(
            "ключи корреляции", "correlation keys",
            "test_correlation::test_what_was_sent_says_which_answer_is_waited_for",
        ),
        Row(
            "потоки сообщений между пулами", "message flows between pools",
            "integration/test_pools::test_each_reply_goes_to_the_instance_that_has_asked",
        ),
        Row(
            "сообщение, которого никто не ждёт", "message nobody waits for",
            "integration/test_sent_messages::test_a_kept_message_expires",
        ),
    ),
}  # fmt: skip

CALENDAR_START = "test_a_calendar_start_is_a_job_and_starts_the_process_again_and_again"
POSITIONS = "test_event_positions::test_"
ON_BOUNDARY, IN_HANDLER, IN_FLOW = (
    f"{POSITIONS}on_the_boundary_of_an_activity_13_5_3",
    f"{POSITIONS}at_the_start_of_an_event_subprocess_13_5_4",
    f"{POSITIONS}in_the_flow_and_behind_an_event_based_gateway_10_5_4",
)
THROWN_TOGETHER = "test_multiple_events::test_everything_is_thrown_in_the_order_of_the_file"
UNDONE = "test_compensation::test_completed_activities_are_undone_latest_first"

EVENTS: dict[str, dict[str, str]] = {
    "none": {
        "start": "test_events::test_an_instance_begins_at_the_start_event_it_is_told",
        "catch": "test_events::test_a_none_throw_event_is_passed",
        "throw": "test_events::test_a_none_throw_event_is_passed",
        "end": "test_events::test_an_instance_ends_with_its_last_token",
    },
    "message": {
        "start": "integration/test_messages::test_a_message_starts_a_process_with_its_payload",
        "catch": IN_FLOW,
        "throw": "integration/test_sent_messages::"
        "test_a_message_goes_to_the_instance_with_its_key_in_the_same_transaction",
        "end": THROWN_TOGETHER,
    },
    "timer": {
        "start": f"integration/test_deployment::{CALENDAR_START}",
        "catch": IN_FLOW,
    },
    "error": {
        "end": "test_boundary_events::test_an_error_end_is_caught_on_the_boundary_of_its_subprocess",
    },
    "escalation": {
        "throw": "test_escalations::test_a_non_interrupting_event_goes_on_beside_the_subprocess",
        "end": "test_escalations::test_an_end_event_escalates_before_its_subprocess_ends",
    },
    "cancel": {
        "boundary": "test_transactions::"
        "test_a_cancelled_transaction_is_undone_latest_first_and_left_by_the_cancel_event",
        "end": "test_transactions::test_a_cancelled_transaction_is_undone_latest_first_and_left_by_the_cancel_event",
    },
    "compensation": {
        "event subprocess": "test_compensation::"
        "test_a_compensation_event_subprocess_undoes_the_subprocess_it_is_in_10_7_2",
        "event subprocess beside": "test_compensation::"
        "test_a_compensation_event_subprocess_may_undo_what_was_done_beside_it",
        "boundary": UNDONE,
        "throw": UNDONE,
        "end": UNDONE,
    },
    "conditional": {"catch": IN_FLOW},
    "link": {
        "catch": "test_links::test_a_token_goes_on_where_the_name_is_caught",
        "throw": "test_links::test_a_token_goes_on_where_the_name_is_caught",
    },
    "signal": {
        "start": "integration/test_signals::"
        "test_a_throw_reaches_every_waiting_instance_and_starts_every_process_in_one_transaction",
        "catch": IN_FLOW,
        "throw": "test_signals::test_a_throw_reaches_everybody_who_waits_in_its_own_instance_and_goes_out_to_others",
        "end": "test_signals::test_a_throw_reaches_everybody_who_waits_in_its_own_instance_and_goes_out_to_others",
    },
    "terminate": {"end": "test_events::test_a_terminate_end_takes_everything_with_it"},
    "multiple": {
        "start": "test_instantiation::test_a_start_event_of_several_definitions_begins_by_any_10_5_2",
        "catch": IN_FLOW,
        "throw": THROWN_TOGETHER,
        "end": THROWN_TOGETHER,
    },
    "parallel multiple": {
        "start": "test_instantiation::test_a_parallel_multiple_start_event_begins_when_all_have_come_10_5_2",
        "event subprocess": "test_multiple_events::test_an_event_subprocess_starts_by_any_or_by_all",
        "event subprocess beside": "test_multiple_events::test_an_event_subprocess_starts_by_any_or_by_all",
        "catch": "test_multiple_events::"
        "test_all_of_several_definitions_are_needed_if_it_says_so_and_all_they_bring_is_there",
        "boundary": "test_multiple_events::test_a_boundary_event_that_needs_all_interrupts_when_the_last_has_come",
        "boundary beside": "test_multiple_events::"
        "test_a_non_interrupting_boundary_event_that_needs_all_begins_anew_when_all_have_come",
    },
}
"""By trigger and place; what `test_event_positions` shows for a trigger at all places of a kind is added below."""

for _trigger in ("message", "timer", "error", "escalation", "conditional", "signal", "multiple"):
    _both = ("",) if _trigger == "error" else ("", " beside")
    EVENTS[_trigger] |= {f"boundary{how}": ON_BOUNDARY for how in _both}
    EVENTS[_trigger] |= {f"event subprocess{how}": IN_HANDLER for how in _both}

NO_SUCH = {("parallel multiple", "throw"), ("parallel multiple", "end"), ("compensation", "boundary beside")}
"""What throws throws everything, and compensation comes when there is nothing left to interrupt."""

TRIGGERS_IN_RUSSIAN = dict(
    zip(
        TRIGGERS,
        ("без триггера", "сообщение", "таймер", "ошибка", "эскалация", "отмена", "компенсация", "условие", "ссылка",
         "сигнал", "завершение", "несколько: любое", "несколько: все"),
        strict=True,
    )
)  # fmt: skip
HEADINGS = (
    "старт процесса · start", "старт событийного подпроцесса · event subprocess",
    "не прерывая · non-interrupting", "ожидание · catch", "на границе · boundary",
    "не прерывая · non-interrupting", "бросок · throw", "конец · end",
)  # fmt: skip

BEGIN, END = "<!-- made by python -m tests.semantics.matrix -->\n", "<!-- end of what is made -->\n"


def cell(trigger: str, place: str) -> str:
    """What the linter says of an event at a place: its rules, or the test that shows how it is executed."""
    shown = EVENTS[trigger].get(place)
    if (trigger, place) == ("parallel multiple", "start"):
        return linked(shown or "")  # needs messages with one key, as the test draws them
    if (trigger, place) in NO_SUCH:
        return "—"
    rules = refusals(trigger, place)
    if bool(rules) == bool(shown):
        found = f"the linter refuses it by {rules}" if rules else "the linter accepts it"
        raise ValueError(f"Expected a test or a refusal of {trigger} at {place}, but {found}, and the test is {shown}")
    return f"✗ {', '.join(rules)}" if rules else linked(shown or "")


def refusals(trigger: str, place: str) -> list[str]:
    """The rules that refuse the event there."""
    findings = lint_files({"cell.bpmn": drawn(trigger, place)})
    return sorted({finding.rule for finding in findings if finding.severity == "error"})


def location(shown: str) -> tuple[Path, str]:
    """The file and the name of a test."""
    module, name = shown.split("::")
    folder = ROOT / "tests" if "/" in module else ROOT / "tests" / "semantics"
    return folder / f"{module}.py", name


def linked(shown: str) -> str:
    """A rule by its key, a test by a link."""
    if "::" not in shown:
        return f"✗ {shown}"
    path, name = location(shown)
    return f'[✓](../{path.relative_to(ROOT)} "{name}")'


def document() -> str:
    """The whole of docs/semantics.md: its own words around the tables."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def tables() -> str:
    """A table for each group, and one for events."""
    parts = []
    for title, rows in GROUPS.items():
        lines = [f"## {title}", "", "| по-русски | in English | |", "|---|---|---|"]
        lines += [f"| {row.russian} | {row.english} | {linked(row.shown)} |" for row in rows]
        parts.append("\n".join(lines) + "\n")
    lines = ["## События · Events", "", f"| | {' | '.join(HEADINGS)} |", "|---" * (len(PLACES) + 1) + "|"]
    for trigger, russian in TRIGGERS_IN_RUSSIAN.items():
        cells = " | ".join(cell(trigger, place) for place in PLACES)
        lines.append(f"| {russian} · {trigger} | {cells} |")
    return "\n".join([*parts, "\n".join(lines) + "\n"])


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
