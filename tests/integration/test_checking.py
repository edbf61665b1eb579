"""`check_projections` says where rows and states differ; after every other test of this folder they may not."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.diagrams import boundary, catch, element, end, gateway, message, process, script, start, timer
from tests.integration.company import COMPANIES, Company, step

DIAGRAM = process(
    start(), gateway("parallel", "fork"), step("review"), boundary("late", "review", timer("P1D")),
    catch("paid", message("m")), script("sum", "total = 1 / nothing"), end(), extra=[element("message", "m", name="m")],
    flows="start fork review end; fork paid end; fork sum end; late end",
)  # fmt: skip


@pytest.fixture
def waiting(company: Company) -> Company:
    """A company whose one instance waits for a task, a timer and a message, and has an incident."""
    company.deploy(DIAGRAM)
    company.start(nothing=0, amount=5)
    assert company.differences() == []
    COMPANIES.clear()  # what follows differs on purpose
    return company


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM job WHERE task_id IS NULL", "Expected a row for the timer of token"),
        ("DELETE FROM message_subscription", "Expected a row for the message of token"),
        ("UPDATE user_task SET status = 'cancelled'", "Expected a row for the task of token"),
        ("UPDATE incident SET token = 99", "Expected 0 rows for the incident of token 99"),
        ("UPDATE variable SET number = 6 WHERE name = 'amount'", "Expected the variable amount to be"),
        ("UPDATE process_instance SET status = 'completed'", "Expected the status incident"),
    ],
)
def test_a_row_that_says_something_else_than_the_state_is_told(waiting: Company, damage: str, told: str) -> None:
    with waiting.database.sessions.begin() as session:
        session.execute(text(damage))
    assert any(told in difference for difference in waiting.differences())
