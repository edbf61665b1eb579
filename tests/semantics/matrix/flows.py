"""Gateways, sequence flows, and how events say what they wait for."""

from __future__ import annotations

from tests.diagrams import catch, element, end, flow, gateway, process, start, subprocess, task, throw, timer
from tests.semantics.matrix.row import Row, refused

INSTANTIATION = "test_instantiation::test_at_"
GONE = "<eventDefinitionRef>gone</eventDefinitionRef>"
LINK = element("linkEventDefinition", name="there")


def choosing(*flows: str, kind: str = "exclusive") -> bytes:
    return process(start(), gateway(kind, "which"), end("yes"), end("no"), *flows, flows="start which")


GATEWAYS = (
    Row(
        "исключающий", "exclusive",
        "test_gateways::test_exclusive_takes_the_first_flow_whose_condition_holds", "exclusiveGateway",
    ),
    Row(
        "исключающий без верного условия", "exclusive, no condition holds",
        "test_gateways::test_exclusive_without_a_flow_to_take_is_an_incident_and_goes_on_after_a_retry",
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
        "поток по умолчанию у шлюза", "default flow of a gateway",
        "test_gateways::test_inclusive_split_takes_the_default_flow_when_no_condition_holds",
    ),
    Row(
        "сложный", "complex",
        "test_complex_gateway::test_two_of_three_go_on_and_the_third_is_swallowed", "complexGateway",
    ),
    Row(
        "сложный: активация и возврат", "complex: activation and reset",
        "test_complex_gateway::test_flows_may_ask_whether_it_is_activation_or_reset",
    ),
    Row(
        "по событиям", "event-based",
        "test_event_gateway::test_the_first_message_wins_and_brings_its_payload", "eventBasedGateway",
    ),
    Row(
        "по событиям, начинающий процесс", "event-based, instantiating",
        f"{INSTANTIATION}an_exclusive_instantiating_gateway_what_comes_first_begins_the_instance_10_6_6",
    ),
    Row(
        "по событиям, параллельный", "event-based, parallel",
        f"{INSTANTIATION}a_parallel_instantiating_gateway_an_instance_needs_all_of_them_10_6_6",
    ),
    refused(
        "выбор без условия", "choice without a condition", "condition-missing",
        choosing(flow("which", "yes"), flow("which", "no")),
    ),
    refused(
        "условие после параллельного", "condition behind a parallel gateway", "condition-idle",
        choosing(flow("which", "yes", "${sure}"), flow("which", "no"), kind="parallel"),
    ),
    Row(
        "слияние, к которому никто не придёт", "join nothing can come to",
        "test_deadlocks::test_a_join_no_token_can_come_to_is_an_incident_and_a_retry_lets_it_pass",
    ),
)  # fmt: skip

FLOWS = (
    Row(
        "условия у задачи", "conditional flows of activities",
        "test_activities::test_of_conditional_flows_those_that_hold_are_taken_else_the_default",
    ),
    Row(
        "поток по умолчанию у задачи", "default flow of activities",
        "test_activities::test_of_conditional_flows_those_that_hold_are_taken_else_the_default",
    ),
    Row(
        "ни одно условие у задачи не верно", "no conditional flow to take",
        "test_activities::test_a_task_without_a_flow_to_take_is_an_incident_and_loses_no_token",
    ),
    Row("разделение без шлюза", "implicit split", "test_activities::test_several_flows_out_of_a_task_are_all_taken"),
    Row("слияние без шлюза", "implicit join", "test_activities::test_every_flow_into_a_task_starts_it_again"),
    refused(
        "начало без события", "implicit start", "start-missing", process(task("work"), end(), flows="work end"),
    ),
    refused(
        "конец без события", "implicit end", "dead-end",
        process(start(), task("work"), task("last"), end(), flows="start work end; work last"),
    ),
    refused(
        "поток через границу подпроцесса", "flow across the border of a subprocess", "flow-between-scopes",
        process(start(), subprocess("work", start("in"), task("inside"), end("out"), flows="in inside out"), end(),
                flows="start work end; inside end"),
    ),
)  # fmt: skip

DEFINITIONS = (
    Row(
        "определение по ссылке", "definition by reference",
        "test_multiple_events::test_a_definition_may_stand_by_itself_and_be_referred_to",
    ),
    refused(
        "ссылка в никуда", "reference to no definition", "event-not-executed",
        process(start(), catch("event", GONE), end(), flows="start event end"),
    ),
    Row("таймер: момент, длительность", "timer: date, duration", "test_events::test_a_timer_waits_for_its_time"),
    Row(
        "таймер: цикл", "timer: cycle",
        "test_boundary_events::test_a_non_interrupting_cycle_fires_as_often_as_it_says_in_its_rhythm",
    ),
    refused(
        "таймер, которого не понять", "timer that says nothing", "timer-invalid",
        process(start(), catch("event", timer("4 days")), end(), flows="start event end"),
    ),
    Row("ссылки", "linked events", "test_links::test_a_token_goes_on_where_the_name_is_caught"),
    Row("несколько ссылок к одной", "several links to one", "test_links::test_several_events_can_lead_to_one"),
    Row(
        "ссылка внутри подпроцесса", "link within a subprocess",
        "test_links::test_the_same_name_in_a_subprocess_is_another_link",
    ),
    refused(
        "ссылка без пары", "link without the other end", "link-unpaired",
        process(start(), throw("event", LINK), end(), flows="start event"),
    ),
    Row(
        "ошибка с кодом и без", "error, coded before any",
        "test_boundary_events::test_an_error_with_a_code_goes_before_the_one_that_catches_all",
    ),
    Row(
        "имена для кода и текста пойманного", "names for the code and the message of what is caught",
        "test_event_data::test_the_names_camunda_gives_to_what_is_caught_are_data_outputs",
    ),
    Row("непойманная ошибка", "uncaught error", "test_boundary_events::test_an_error_nobody_catches_is_an_incident"),
    Row(
        "непойманная эскалация", "uncaught escalation",
        "test_escalations::test_an_escalation_nobody_catches_goes_on_silently",
    ),
    Row(
        "компенсация одного действия", "compensation of one activity",
        "test_compensation::test_one_activity_can_be_named",
    ),
    Row(
        "компенсация без ожидания", "compensation nobody waits for",
        "test_compensation::test_an_event_that_does_not_wait_goes_on_while_its_scope_does_not_end_before_all_is_undone",
    ),
)  # fmt: skip

GROUPS = {
    "Шлюзы · Gateways": GATEWAYS,
    "Потоки управления · Sequence flows": FLOWS,
    "Определения событий · Event definitions": DEFINITIONS,
}
