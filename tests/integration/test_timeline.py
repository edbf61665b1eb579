"""The timeline of a case: several tables merged by time, read page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from persistence import timeline
from persistence.comments import Comment
from persistence.history import HistoryEntry
from persistence.timeline import Entry, Wanted
from tests.diagrams import element, end, process, script, start
from tests.integration.company import Company, step

ROBOT = script("robot", "checked = 1")
ONE = process(start(), step("work"), ROBOT, end(), flows="start work robot end")
CHILD = process(start(), step("look"), end(), flows="start look end", process_id="child")
CALLER = process(start(), element("callActivity", "ask", calledElement="child"), end(), flows="start ask end")


@pytest.fixture
def done(company: Company) -> Wanted:
    """A case in which Anna has worked and Boris has commented twice."""
    company.deploy(ONE)
    case = company.start()
    company.clock.forward(timedelta(hours=1))
    company.complete(case, "work", note="ready")
    now = company.clock()
    said = {"instance_id": case, "author_id": company.boris, "changed_at": now}
    with company.database.sessions.begin() as session:
        session.add_all(Comment(at=now + timedelta(minutes=m), text=f"after {m}", **said) for m in (1, 30))
    return Wanted(case, kinds=("instance_started", "task_completed"), passed=("robot",))


def entries(company: Company, wanted: Wanted, limit: int = 50, before: Entry | None = None) -> list[Entry]:
    with company.database.sessions() as session:
        return timeline.entries(session, wanted, limit, before)


def sources(found: list[Entry]) -> list[str]:
    return [entry.source for entry in found]


def test_steps_and_comments_are_told_in_one_order_of_time(company: Company, done: Wanted) -> None:
    assert sources(entries(company, done)) == [
        "comment",
        "comment",
        "history",  # the robot
        "history",  # the task
        "history",  # the start
    ]


def test_pages_follow_each_other_without_gaps_also_within_one_instant(company: Company, done: Wanted) -> None:
    whole, page = entries(company, done), entries(company, done, limit=2)
    read = list(page)
    while page:
        page = entries(company, done, limit=2, before=page[-1])
        read += page
    assert read == whole


def test_one_person_and_one_kind_can_be_asked_for(company: Company, done: Wanted) -> None:
    assert sources(entries(company, replace(done, person=company.boris))) == ["comment", "comment"]
    only_tasks = replace(done, kinds=("task_completed",), passed=(), with_comments=False)
    assert sources(entries(company, only_tasks)) == ["history"]


def test_a_deleted_comment_is_told_no_more(company: Company, done: Wanted) -> None:
    with company.database.sessions.begin() as session:
        for comment in session.query(Comment):
            comment.deleted_at = company.clock()
    assert "comment" not in sources(entries(company, done))


def test_of_a_called_process_only_what_matters_is_told(company: Company) -> None:
    company.deploy(CHILD, "child")
    company.deploy(CALLER)
    parent = company.start()
    (child,) = company.children(parent)
    company.complete(child.id, "look")
    wanted = Wanted(parent, ("instance_started",), called=[child.id], called_kinds=("instance_completed",))
    with company.database.sessions() as session:
        found = timeline.history(session, [entry.id for entry in entries(company, wanted)])
    told = {(row.HistoryEntry.instance_id, row.HistoryEntry.kind) for row in found.values()}
    assert told == {(parent, "instance_started"), (child.id, "instance_completed")}


def test_everybody_who_did_or_said_something_can_be_chosen(company: Company, done: Wanted) -> None:
    with company.database.sessions() as session:
        assert [row.name for row in timeline.people(session, done.instance_id)] == ["Anna", "Boris"]


def test_the_last_page_of_two_thousand_entries_is_the_oldest(company: Company, done: Wanted) -> None:
    line = {"instance_id": done.instance_id, "kind": "task_completed", "actor_id": company.anna, "data": {}}
    rows = [line | {"at": company.clock() + timedelta(hours=1, seconds=n)} for n in range(2_000)]
    with company.database.sessions.begin() as session:
        session.execute(insert(HistoryEntry), rows)
    page, pages = entries(company, done, limit=100), 1
    while len(page) == 100:
        page, pages = entries(company, done, limit=100, before=page[-1]), pages + 1
    assert (pages, sources(page)[-1], len(page)) == (21, "history", 5)
