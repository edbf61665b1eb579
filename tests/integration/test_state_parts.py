"""Large variables and items still to come, in rows of their own: through steps, taking back, the end, and the check."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine import commands
from engine.semantics import large, queues
from persistence.recall_points import RecallPoint
from persistence.state_parts import StatePart
from tests.databases import Database
from tests.diagrams import end, many, process, script, start, task
from tests.integration.company import COMPANIES, Company, step

LONG = "слово " * large.LARGE
ITEMS = list(range(queues.FEW * 3 + 2))
SEQUENCE = process(
    start(), step("work", content=many("${items}", "item", sequential=True)), end(), flows="start work end"
)
ASSIGNING = process(
    start(), step("first"), script("change", "text = text[:3] + note"), step("second"), end(),
    flows="start first change second end",
)  # fmt: skip


def kept(company: Company) -> list[tuple[str, str]]:
    return [(row.kind, row.name) for row in company.rows(StatePart)]


def test_a_large_variable_is_kept_beside_the_state_until_it_is_small(company: Company) -> None:
    company.deploy(ASSIGNING)
    instance_id = company.start(text=LONG)
    assert kept(company) == [(large.KIND, "text")]
    assert len(company.instance(instance_id).state) < 500
    company.complete(instance_id, "first", note="!")
    assert (kept(company), company.variables(instance_id)["text"]) == ([], "сло!")


def test_what_a_step_did_to_a_large_variable_can_be_taken_back(company: Company) -> None:
    company.deploy(ASSIGNING)
    instance_id = company.start(text=LONG)
    task = company.task(instance_id, "first")
    company.do(commands.claim, task.id, company.anna)
    company.do(commands.complete_task, task.id, {"note": "!"}, company.anna)
    company.do(commands.recall_task, task.id, company.anna)
    assert (kept(company), [row.content for row in company.rows(StatePart)]) == ([(large.KIND, "text")], [f'"{LONG}"'])
    company.complete(instance_id, "first", note="?")
    assert company.variables(instance_id)["text"] == "сло?"


def test_the_items_of_a_sequence_come_in_order_and_nothing_of_them_is_left(company: Company) -> None:
    company.deploy(SEQUENCE)
    instance_id = company.start(items=ITEMS)
    assert len(kept(company)) == 3
    for _ in ITEMS:
        assert company.tasks(instance_id) == ["work"]
        company.complete(instance_id, "work")
    assert (company.instance(instance_id).status, kept(company)) == ("completed", [])


def test_an_item_that_was_the_first_of_its_part_can_be_taken_back(company: Company) -> None:
    company.deploy(SEQUENCE)
    instance_id = company.start(items=ITEMS)
    for _ in range(queues.FEW):
        company.complete(instance_id, "work")
    before = kept(company)
    task = company.task(instance_id, "work")
    company.do(commands.claim, task.id, company.anna)
    company.do(commands.complete_task, task.id, {}, company.anna)
    assert len(kept(company)) == len(before) - 1
    company.do(commands.recall_task, task.id, company.anna)
    assert kept(company) == before


def test_what_is_cancelled_keeps_no_items_to_come(company: Company) -> None:
    company.deploy(SEQUENCE)
    instance_id = company.start(items=ITEMS)
    company.do(commands.cancel_instance, instance_id, company.anna, "Передумали")
    assert kept(company) == []


def test_for_what_cannot_be_taken_back_nothing_of_before_is_kept(database: Database) -> None:
    company = Company(database, {"numbering.next": lambda context: "Д-1"})
    number = task("number", tag="serviceTask", camunda__type="external", camunda__topic="numbering.next")
    work = step("work", content=many("${items}", "item"))
    company.deploy(process(start(), step("first"), number, work, end(), flows="start first number work end"))
    company.complete(company.start(items=ITEMS), "first")
    (point,) = company.rows(RecallPoint)
    assert (point.refusal, point.before["parts"], len(kept(company))) == ("unrepeatable", [], len(ITEMS))


@pytest.mark.parametrize(("diagram", "given"), [(SEQUENCE, {"items": ITEMS}), (ASSIGNING, {"text": LONG})])
def test_a_lost_part_is_found_by_the_check(company: Company, diagram: bytes, given: dict[str, object]) -> None:
    company.deploy(diagram)
    company.start(**given)
    with company.database.sessions.begin() as session:
        session.execute(delete(StatePart))
    found = company.differences()
    COMPANIES.clear()  # what differs does so on purpose
    assert ["beside its state, but there is nothing" in difference for difference in found] == [True]
