"""What the requirements say of adding a counterparty (S1-19 to S1-31) is shown by scenarios and by what forms show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.deployment import PROCESSES, packages, read_package
from engine.dialect.namespaces import bpmn, camunda
from engine.forms import Form, load_form
from engine.prefill import initial_values
from engine.scenarios import scenarios_of
from engine.scenarios.deeds import open_tasks
from engine.scenarios.play import STEPS
from engine.scenarios.world import World
from persistence.instances import ProcessInstance

FOLDER = PROCESSES / "counterparty_onboarding"
APPROVALS = ("approve_by_manager", "approve_by_finance_director")


def form(key: str) -> Form:
    return load_form(read_package(FOLDER).files[f"forms/{key}.json"])


def choices(key: str) -> list[str]:
    return [choice["const"] for choice in form(key).schema["properties"]["decision"]["oneOf"]]


def shown(file: str, task: str) -> dict[str, Any]:
    """What the form of a task starts with when the scenario first comes to it."""
    scenario = next(scenario for scenario in scenarios_of(FOLDER) if scenario.file == f"{file}.yaml")
    with closing(World(packages(PROCESSES), scenario)) as world:
        for step in scenario.steps:
            kind = next(kind for kind in STEPS if kind in step)
            STEPS[kind].do(world, step)
            with world.transaction() as session:
                for values in _shown(world, session, task):
                    return values
    raise AssertionError(f"{file} never comes to {task}")


def _shown(world: World, session: Session, task: str) -> Iterator[dict[str, Any]]:
    for row in open_tasks(session):
        if row.element_id == task:
            instance = session.get_one(ProcessInstance, row.instance_id)
            definition = world.engine.definitions.get(session, instance.definition_id)
            yield initial_values(session, definition, instance.id, row.token, definition.forms[row.form_key or ""])


def test_every_requirement_from_s1_19_to_s1_31_has_a_scenario() -> None:
    told = {requirement for scenario in scenarios_of(FOLDER) for requirement in scenario.requirements}
    assert told == {f"S1-{number}" for number in range(19, 32)}


def test_every_task_has_a_form_a_performer_a_deadline_and_somebody_who_is_told_when_it_is_late() -> None:
    package = read_package(FOLDER)
    for task in package.document.root.iter(bpmn("userTask")):
        assert task.get(camunda("formKey")) in package.form_keys
        assert task.get(camunda("assignee")) or task.get(camunda("candidateGroups"))
        assert task.get(camunda("dueDate"))
        assert any(item.get("name") == "escalateTo" for item in task.iter(camunda("property")))


def test_s1_20_the_start_form_asks_for_the_whole_card() -> None:
    asked = set(form("start").schema["else"]["properties"]["card"]["properties"])
    assert asked >= {"name", "entered_on", "department", "company_type", "legal_form", "country", "region", "locality"}
    assert asked >= {"business_group", "short_name", "full_name", "bank_name", "contacts", "documents"}
    assert {"responsible", "manager", "files"} <= set(form("start").field_names())


@pytest.mark.parametrize(
    ("legal_form", "asked"),
    [
        ("ooo", {"inn", "kpp", "ogrn", "bik", "account", "region"}),
        ("ao", {"inn", "kpp", "ogrn", "bik", "account", "region"}),
        ("ip", {"inn", "ogrn", "bik", "account", "region"}),
        ("self_employed", {"inn", "bik", "account", "region"}),
        ("foreign", {"registration_number", "foreign_account"}),
    ],
)
def test_s1_21_the_legal_form_decides_which_details_are_needed(legal_form: str, asked: set[str]) -> None:
    needed = {"inn", "kpp", "ogrn", "registration_number", "bik", "account", "foreign_account", "region"}
    errors = form("start").validate({"subject": "new", "card": {"legal_form": legal_form}})
    assert {str(error.path[-1]) for error in errors} & needed == asked


@pytest.mark.parametrize(
    ("legal_form", "number", "keyword"),
    [
        ("ooo", "7707083894", "format"),
        ("ooo", "500100732259", "maxLength"),
        ("ip", "500100732250", "format"),
        ("ip", "7707083893", "minLength"),
    ],
)
def test_s1_21_an_inn_is_checked_by_its_digits_and_whose_it_is(legal_form: str, number: str, keyword: str) -> None:
    errors = form("start").validate({"subject": "new", "card": {"legal_form": legal_form, "inn": number}})
    assert [error.keyword for error in errors if error.path == ("card", "inn")] == [keyword]


@pytest.mark.parametrize("key", APPROVALS)
def test_s1_21_approvers_see_similar_companies(key: str) -> None:
    assert shown("details_belong_to_another_card", key)["similar"] == [
        {"number": "К-00001", "name": "Вега-Трейд", "inn": "7707083893", "locality": "Тверь", "stage": "verified"}
    ]


def test_s1_21_the_employee_sees_whose_the_details_are() -> None:
    values = shown("details_belong_to_another_card", "complete_card")
    assert values["taken_by"] == "К-00001 · Вега-Трейд"
    assert [row["name"] for row in values["similar"]] == ["Вега-Трейд"]
    assert values["card"]["kpp"] == "770701001"


def test_s1_24_whoever_rejects_says_why() -> None:
    errors = form("approve_by_manager").validate({"decision": "reject"})
    assert [error.path for error in errors] == [("comment",)]


def test_s1_25_the_financial_director_sees_the_same_fields() -> None:
    assert form(APPROVALS[0]).field_names() == form(APPROVALS[1]).field_names()
    first, second = (shown("card_is_approved", key) for key in APPROVALS)
    assert first["contacts"] == second["contacts"] != []
    assert first["documents"] == second["documents"] != []


def test_s1_27_there_are_exactly_two_reasons_and_each_needs_a_comment() -> None:
    assert choices("state_reason") == ["changes", "not_needed"]
    for reason in choices("state_reason"):
        assert [error.path for error in form("state_reason").validate({"decision": reason})] == [("comment",)]


def test_s1_28_the_employee_sees_the_comments_and_the_card_as_it_was_sent() -> None:
    values = shown("manager_rejects_and_card_is_sent_again", "complete_card")
    assert [(line["author"], line["text"]) for line in values["remarks"]] == [("anna", "Нет адреса доставки")]
    assert values["card"]["name"] == "Вега"


def test_s1_28_of_an_unverified_company_what_is_known_is_filled_in() -> None:
    known = {
        "name": "ООО «Вега»",
        "company_type": "client",
        "phone": "+7 495 123-45-67",
        "comment": "Пришла с выставки",
    }
    assert shown("unverified_company_is_verified", "complete_card")["card"] == known


def test_a_comment_shown_in_a_form_cannot_be_changed_there() -> None:
    for key in ("complete_card", *APPROVALS):
        branches = [branch["then"]["properties"] for branch in form(key).schema["allOf"]]
        assert all(field["readOnly"] for branch in branches for field in branch.values())
