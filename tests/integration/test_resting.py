"""Parallel iterations out of many: each is kept in a row of its own and fetched when its turn comes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import delete

from engine import commands, prefill, state
from engine.semantics import resting
from engine.shelves import StoredShelf
from persistence.state_parts import StatePart
from persistence.user_tasks import UserTask
from tests.diagrams import boundary, element, end, gateway, many, process, start, timer
from tests.integration.company import COMPANIES, Company, step

CROWD = 3
ITEMS = ["bolts", "nuts", "nails", "screws"]
WORK = step("work", content=many("${items}", "item"))
DIAGRAM = process(start(), WORK, end(), flows="start work end")


@pytest.fixture(autouse=True)
def three_are_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "CROWD", CROWD)


def at_rest(company: Company, instance_id: int) -> list[str]:
    """The items of the iterations on the shelf."""
    rows = company.rows(StatePart, instance_id=instance_id, kind=resting.KIND)
    return sorted(orjson.loads(row.content)[5]["item"] for row in rows)


def tokens(company: Company, instance_id: int) -> int:
    """How many tokens are read with the state."""
    instance = company.instance(instance_id)
    with company.database.sessions() as session:
        spec = company.engine.definitions.get(session, instance.definition_id).spec
        return len(state.load(instance.state, spec, StoredShelf(session, instance_id)).tasks)


def begun(company: Company, diagram: bytes = DIAGRAM, items: list[str] = ITEMS) -> int:
    company.deploy(diagram)
    return company.start(items=items)


def test_iterations_that_wait_for_people_are_kept_beside_the_state(company: Company) -> None:
    instance_id = begun(company)
    assert (at_rest(company, instance_id), tokens(company, instance_id)) == (sorted(ITEMS), 1)


def test_a_few_are_kept_with_it(company: Company) -> None:
    instance_id = begun(company, items=ITEMS[: CROWD - 1])
    assert (at_rest(company, instance_id), tokens(company, instance_id)) == ([], CROWD)


def test_one_that_is_completed_is_kept_no_more_and_the_last_one_ends_the_activity(company: Company) -> None:
    instance_id = begun(company)
    for left in (["nails", "nuts", "screws"], ["nails", "screws"], ["screws"], []):
        company.complete(instance_id, "work")
        assert at_rest(company, instance_id) == left
    assert company.instance(instance_id).status == "completed"


def test_the_form_of_a_resting_task_begins_with_what_its_iteration_knows(company: Company) -> None:
    form = {"title": "Что", "schema": {"type": "object", "properties": {"item": {"type": "string"}}}}
    company.deploy(DIAGRAM, anything=orjson.dumps(form))
    instance_id = company.start(items=ITEMS)
    with company.database.sessions() as session:
        definition = company.engine.definitions.get(session, company.instance(instance_id).definition_id)
        tasks = company.rows(UserTask, instance_id=instance_id)
        seen = [
            prefill.initial_values(session, definition, instance_id, task.token, definition.forms["anything"])
            for task in tasks
        ]
    assert sorted(values["item"] for values in seen) == sorted(ITEMS)


def test_what_ends_the_activity_early_ends_those_at_rest(company: Company) -> None:
    until = element("completionCondition", "", "${nrOfCompletedInstances == 1}")
    early = step("work", content=many("${items}", "item", until))
    instance_id = begun(company, process(start(), early, end(), flows="start work end"))
    company.complete(instance_id, "work")
    assert (company.instance(instance_id).status, at_rest(company, instance_id)) == ("completed", [])
    assert sorted(task.status for task in company.rows(UserTask)) == ["cancelled"] * 3 + ["completed"]


@pytest.mark.parametrize("how", ["timer", "by hand"])
def test_what_interrupts_the_activity_interrupts_those_at_rest(company: Company, how: str) -> None:
    diagram = process(
        start(), WORK, boundary("late", "work", timer("P1D")), step("after"), end(), end("end2"),
        flows="start work end; late after end2",
    )  # fmt: skip
    instance_id = begun(company, diagram)
    company.complete(instance_id, "work")
    if how == "timer":
        company.forward(days=1)
    else:
        company.do(commands.cancel_instance, instance_id, company.anna, "Передумали")
    assert at_rest(company, instance_id) == []
    assert company.tasks(instance_id) == (["after"] if how == "timer" else [])


def test_a_completed_iteration_can_be_taken_back(company: Company) -> None:
    instance_id = begun(company)
    task = company.task(instance_id, "work")
    company.do(commands.claim, task.id, company.anna)
    company.do(commands.complete_task, task.id, {"answer": 1}, company.anna)
    company.do(commands.recall_task, task.id, company.anna)
    assert at_rest(company, instance_id) == sorted(ITEMS)
    for _ in ITEMS:
        company.complete(instance_id, "work")
    assert company.instance(instance_id).status == "completed"


def test_the_step_that_began_the_iterations_can_be_taken_back(company: Company) -> None:
    diagram = process(start(), step("first"), WORK, end(), flows="start first work end")
    instance_id = begun(company, diagram)
    task = company.task(instance_id, "first")
    company.do(commands.claim, task.id, company.anna)
    company.do(commands.complete_task, task.id, {}, company.anna)
    assert at_rest(company, instance_id) == sorted(ITEMS)
    company.do(commands.recall_task, task.id, company.anna)
    assert (at_rest(company, instance_id), company.tasks(instance_id)) == ([], ["first"])
    company.complete(instance_id, "first")
    assert company.tasks(instance_id) == ["work"] * 4


def test_of_two_activities_each_has_its_own(company: Company) -> None:
    other = step("other", content=many("${items}", "item"))
    diagram = process(
        start(), gateway("parallel", "fork"), WORK, other, boundary("late", "other", timer("P1D")), end(), end("end2"),
        flows="start fork work end; fork other end2; late end2",
    )  # fmt: skip
    instance_id = begun(company, diagram)
    assert len(at_rest(company, instance_id)) == 2 * len(ITEMS)
    company.forward(days=1)
    assert (at_rest(company, instance_id), company.tasks(instance_id)) == (sorted(ITEMS), ["work"] * 4)


@pytest.mark.parametrize("kept", [3, 0])
def test_what_is_lost_of_them_is_found_by_the_check(company: Company, kept: int) -> None:
    instance_id = begun(company)
    rows: Any = company.rows(StatePart, kind=resting.KIND)
    with company.database.sessions.begin() as session:
        session.execute(delete(StatePart).where(StatePart.name.in_([row.name for row in rows[kept:]])))
    found = [difference for difference in company.differences() if "at rest" in difference]
    COMPANIES.clear()  # what differs does so on purpose
    assert found == [f"instance {instance_id}: Expected 4 tokens at rest by its state, but {kept} are kept"]
