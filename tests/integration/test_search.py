"""Search over records, cases and tasks: the same words find the same things on both databases, of what one may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.commands.side_tasks import SideTask
from engine.operations import OPERATIONS, OperationContext
from engine.registries import load_registries
from persistence import search, search_index, search_languages, search_sources
from persistence.inbox import Viewer
from persistence.people import Person
from persistence.search import Search, Sight
from persistence.search_index import Entry, SearchEntry
from tests.databases import Database
from tests.diagrams import end, extended, mapping, process, start, task
from tests.integration.company import Company, step

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
REGISTRIES = load_registries()
ALL = Sight(None, frozenset(REGISTRIES))
SALES = Sight(Viewer(404, frozenset({("person", "404")})), frozenset({"company"}))


@pytest.fixture
def context(session: Session) -> OperationContext:
    anna = Person(name="Анна", created_at=NOON)
    session.add(anna)
    session.flush()
    return OperationContext(session, NOON, REGISTRIES, UTC, actor_id=anna.id)


def company(context: OperationContext, name: str, **data: Any) -> dict[str, Any]:
    made: dict[str, Any] = OPERATIONS["records.create"](context, registry="company", data={"name": name} | data)
    return made


def titles(session: Session, question: str, sight: Sight = ALL, **options: Any) -> list[str]:
    return [entry.title for entry in Search(session, question, sight).page(**options)]


def entries(*texts: str, **fields: Any) -> list[Entry]:
    return [Entry("case", number, text, "", NOON, case_id=number, **fields) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    "question",
    [
        "К-00001",
        "к-00001",
        "7707083893",
        "770708",
        "ёлочная",
        "елочная",
        "ЁЛОЧНАЯ ФАБРИКА",
        "фабрика елоч",
        "«Ёлочная",
        "495 123",
        "+7 (495) 123-45-67",
        "84951234567",
        "+74951234567",
        "info@elka.example",
    ],
)
def test_a_record_is_found_by_number_name_and_identifiers_however_they_are_written(
    context: OperationContext, question: str
):
    company(context, "ООО «Ёлочная фабрика»", inn="7707083893", phone="8 495 123-45-67", email="info@elka.example")
    company(context, "Лютик")
    assert titles(context.session, question) == ["К-00001 ООО «Ёлочная фабрика»"]


@pytest.mark.parametrize("question", ["", " ", "«»", "%", "_", "_kind_record", "очная", "ёлочная лютик", "ел*", '"'])
def test_nothing_is_found_by_no_words_by_endings_and_by_words_of_different_things(
    context: OperationContext, question: str
):
    company(context, "Ёлочная фабрика")
    company(context, "Лютик")
    found = titles(context.session, question)
    assert found == (["К-00001 Ёлочная фабрика"] if question == "ел*" else [])


def test_a_single_letter_is_found_only_by_itself(session: Session):
    search_index.keep(session, entries("Л-2026-00001", "Лютик 2026"))
    assert titles(session, "Л 2026") == ["Л-2026-00001"]


def test_many_words_with_one_beginning_are_all_found(session: Session):
    names = [f"слово{number:03}" for number in range(search_languages.MOST_ENDINGS + 5)]
    search_index.keep(session, entries(*names))
    assert len(titles(session, "слово", limit=100)) == len(names)


def test_the_newest_come_first_and_pages_go_on_where_the_last_one_ended(session: Session):
    search_index.keep(session, entries(*(f"дело {number}" for number in range(5))))
    asked = Search(session, "дело", ALL)
    first = asked.page(limit=2)
    assert ([entry.title for entry in first], first.has_more) == (["дело 4", "дело 3"], True)
    assert [entry.title for entry in asked.page(before=first[1].id, limit=3)] == ["дело 2", "дело 1", "дело 0"]


def test_kinds_are_counted_and_shown_apart(context: OperationContext):
    company(context, "Ромашка")
    search_index.keep(context.session, entries("Ромашка начата", "Ромашка закончена"))
    asked = Search(context.session, "ромашка", ALL)
    assert asked.counts() == {"case": 2, "record": 1}
    assert [entry.kind for entry in asked.page("record")] == ["record"]


def test_what_a_record_was_called_before_is_not_found(context: OperationContext):
    made = company(context, "Ромашка")
    OPERATIONS["records.update"](context, record=made, data={"name": "Лютик"})
    assert titles(context.session, "ромашка") == []
    assert titles(context.session, "лютик") == ["К-00001 Лютик"]


def test_records_are_found_by_who_may_read_their_registry(context: OperationContext):
    company(context, "Ромашка")
    nobody = Sight(Viewer(404, frozenset({("person", "404")})), frozenset({"lead"}))
    assert titles(context.session, "ромашка", SALES) == ["К-00001 Ромашка"]
    assert titles(context.session, "ромашка", nobody) == []
    assert Search(context.session, "ромашка", nobody).counts() == {}


def test_what_is_gone_is_not_found(session: Session):
    search_index.keep(session, entries("Первое", "Второе"))
    search_index.forget(session, "case", [1])
    assert titles(session, "первое") == []
    assert titles(session, "второе") == ["Второе"]


def flow_of(elements: str, way: str) -> bytes:
    return process(start(), elements, end(), flows=f"start {way} end", name="Заявка")


def with_registries(database: Database) -> Company:
    company = Company(database, {"records.create": OPERATIONS["records.create"]})
    company.engine = replace(company.engine, registries=REGISTRIES)
    return company


def making(data: str) -> str:
    """A service task that makes a company."""
    arguments = extended(mapping({"registry": "company", "data": data}))
    options = {"camunda__type": "external", "camunda__topic": "records.create"}
    return task("make", arguments, tag="serviceTask", name="Завести", **options)


def sight_of(person_id: int, *groups: str) -> Sight:
    candidacies = {("group", group) for group in groups} | {("person", str(person_id))}
    return Sight(Viewer(person_id, frozenset(candidacies)), frozenset())


@pytest.fixture(params=[0, search.FEW], ids=["sees many", "sees few"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of looking find the same."""
    monkeypatch.setattr(search, "FEW", request.param)


