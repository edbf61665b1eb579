"""Tasks, subprocesses, loops, quantities, and steps that go on by themselves."""

from __future__ import annotations

from tests.diagrams import arrows, element, end, process, start, task
from tests.semantics.matrix.row import Row, refused, warned

BEHAVIOR = "test_multi_instance_behavior::test_with_the_behavior_"


def alone(node: str, *beside: str) -> bytes:
    """A process of one node, which is called ``work``."""
    return process(start(), node, end(), flows="start work end", extra=beside)


OWNER = element(
    "potentialOwner", "owner", "<resourceAssignmentExpression><formalExpression>anna</formalExpression>"
    "</resourceAssignmentExpression>",
)  # fmt: skip
PORT = element(
    "interface", "port", "<operation id='ask' name='ask'><inMessageRef>m</inMessageRef></operation>", name="p"
)

TASKS = (
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
    Row("отправка", "send task", "test_messages_by_tasks::test_a_send_task_performs_its_operation", "sendTask"),
    Row(
        "получение", "receive task",
        "test_messages_by_tasks::test_a_receive_task_waits_for_its_message_and_takes_the_payload", "receiveTask",
    ),
    Row(
        "получение, начинающее процесс", "instantiating receive task",
        "test_instantiation::test_an_instantiating_receive_task_begins_with_its_message_13_3_3",
    ),
    Row("сценарий", "script task", "test_activities::test_a_script_that_fails_assigns_nothing", "scriptTask"),
    Row(
        "бизнес-правило", "business rule task",
        "test_business_rules::test_the_result_has_the_shape_the_task_asks_for", "businessRuleTask",
    ),
    Row(
        "бизнес-правило по операции", "business rule task that names an operation",
        "test_business_rules::test_a_rule_task_may_name_an_operation_instead",
    ),
    refused(
        "исполнители только по potentialOwner", "performers by potentialOwner only", "performer-missing",
        alone(task("work", OWNER, tag="userTask", camunda__formKey="any")),
    ),
    warned(
        "potentialOwner рядом с исполнителем", "potentialOwner beside a performer", "performer-ignored",
        alone(task("work", OWNER, tag="userTask", camunda__formKey="any", camunda__assignee="1")),
    ),
    refused(
        "операция интерфейса (operationRef)", "operation of an interface (operationRef)", "operation-missing",
        alone(task("work", tag="serviceTask", operationRef="ask"), PORT, element("message", "m")),
    ),
    refused(
        "задача хореографии", "choreography task", "element-not-executed", alone(task("work", tag="choreographyTask"))
    ),
)  # fmt: skip

SUBPROCESSES = (
    Row(
        "встроенный", "embedded subprocess",
        "test_subprocesses::test_a_subprocess_goes_on_when_its_last_token_is_gone", "subProcess",
    ),
    Row("событийный", "event subprocess", "test_event_positions::test_at_the_start_of_an_event_subprocess_13_5_4"),
    Row(
        "транзакция", "transaction",
        "test_transactions::test_a_cancelled_transaction_is_undone_latest_first_and_left_by_the_cancel_event",
        "transaction",
    ),
    warned(
        "способ транзакции, кроме компенсации", "method of a transaction other than compensation", "element-idle",
        alone(task("work", start("in"), end("out"), arrows("in out"), tag="transaction", method="##Image")),
    ),
    Row(
        "ad hoc", "ad hoc subprocess",
        "test_ad_hoc::test_steps_are_started_in_any_order_side_by_side_and_more_than_once", "adHocSubProcess",
    ),
    Row("ad hoc, по одному", "ad hoc, sequential", "test_ad_hoc::test_a_sequential_one_does_one_thing_at_a_time"),
    Row(
        "ad hoc, условие завершения", "ad hoc, completion condition",
        "test_ad_hoc::test_the_condition_is_asked_after_every_activity_and_the_rest_is_interrupted",
    ),
)  # fmt: skip

