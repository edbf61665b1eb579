"""Global tasks and processes of the same file as what call activities call (BPMN 2.0.2, 10.3.6)."""

from __future__ import annotations

import pytest

from engine.errors import DeploymentRefused
from persistence.instances import ProcessInstance
from tests.diagrams import element, end, extended, process, start
from tests.integration.company import Company, step

GIVEN = {"camunda__formKey": "anything", "camunda__candidateGroups": "staff", "camunda__dueDate": "P1D"}


def caller(*extra: str, called: str = "check", result: str = "checked") -> bytes:
    """Calls ``check`` with ``number`` and takes a result from it, then asks the staff."""
    passed = element("camunda:in", source="number", target="number") + element(
        "camunda:out", source=result, target=result
    )
    call = element("callActivity", "ask", extended(passed), calledElement=called)
    return process(start(), call, step("pay"), end(), flows="start ask pay end", extra=extra)


def test_a_global_user_task_is_done_in_an_instance_of_its_own(company: Company) -> None:
    company.deploy(caller(element("globalUserTask", "check", name="Проверить счёт", **GIVEN)))
    parent = company.start(number=7)
    (child,) = company.children(parent)
    assert (child.key, child.title, company.variables(child.id)) == ("check", "Проверить счёт", {"number": 7})
    assert company.task(child.id, "check_task").name == "Проверить счёт"
    company.complete(child.id, "check_task", checked="yes")
    assert company.tasks(parent) == ["pay"]
    assert company.variables(parent) == {"number": 7, "checked": "yes"}


def test_a_global_script_task_is_done_within_the_step(company: Company) -> None:
    script = element("script").replace("><", ">checked = number * 2<")
    company.deploy(caller(element("globalScriptTask", "check", script, scriptLanguage="python")))
    parent = company.start(number=7)
    assert (company.tasks(parent), company.variables(parent)["checked"]) == (["pay"], 14)


@pytest.mark.parametrize("tag", ["globalTask", "globalManualTask"])
def test_other_global_tasks_are_the_tasks_they_are_called_after(company: Company, tag: str) -> None:
    given = GIVEN if tag == "globalManualTask" else {}
    company.deploy(caller(element(tag, "check", **given), result="number"))
    parent = company.start(number=7)
    (child,) = company.children(parent)
    if tag == "globalManualTask":
        company.complete(child.id, "check_task")
    assert company.tasks(parent) == ["pay"]


def test_a_global_task_that_cannot_run_is_refused(company: Company) -> None:
    with pytest.raises(DeploymentRefused, match="check"):
        company.deploy(caller(element("globalUserTask", "check")))


def test_a_global_task_that_nobody_calls_is_documentation(company: Company) -> None:
    nobodys = element("globalUserTask", "own")
    company.deploy(process(start(), step("pay"), end(), flows="start pay end", extra=[nobodys]))
    assert company.tasks(company.start()) == ["pay"]


def test_a_process_of_the_same_file_can_be_called_also_by_a_name_with_a_prefix(company: Company) -> None:
    inner = process(start("in"), step("look"), end("out"), flows="in look out", process_id="check")
    other = inner[inner.index(b"<process") : inner.index(b"</definitions>")].decode()
    outer = caller(other, called="own:check", result="price")
    company.deploy(outer.replace(b"<definitions ", b'<definitions xmlns:own="urn:test" '))
    parent = company.start(number=7)
    (child,) = company.children(parent)
    company.complete(child.id, "look", price=5)
    assert company.tasks(parent) == ["pay"]
    assert [row.key for row in company.rows(ProcessInstance)] == ["p", "check"]