def test_cases_and_tasks_are_found_by_who_may_see_them(company: Company, few: None):
    company.deploy(flow_of(step("approve_invoice", name="Согласовать счёт"), "approve_invoice"))
    case_id = company.start()
    boris, staff = sight_of(company.boris), sight_of(company.boris, "staff")
    with company.database.sessions() as session:
        assert titles(session, "счет", sight_of(company.anna)) == ["Согласовать счёт"]  # she started it
        assert titles(session, "счет", boris) == []
        assert titles(session, "счет", staff) == ["Согласовать счёт"]
        assert Search(session, "счет", staff).counts() == {"task": 1}
    company.complete(case_id, "approve_invoice")
    with company.database.sessions() as session:
        assert titles(session, "счет", staff) == []  # nobody is asked any more
        assert titles(session, "счет", sight_of(company.anna)) == ["Согласовать счёт"]


def test_a_task_asked_for_by_hand_is_found_by_who_asked_and_who_is_asked(company: Company, few: None):
    asked = SideTask("Позвонить в банк", assignee_id=company.boris)
    company.do(commands.create_side_task, asked, company.anna)
    with company.database.sessions() as session:
        for person in (company.anna, company.boris):
            assert titles(session, "банк", sight_of(person)) == ["Позвонить в банк"]
        assert titles(session, "банк", sight_of(404, "staff")) == []


def test_a_line_manager_finds_the_cases_their_people_took_part_in(company: Company, few: None):
    company.deploy(flow_of(step("approve_invoice", name="Согласовать счёт"), "approve_invoice"))
    company.complete(company.start(), "approve_invoice")
    manager = Sight(Viewer(404, frozenset({("person", "404")})), frozenset(), led=frozenset({company.anna}))
    with company.database.sessions() as session:
        assert {entry.kind for entry in Search(session, "заявка", manager).page()} == {"case"}
        assert titles(session, "счет", manager) == ["Согласовать счёт"]


def test_a_case_is_found_by_what_it_is_about_as_soon_as_that_is_known(database: Database):
    company = with_registries(database)
    company.deploy(flow_of(step("first", "second") + making("${{'name': name}}"), "first make second"))
    case_id = company.start(name="Ромашка")
    company.complete(case_id, "first")
    made = {"registry": "company", "id": company.instance(case_id).record_id}
    with database.sessions.begin() as session:
        assert {entry.kind for entry in Search(session, "ромашка", ALL).page()} == {"record", "case", "task"}
        context = OperationContext(session, NOON, REGISTRIES, UTC)
        OPERATIONS["records.update"](context, record=made, data={"name": "Лютик"})
        assert Search(session, "ромашка", ALL).page() == []
        assert {entry.kind for entry in Search(session, "лютик", ALL).page()} == {"record", "case", "task"}


def test_made_anew_the_index_says_what_it_said(database: Database):
    company = with_registries(database)
    company.deploy(flow_of(making("${{'name': 'Ромашка', 'inn': '7707083893'}}") + step("first"), "make first"))
    company.start()
    with database.sessions.begin() as session:
        before = said(session)
        session.query(SearchEntry).delete()
        assert Search(session, "ромашка", ALL).page() == []
        assert search_sources.rebuild(session) == len(before) == 4
        assert said(session) == before


def said(session: Session) -> list[Any]:
    columns = [column for column in SearchEntry.__table__.c if column.name != "id"]
    return sorted(tuple(row) for row in session.execute(select(*columns)))
