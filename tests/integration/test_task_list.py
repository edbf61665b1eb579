"""The list of tasks: who sees what, what filters leave, and pages that lose nothing and show nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from persistence import inbox, search_sources, task_list, workload
from persistence.inbox import Counts, Viewer
from persistence.task_filters import FieldFilter, Filters
from persistence.task_list import PAGE, SORTS, Cursor, Listing
from tests.many_tasks import NOW, Tasks, hours


@pytest.fixture
def tasks(session: Session) -> Tasks:
    return Tasks(session)


def viewer(person: int, *groups: str, acts_for: int | None = None) -> Viewer:
    candidacies = {("group", group) for group in groups} | {("person", str(person))}
    return Viewer(person, frozenset(candidacies), frozenset(() if acts_for is None else [acts_for]))


def listed(session: Session, who: Viewer, tab: str = "mine", sort: str = "due", **filters: Any) -> list[int]:
    """The ids of the first page."""
    search_sources.rebuild(session)
    listing = Listing(tab, sort, filters=Filters(**filters))
    return [row.id for row in task_list.page(session, who, listing, NOW).tasks]


def test_each_tab_holds_what_its_name_says_and_counts_it(session: Session, tasks: Tasks) -> None:
    anna, boris = tasks.person(), tasks.person("Борис")
    tasks.group("sales")
    tasks.group("legal")
    mine, late = tasks.task(to=anna, due=5), tasks.task(to=anna, due=-1)
    offered, late_offer = tasks.task(offered=["sales"]), tasks.task(offered=["sales", "legal"], due=-2)
    deferred = tasks.task(to=anna, follow_up_at=hours(1))
    returned = tasks.task(to=anna, follow_up_at=hours(-1), due=9)
    done = tasks.task(to=anna, status="completed", completed_by=anna, completed_at=hours(-1))
    long_ago = tasks.task(to=anna, status="completed", completed_by=anna, completed_at=NOW - timedelta(days=31))
    for others in ({"to": boris, "due": -1}, {"offered": ["legal"]}, {"to": anna, "status": "cancelled"}):
        tasks.task(**others)
    who = viewer(anna, "sales")
    assert listed(session, who) == [late, mine, returned]
    assert listed(session, who, "groups") == [late_offer, offered]
    assert listed(session, who, "overdue") == [late_offer, late]
    assert listed(session, who, "deferred") == [deferred]
    assert listed(session, who, "done", "completed") == [done, long_ago]
    assert inbox.counts(session, who, NOW) == Counts(mine=3, groups=2, overdue=2, deferred=1, done=1, newest=returned)


def test_a_substitute_sees_the_absent_persons_tasks_as_their_own(session: Session, tasks: Tasks) -> None:
    anna, boris = tasks.person(), tasks.person("Борис")
    hers, his = tasks.task(to=anna, due=2), tasks.task(to=boris, due=1)
    on_behalf = tasks.task(to=boris, status="completed", completed_by=boris, completed_for=anna, completed_at=NOW)
    assert listed(session, viewer(boris, acts_for=anna)) == [his, hers]
    assert listed(session, viewer(anna), "done", "completed") == [on_behalf]


def test_who_leads_sees_what_their_people_have_and_how_much_of_it_is_late(session: Session, tasks: Tasks) -> None:
    anna, boris, vera = tasks.person(), tasks.person("Борис"), tasks.person("Вера")
    late, aside = tasks.task(to=boris, due=-1), tasks.task(to=boris, due=5, follow_up_at=hours(4))
    tasks.task(to=boris, status="completed", completed_by=boris, completed_at=NOW)
    tasks.task(to=anna)
    leader = replace(viewer(anna), led=frozenset({boris, vera}))
    assert listed(session, leader, "team") == [late, aside]
    assert inbox.counts(session, leader, NOW).team == 2
    assert [tuple(row) for row in workload.of_people(session, leader.led, NOW)] == [
        (boris, "Борис", 2, 1),
        (vera, "Вера", 0, 0),
    ]
    assert listed(session, viewer(anna), "team") == []
    assert inbox.counts(session, viewer(anna), NOW).team is None


def test_a_task_without_a_case_is_listed_with_its_record(session: Session, tasks: Tasks) -> None:
    anna = tasks.person()
    lead = tasks.record("Л-1", "Кровля", city="Тверь")
    side = tasks.task(to=anna, record_id=lead)
    (row,) = task_list.page(session, viewer(anna), Listing("mine"), NOW).tasks
    assert (row.id, row.instance_id, row.record_number, row.process_name) == (side, None, "Л-1", None)
    assert listed(session, viewer(anna), fields=(FieldFilter("lead", "city", "eq", "Тверь"),)) == [side]
    assert listed(session, viewer(anna), search="кровля") == [side]
    assert listed(session, viewer(anna), search="л-1") == [side]


FILTERS = {
    "process": ({"process": "deal"}, {"deal"}),
    "what is late": ({"due_until": NOW}, {"late"}),
    "what is due between two moments": ({"due_from": hours(1), "due_until": hours(9)}, {"deal"}),
    "what has no deadline": ({"undated": True}, {"side"}),
    "the words of the name, in any case": ({"name": "ПЕРЕЗВ"}, {"late"}),
    "a word of the case, one of the record and one of a variable": ({"search": "кровля тверь"}, {"deal"}),
    "the beginnings of words": ({"search": "Кров твер"}, {"deal"}),
    "no middle of a word": ({"search": "ровля"}, set()),
    "a word of the task and one of its case": ({"search": "перезвонить окна"}, {"late"}),
    "a record's taxpayer number": ({"search": "7707083893"}, {"deal"}),
    "no words at all": ({"search": "— %"}, set()),
    "a case's number": ({"search": "C-1-Кровля"}, {"deal"}),
    "a variable that is exactly so": ({"fields": (FieldFilter("variable", "city", "eq", "Тверь"),)}, {"deal"}),
    "a variable that holds": ({"fields": (FieldFilter("variable", "city", "contains", "ВЕР"),)}, {"deal"}),
    "a number above": ({"fields": (FieldFilter("variable", "sum", "gt", Decimal(100)),)}, {"late"}),
    "a number below": ({"fields": (FieldFilter("variable", "sum", "lt", Decimal(100)),)}, {"deal"}),
    "numbers between": (
        {"fields": (FieldFilter("variable", "sum", "between", Decimal(90), Decimal(150)),)},
        {"deal", "late"},
    ),
    "a field of the record": ({"fields": (FieldFilter("lead", "inn", "eq", "7707083893"),)}, {"deal"}),
    "a field of another registry's record": ({"fields": (FieldFilter("deal", "inn", "eq", "7707083893"),)}, set()),
    "several fields at once": (
        {
            "fields": (
                FieldFilter("variable", "sum", "lt", Decimal(1000)),
                FieldFilter("lead", "inn", "contains", "7707"),
            )
        },
        {"deal"},
    ),
    "nothing that exists": ({"fields": (FieldFilter("variable", "city", "eq", "Нигде"),)}, set()),
}


@pytest.mark.parametrize("asked", FILTERS)
def test_filters_leave_what_was_asked_for(session: Session, tasks: Tasks, asked: str) -> None:
    anna = tasks.person()
    deal, other = tasks.process("deal", "Сделка"), tasks.process("other", "Другое")
    lead = tasks.record("Л-1", "Кровля", inn="7707083893")
    first = tasks.case(deal, "deal", lead, "Кровля", city="Тверь", sum=90)
    second = tasks.case(other, "other", None, "Окна", city="Омск", sum=150)
    known = {
        tasks.task(first, to=anna, due=5, token=1, element_id="a"): "deal",
        tasks.task(second, to=anna, due=-3, token=1, element_id="a", name="Перезвонить"): "late",
        tasks.task(to=anna): "side",
    }
    filters, expected = FILTERS[asked]
    assert {known[found] for found in listed(session, viewer(anna), **filters)} == expected


def test_filters_by_person_and_group(session: Session, tasks: Tasks) -> None:
    anna, boris = tasks.person(), tasks.person("Борис")
    tasks.group("sales")
    tasks.group("legal")
    process = tasks.process("p")
    his = tasks.case(process, record=tasks.record("Л-1", responsible=boris))
    about_his = tasks.task(his, offered=["sales"], token=1, element_id="a")
    legal = tasks.task(offered=["legal"])
    who = viewer(anna, "sales", "legal")
    assert listed(session, who, "groups", responsible=boris) == [about_his]
    assert listed(session, who, "groups", group="legal") == [legal]


def test_a_filter_by_group_shows_no_group_one_is_not_in(session: Session, tasks: Tasks) -> None:
    anna = tasks.person()
    tasks.group("legal")
    tasks.task(offered=["legal"])
    assert listed(session, viewer(anna, "sales"), "groups", group="legal") == []


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_walking_all_pages_there_and_back_shows_every_task_once(
    session: Session, tasks: Tasks, sort: str, reverse: bool
) -> None:
    anna = tasks.person()
    cases = [tasks.case(tasks.process(f"p{number}")) for number in range(3)]
    expected = {a_task(tasks, anna, number, cases) for number in range(PAGE * 2 + 11)}
    listing = Listing("mine", sort, reverse)
    there = walk(session, viewer(anna), listing, tasks, cases)
    assert len(there) == len(set(there))
    assert expected <= set(there)
    last = task_list.page(session, viewer(anna), replace(listing, cursor=at(session, there[-1], sort)), NOW)
    assert last.after is None
    back = walk_back(session, viewer(anna), listing, at(session, there[-1], sort, backward=True))
    assert len(back) == len(set(back))
    assert expected <= {*back, there[-1]}
    assert [task for task in back if task in there] == [task for task in there[:-1] if task in back]


def a_task(tasks: Tasks, person: int, number: int, cases: list[int]) -> int:
    """Ties, gaps and missing values in every column that can be sorted by; the process's name too."""
    return tasks.task(
        cases[number % 4] if number % 4 < len(cases) else None, to=person, token=number, element_id="a",
        due=None if number % 3 == 0 else number // 7, priority=number % 5,
        follow_up_at=None if number % 2 else hours(-number), completed_at=None if number % 2 else hours(number),
    )  # fmt: skip


def walk(session: Session, who: Viewer, listing: Listing, tasks: Tasks, cases: list[int]) -> list[int]:
    """Page by page, while others add tasks before and behind the reader."""
    seen: list[int] = []
    number = 10_000
    while True:
        page = task_list.page(session, who, listing, NOW)
        seen += [row.id for row in page.tasks]
        if page.after is None:
            return seen
        listing = replace(listing, cursor=page.after)
        if len(seen) <= PAGE:
            for more in range(6):
                a_task(tasks, who.person_id, number + more, cases)
            number += 6


def walk_back(session: Session, who: Viewer, listing: Listing, cursor: Cursor) -> list[int]:
    """From the last task to the first; in the order of the list."""
    seen: list[int] = []
    while True:
        page = task_list.page(session, who, replace(listing, cursor=cursor), NOW)
        seen = [row.id for row in page.tasks] + seen
        if page.before is None:
            return seen
        cursor = page.before


def at(session: Session, task_id: int, sort: str, backward: bool = False) -> Cursor:
    """A cursor at a task."""
    query = inbox.rows().add_columns(SORTS[sort].column.label("sort_key")).where(inbox.UserTask.id == task_id)
    return Cursor(session.execute(query).one().sort_key, task_id, backward)
