"""A page of the list of tasks costs the same among a hundred thousand open tasks as among a thousand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import insert

from persistence.database import make_engine, make_session_factory
from persistence.people import PersonGroup
from tests.benchmarks.measuring import rate
from tests.many_tasks import NOW, Tasks, fill
from webapp import create_app, dates
from webapp.access import tokens
from webapp.database import db
from webapp.settings import Settings
from webapp.transaction import run_in_transaction

FEW, MANY = 1_000, 100_000
LIMIT = 1.5
ROUNDS = 7

PAGES = {
    "mine by due date": "tab=mine",
    "mine, newest first": "tab=mine&sort=created",
    "a group's queue by due date": "tab=groups&group=queue_1",
    "a group's queue, newest first": "tab=groups&group=queue_1&sort=created",
    "overdue": "tab=overdue",
    "due this week": "tab=groups&due=week",
    "of a process, by due date": "tab=groups&process=process_3",
    "of a process, newest first": "tab=groups&process=process_3&sort=created",
    "with a variable": "tab=groups&field=text.city&op=eq&value=Город 2",
    "of the record with a number": "tab=mine&q={number}",
    "with words of the case": "tab=groups&q=Город 2",
    "with a word that is nowhere": "tab=groups&q=Нигде",
}
FINDS_NOTHING = "with a word that is nowhere"

pytestmark = pytest.mark.benchmark

Get = Callable[[str], int]


@pytest.fixture(scope="module")
def companies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Get, Get]]:
    """Two companies that differ in nothing but how many tasks are open; how to ask each for a page."""
    folder = tmp_path_factory.mktemp("tasks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "now", lambda: NOW)
        yield tuple(
            company(shutil.copy(sqlite_template, folder / f"{number}.sqlite"), number) for number in (FEW, MANY)
        )


def company(file: Path, number: int) -> Get:
    """A company with so many open tasks, seen by somebody who belongs to two of its queues."""
    engine = make_engine(f"sqlite:///{file}")
    with make_session_factory(engine, write=True).begin() as session:
        fill(Tasks(session), number)
        queues = [{"person_id": 1, "group_key": f"queue_{place}"} for place in (1, 2)]
        session.execute(insert(PersonGroup), queues)
    engine.dispose()
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="x" * 32, rate_limits=False))
    with app.app_context():
        token = run_in_transaction(lambda session: tokens.issue(session, 1, "benchmark"))
        db.session.remove()
    client = app.test_client()

    def get(query: str) -> str:
        answer = client.get(f"/tasks?{query}", headers={"Authorization": f"Bearer {token}", "HX-Request": "true"})
        assert answer.status_code == 200
        return answer.text

    mine = re.findall(r"Л-\d+", get("tab=mine"))[0]
    return lambda query: get(query.format(number=mine)).count('class="task-link"')


@pytest.mark.parametrize("page", PAGES)
def test_a_page_among_a_hundred_thousand_tasks_costs_what_it_does_among_a_thousand(
    companies: tuple[Get, Get], page: str
) -> None:
    few, many = companies
    query = PAGES[page]
    rows = few(query), many(query)
    assert rows[0] == rows[1], "Expected pages of equal length, for rows cost more than finding them"
    assert (rows[0] == 0) == (page == FINDS_NOTHING)
    ratios = [rate(lambda: bool(few(query) + 1)) / rate(lambda: bool(many(query) + 1)) for _ in range(ROUNDS)]
    assert median(ratios) < LIMIT, f"{page}: {median(ratios):.2f} times as long, {rows} rows"
