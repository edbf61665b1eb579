"""Both dialects end in the same values: nothing behind the parser knows which one a diagram was drawn in."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dialect.extension_readers import formula, read_extensions
from engine.dialect.extensions import Extensions, Parameter
from engine.dialect.reader import read
from engine.dialect.retry_cycles import read_delays
from engine.durations import Duration
from engine.scripting import ExpressionSyntaxError
from tests.diagrams import element, process, task

VARIABLES: dict[str, Any] = {"lead": {"number": "Л-7", "id": 7}, "manager": 3, "result": {"id": 12}}


def extensions(*content: str, tag: str = "task", **attributes: str) -> Extensions:
    """The extensions of one node, with what stands in its ``extensionElements``."""
    node = task("work", element("extensionElements", "", *content), tag=tag, **attributes)
    return read_extensions(read(process(node), "example.bpmn").elements["work"])


def mapping(*parameters: str) -> Extensions:
    return extensions(element("camunda:inputOutput", "", *parameters), tag="serviceTask")


def given(name: str, content: str) -> str:
    return f'<camunda:inputParameter name="{name}">{content}</camunda:inputParameter>'


def values(parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    return {parameter.name: parameter.value.evaluate(VARIABLES) for parameter in parameters}


def test_a_node_without_extensions_has_empty_ones() -> None:
    found = extensions()
    assert (found.inputs, found.outputs, found.topic, dict(found.properties)) == ((), (), None, {})
    assert found.user_task.form_key is None
    assert found.jobs.async_before is False


def test_a_user_task_names_its_form_performer_and_dates() -> None:
    user_task = extensions(
        tag="userTask",
        camunda__formKey="qualify",
        camunda__assignee="${manager}",
        camunda__candidateGroups="sales_managers,head_of_sales",
        camunda__dueDate="PT4H",
        camunda__priority="70",
    ).user_task
    assert user_task.form_key == "qualify"
    assert user_task.assignee is not None
    assert user_task.assignee.evaluate(VARIABLES) == 3
    assert user_task.candidate_groups is not None
    assert user_task.candidate_groups.evaluate({}) == "sales_managers,head_of_sales"
    assert user_task.due_date is not None
    assert user_task.due_date.evaluate({}) == "PT4H"
    assert user_task.candidate_users is None


@pytest.mark.parametrize("file", ["qualify-schema.json", "qualify.json"])
def test_a_form_of_spiffarena_is_named_by_its_schema_file(file: str) -> None:
    named = element("spiffworkflow:property", name="formJsonSchemaFilename", value=file)
    found = extensions(element("spiffworkflow:properties", "", named), tag="userTask")
    assert found.user_task.form_key == "qualify"


def test_parameters_are_texts_with_expressions() -> None:
    found = mapping(given("title", "Заявка № ${lead.number}"), given("lead", "${lead}"), given("plain", " text "))
    assert values(found.inputs) == {"title": "Заявка № Л-7", "lead": VARIABLES["lead"], "plain": "text"}


def test_parameters_may_be_maps_and_lists_of_them() -> None:
    entries = '<camunda:entry key="number">${lead.number}</camunda:entry>'
    ids = "<camunda:list><camunda:value>${lead.id}</camunda:value></camunda:list>"
    found = mapping(
        given("data", f'<camunda:map>{entries}<camunda:entry key="ids">{ids}</camunda:entry></camunda:map>')
    )
    assert values(found.inputs) == {"data": {"number": "Л-7", "ids": [7]}}
    assert found.inputs[0].value.names == {"lead"}


def test_a_parameter_may_be_a_script() -> None:
    found = mapping(given("double", '<camunda:script scriptFormat="python">lead.id * 2</camunda:script>'))
    assert values(found.inputs) == {"double": 14}


def test_output_parameters_take_what_the_operation_gave() -> None:
    found = mapping('<camunda:outputParameter name="deal_id">${result.id}</camunda:outputParameter>')
    assert values(found.outputs) == {"deal_id": 12}


def test_both_dialects_name_the_same_operation() -> None:
    """SpiffArena's values are bare expressions, Camunda's are texts."""
    camunda = extensions(
        element(
            "camunda:inputOutput",
            "",
            given("record", "${lead}"),
            '<camunda:outputParameter name="lead">${result}</camunda:outputParameter>',
        ),
        tag="serviceTask",
        camunda__type="external",
        camunda__topic="records.update",
    )
    parameter = element("spiffworkflow:parameter", "record", value="lead")
    operator = element(
        "spiffworkflow:serviceTaskOperator",
        "records.update",
        element("spiffworkflow:parameters", "", parameter),
        resultVariable="lead",
    )
    spiff = extensions(operator, tag="serviceTask")
    assert camunda.topic == spiff.topic == "records.update"
    assert values(camunda.inputs) == values(spiff.inputs) == {"record": VARIABLES["lead"]}
    assert values(camunda.outputs) == values(spiff.outputs) == {"lead": VARIABLES["result"]}


@pytest.mark.parametrize("dialect", ["camunda", "spiffworkflow"])
def test_properties_are_read_in_both_dialects(dialect: str) -> None:
    named = element(f"{dialect}:property", name="title", value="Квалифицировать № ${lead.number}")
    found = extensions(element(f"{dialect}:properties", "", named))
    assert found.properties == {"title": "Квалифицировать № ${lead.number}"}


def test_a_call_names_its_process_and_what_passes() -> None:
    passed = [
        element("camunda:in", source="lead.number", target="number"),
        element("camunda:in", sourceExpression="${manager}", target="responsible"),
        element("camunda:in", businessKey="${lead.number}"),
        element("camunda:out", variables="all"),
        element("camunda:out", source="result.id", target="deal_id"),
    ]
    call = extensions(
        *passed,
        tag="callActivity",
        calledElement="make_deal",
        camunda__calledElementBinding="version",
        camunda__calledElementVersion="3",
    ).call
    assert (call.process, call.binding, call.version) == ("make_deal", "version", "3")
    assert values(call.inputs) == {"number": "Л-7", "responsible": 3}
    assert values(call.outputs) == {"deal_id": 12}
    assert (call.all_in, call.all_out) == (False, True)
    assert call.business_key is not None
    assert call.business_key.evaluate(VARIABLES) == "Л-7"


def test_job_attributes_say_when_a_step_is_a_job_of_its_own() -> None:
    cycle = "<camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle>"
    jobs = extensions(cycle, camunda__asyncBefore="true").jobs
    assert (jobs.async_before, jobs.async_after) == (True, False)
    assert extensions(camunda__async="true").jobs.async_before  # as it was called in Camunda up to 7.0
    assert jobs.retry_delays == (Duration.parse("PT10M"), Duration.parse("PT10M"))


@pytest.mark.parametrize(
    ("text", "pauses"),
    [("R1/PT5M", []), ("R3/PT10M", ["PT10M", "PT10M"]), ("PT1M,PT1H", ["PT1M", "PT1H"]), ("P1D", ["P1D"])],
)
def test_a_retry_cycle_gives_the_pauses_between_attempts(text: str, pauses: list[str]) -> None:
    assert read_delays(text) == tuple(map(Duration.parse, pauses))


@pytest.mark.parametrize("text", ["R0/PT5M", "R101/PT5M", "R/PT5M", "3", "PT0S", "-PT5M", "PT5M,", "R3/PT5M,PT1M"])
def test_a_retry_cycle_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Expected "):
        read_delays(text)


def test_an_expression_that_does_not_compile_is_refused() -> None:
    with pytest.raises(ExpressionSyntaxError):
        extensions(tag="userTask", camunda__assignee="${lead.}")


@pytest.mark.parametrize("source", ["lead.id > 5", "${lead.id > 5}", "#{lead.id gt 5}"])
def test_a_formula_may_be_bare_or_in_braces(source: str) -> None:
    found = formula(source)
    assert found is not None
    assert found.evaluate(VARIABLES) is True


@pytest.mark.parametrize("source", [None, "", "  \n"])
def test_a_blank_formula_is_none(source: str | None) -> None:
    assert formula(source) is None