LOOPS = (
    Row(
        "цикл", "standard loop",
        "test_standard_loops::test_it_goes_on_while_the_condition_holds_and_the_maximum_is_not_reached",
    ),
    refused(
        "цикл без конца", "loop without an end", "loop-not-executed",
        alone(task("work", element("standardLoopCharacteristics"))),
    ),
    Row(
        "много экземпляров, параллельно и подряд", "multi-instance, parallel and sequential",
        "test_service_tasks::test_one_operation_per_item_gathers_the_results_in_order",
    ),
    Row(
        "собрание и результаты по ссылке", "collection and results by reference",
        "test_data_associations::test_a_loop_goes_over_the_data_that_is_joined_to_its_data_input_10_3_8",
    ),
    Row(
        "переменные экземпляра", "variables of an iteration",
        "test_variables::test_an_iteration_keeps_new_names_and_shares_old_ones",
    ),
    Row("условие завершения", "completion condition", "test_activities::test_iterations_can_end_early"),
    refused(
        "без собрания и числа", "neither a collection nor a number", "loop-not-executed",
        alone(task("work", element("multiInstanceLoopCharacteristics"))),
    ),
    refused(
        "результаты без имени у экземпляра", "results without a name in the iteration", "loop-not-executed",
        alone(task("work", element("multiInstanceLoopCharacteristics", "", "<loopCardinality>2</loopCardinality>",
                                   "<loopDataOutputRef>all</loopDataOutputRef>"))),
    ),
    Row("событие каждого экземпляра", "behavior none", f"{BEHAVIOR}none_every_completed_iteration_throws"),
    Row("событие первого", "behavior one", f"{BEHAVIOR}one_only_the_first_completed_iteration_throws"),
    Row("без событий", "behavior all", f"{BEHAVIOR}all_nothing_is_thrown_whatever_is_referred_to"),
    Row("события по условиям", "behavior complex", f"{BEHAVIOR}complex_those_throw_for_which_a_condition_holds"),
    Row(
        "сколько токенов нужно", "startQuantity",
        "test_quantities::test_an_activity_begins_when_as_many_tokens_have_come_as_it_needs",
    ),
    Row(
        "сколько токенов даёт", "completionQuantity",
        "test_quantities::test_an_activity_gives_as_many_tokens_as_it_says",
    ),
)  # fmt: skip

STEPS = (
    Row("шаг до элемента", "asyncBefore", "test_continuations::test_async_before_ends_the_step_before_the_work"),
    Row(
        "шаг после элемента", "asyncAfter",
        "test_continuations::test_async_after_ends_the_step_between_the_work_and_the_flow",
    ),
    Row(
        "шаг у шлюзов, событий, подпроцессов", "steps at gateways, events, subprocesses",
        "test_continuations::test_gateways_events_and_subprocesses_stop_too",
    ),
    Row(
        "шаг каждого экземпляра", "steps of iterations",
        "test_continuations::test_the_loop_says_whether_each_iteration_stops",
    ),
    Row(
        "по очереди в одном экземпляре", "exclusive",
        "integration/test_continuations::test_steps_of_one_instance_are_taken_one_after_another_whatever_is_said",
    ),
    warned(
        "одновременно в одном экземпляре", "side by side in one instance (exclusive=false)", "exclusive-idle",
        alone(task("work", tag="serviceTask", camunda__topic="a.b", camunda__exclusive="false")),
    ),
    Row(
        "повторы после сбоя", "retry time cycle",
        "test_continuations::test_a_failure_is_tried_again_after_each_pause_and_then_an_incident",
    ),
    refused(
        "повторы, которых не понять", "retry time cycle that says nothing", "retry-cycle-invalid",
        alone(task("work", "<extensionElements><camunda:failedJobRetryTimeCycle>R3</camunda:failedJobRetryTimeCycle>"
                   "</extensionElements>", tag="serviceTask", camunda__topic="a.b")),
    ),
    Row(
        "пропуск шага со сбоем", "leaving an incident behind",
        "test_continuations::test_an_incident_left_behind_goes_on_at_the_next_element_without_results",
    ),
)  # fmt: skip

GROUPS = {
    "Задачи · Tasks": TASKS,
    "Подпроцессы · Subprocesses": SUBPROCESSES,
    "Повторы и количества · Loops and quantities": LOOPS,
    "Шаги и попытки · Steps and attempts": STEPS,
}
