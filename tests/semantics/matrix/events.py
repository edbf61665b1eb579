"""The test that shows how an event is executed, by trigger and place; the places that are refused are missing here."""

from __future__ import annotations

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
