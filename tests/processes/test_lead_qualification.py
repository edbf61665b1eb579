"""What the requirements say of handling a client's request (S0-1 to S0-10) is shown by scenarios."""

import pytest

from engine.deployment import PROCESSES, read_package
from engine.dialect.namespaces import bpmn, camunda
from engine.forms import load_form
from engine.scenarios import scenarios_of

FOLDER = PROCESSES / "lead_qualification"


def test_every_requirement_from_s0_1_to_s0_10_has_a_scenario() -> None:
    shown = {requirement for scenario in scenarios_of(FOLDER) for requirement in scenario.requirements}
    assert shown >= {f"S0-{number}" for number in (1, 2, 3, 5, 6, 7, 8, 9, 10)}


def test_s0_2_every_task_has_a_form_a_performer_and_a_deadline() -> None:
    package = read_package(FOLDER)
    for task in package.document.root.iter(bpmn("userTask")):
        assert task.get(camunda("formKey")) in package.form_keys
        assert task.get(camunda("assignee")) or task.get(camunda("candidateGroups"))
        assert task.get(camunda("dueDate"))


@pytest.mark.parametrize(("form", "decision"), [("assign_manager", "reject"), ("qualify_lead", "not_target")])
def test_s0_6_and_s0_7_whoever_rejects_says_why(form: str, decision: str) -> None:
    errors = load_form(read_package(FOLDER).files[f"forms/{form}.json"]).validate({"decision": decision})
    assert [error.path for error in errors] == [("reject_reason",)]
