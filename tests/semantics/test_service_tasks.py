"""Service tasks: operations with arguments and results (BPMN 2.0.2, 10.3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import BpmnError, OperationError
from engine.testing import ProcessRun
from tests.diagrams import boundary, element, end, extended, gateway, many, mapping, process, start, task, user

Run = Callable[..., ProcessRun]


def service(*content: str, events: str = "", flows: str = "") -> bytes:
    """The operation ``deal.create``, then a person."""
    work = task("work", *content, tag="serviceTask", camunda__topic="deal.create", camunda__type="external")
    return process(
        start(), work, events, user("next", "other"), end(), flows=f"start work next end; {flows}",
        extra=[element("error", "taken", errorCode="number_taken")],
    )  # fmt: skip


def test_input_parameters_are_the_arguments(run: Run) -> None:
    arguments = {"title": "Сделка ${client.name}", "amount": "${2 * price}", "client": "${client}"}
    instance = run(service(extended(mapping(arguments))), {"client": {"name": "Ромашка"}, "price": 0.1})
    assert instance.effects.performed == [
        ("deal.create", {"title": "Сделка Ромашка", "amount": 0.2, "client": {"name": "Ромашка"}})
    ]
    assert instance.data == {"client": {"name": "Ромашка"}, "price": 0.1}


def test_lists_and_maps_are_arguments_too(run: Run) -> None:
    lines = element(
        "camunda:inputParameter", "", element("camunda:list", "", "<camunda:value>${n}</camunda:value>"), name="a"
    )
    data = element(
        "camunda:inputParameter",
        "",
        element("camunda:map", "", '<camunda:entry key="k">${n} шт.</camunda:entry>'),
        name="b",
    )
    instance = run(service(extended(element("camunda:inputOutput", "", lines, data))), {"n": 3})
    assert instance.effects.performed == [("deal.create", {"a": [3], "b": {"k": "3 шт."}})]


def test_an_operation_without_parameters_gets_no_arguments(run: Run) -> None:
    assert run(service(), {"n": 1}).effects.performed == [("deal.create", {})]


def test_the_result_is_there_for_output_parameters_and_nowhere_else(run: Run) -> None:
    content = extended(mapping({"title": "new"}, {"deal": "${result}", "number": "${result.number}"}))
    instance = run(service(content), results={"deal.create": {"id": 5, "number": "Д-5"}})
    assert instance.data == {"deal": {"id": 5, "number": "Д-5"}, "number": "Д-5"}


def test_without_output_parameters_the_result_is_dropped(run: Run) -> None:
    assert run(service(), results={"deal.create": 5}).data == {}


def test_an_operation_that_fails_is_an_incident_and_a_retry_runs_it_again(run: Run) -> None:
    answers: list[Any] = [OperationError("The warehouse does not answer"), 17]

    def create(**_: Any) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    content = extended(mapping(outputs={"deal": "${result}"}))
    instance = run(service(content), results={"deal.create": create})
    assert [(i.kind, i.message) for i in instance.incidents] == [("operation", "The warehouse does not answer")]
    instance.retry("work")
    assert (instance.incidents, instance.tasks, instance.data) == ([], ["next"], {"deal": 17})


def test_a_failing_output_parameter_does_not_run_the_operation_again(run: Run) -> None:
    content = extended(mapping(outputs={"deal": "${result.id + offset}"}))
    instance = run(service(content), results={"deal.create": {"id": 5}})
    assert [i.element_id for i in instance.incidents] == ["work"]
    instance.retry("work", offset=10)
    assert (instance.tasks, instance.data) == (["next"], {"deal": 15})
    assert len(instance.effects.performed) == 1


def test_an_argument_that_cannot_be_computed_is_an_incident_before_the_operation(run: Run) -> None:
    instance = run(service(extended(mapping({"title": "${lead.name}"}))))
    assert ([i.kind for i in instance.incidents], instance.effects.performed) == (["expression"], [])


def test_an_error_of_the_operation_is_caught_on_its_boundary(run: Run) -> None:
    taken = boundary("is_taken", "work", '<errorEventDefinition errorRef="taken"/>')
    diagram = service(events=taken, flows="is_taken other end")
    instance = run(diagram, results={"deal.create": BpmnError("number_taken", "Д-5 is taken")})
    assert (instance.tasks, instance.data["error_message"]) == (["other"], "Д-5 is taken")


def test_other_branches_go_on_beside_a_failed_operation(run: Run) -> None:
    work = task("work", tag="serviceTask", camunda__topic="deal.create")
    diagram = process(
        start(), gateway("parallel", "fork"), work, user("a", "b"), end(), flows="start fork work end; fork a b end"
    )
    instance = run(diagram, results={"deal.create": OperationError("No")})
    instance.complete("a")
    assert (instance.tasks, len(instance.incidents)) == (["b"], 1)


@pytest.mark.parametrize("sequential", [False, True])
def test_one_operation_per_item_gathers_the_results_in_order(run: Run, sequential: bool) -> None:
    results = "<loopDataOutputRef>deals</loopDataOutputRef><outputDataItem name='deal'/>"
    content = extended(mapping({"name": "${each}"}, {"deal": "${result}"}))
    loop = many('${["a", "b"]}', "each", results, sequential=sequential)
    instance = run(service(content, loop), results={"deal.create": lambda name: name.upper()})
    assert (instance.tasks, instance.data) == (["next"], {"deals": ["A", "B"]})


def test_an_iteration_that_fails_is_retried_alone(run: Run) -> None:
    failing = ["b"]

    def create(name: str) -> str:
        if name in failing:
            raise OperationError(f"{name} failed")
        return name

    content = extended(mapping({"name": "${each}"}))
    instance = run(service(content, many('${["a", "b", "c"]}', "each")), results={"deal.create": create})
    assert [i.message for i in instance.incidents] == ["b failed"]
    failing.clear()
    instance.retry("work")
    assert (instance.tasks, [a["name"] for _, a in instance.effects.performed]) == (["next"], ["a", "b", "c", "b"])
