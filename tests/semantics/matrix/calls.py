"""Call activities, and the processes and global tasks they call."""

from __future__ import annotations

from tests.diagrams import task
from tests.semantics.matrix.activities import alone
from tests.semantics.matrix.row import Row, drawing, refused

CALLS, GLOBAL = "integration/test_calls::test_", "integration/test_global_tasks::test_"


def calling(**attributes: str) -> bytes:
    return alone(task("work", tag="callActivity", **{"calledElement": "other", **attributes}))


CALLED = (
    Row(
        "вызов процесса", "call activity",
        f"{CALLS}its_end_gives_back_what_is_mapped_and_goes_on_in_the_caller", "callActivity",
    ),
    Row(
        "процесс того же файла", "process of the same file",
        f"{GLOBAL}a_process_of_the_same_file_can_be_called_also_by_a_name_with_a_prefix",
    ),
    Row("последняя версия", "latest version", f"{CALLS}the_latest_version_is_called_unless_one_is_named"),
    Row("версия по номеру", "version by its number", f"{CALLS}the_latest_version_is_called_unless_one_is_named"),
    Row("версия по метке", "version by its tag", f"{CALLS}the_newest_version_with_a_tag_is_called_by_the_tag"),
    Row(
        "версия, которой нет", "version that is not there",
        f"{CALLS}a_version_that_is_not_there_is_an_incident_and_what_was_typed_stays",
    ),
    Row(
        "версия той же публикации", "version of the same deployment",
        f"{CALLS}what_was_deployed_in_the_same_file_is_called_whatever_came_later",
    ),
    refused(
        "версия той же публикации у процесса другого файла", "version of the same deployment, of another file",
        "binding-wrong", calling(camunda__calledElementBinding="deployment"),
    ),
    refused("вычисляемый процесс", "process whose name is computed", "called-process-missing",
            calling(calledElement="${which}")),
    Row(
        "данные на входе и выходе вызова", "data inputs and outputs of a call",
        "test_data_associations::test_a_call_passes_its_data_inputs_and_takes_its_data_outputs_10_3_6",
    ),
    Row(
        "вызов для каждого элемента", "multi-instance call",
        f"{CALLS}every_position_is_an_instance_and_results_keep_the_order_of_the_positions",
    ),
    Row(
        "ошибка вызванного", "error of what is called",
        f"{CALLS}an_error_end_of_a_called_process_is_caught_on_the_call",
    ),
    Row(
        "эскалация вызванного", "escalation of what is called",
        f"{CALLS}an_escalation_of_a_called_process_is_caught_on_the_call_and_goes_on_beside_it",
    ),
    Row("отмена вызвавшего", "cancelling the caller", f"{CALLS}cancelling_the_caller_cancels_everything_it_called"),
    Row("глобальная задача", "global task", f"{GLOBAL}other_global_tasks_are_the_tasks_they_are_called_after"),
    Row(
        "глобальная пользовательская", "global user task",
        f"{GLOBAL}a_global_user_task_is_done_in_an_instance_of_its_own",
    ),
    Row("глобальная ручная", "global manual task", f"{GLOBAL}other_global_tasks_are_the_tasks_they_are_called_after"),
    Row("глобальный сценарий", "global script task", f"{GLOBAL}a_global_script_task_is_done_within_the_step"),
    Row(
        "глобальное бизнес-правило", "global business rule task",
        "test_global_tasks::test_a_global_business_rule_task_decides_where_it_is_called_10_3_6",
    ),
    drawing(
        "глобальная задача, которую никто не вызывает", "global task nobody calls",
        f"{GLOBAL}a_global_task_that_nobody_calls_is_documentation",
    ),
)  # fmt: skip

GROUPS = {"Вызовы и глобальные задачи · Calls and global tasks": CALLED}
