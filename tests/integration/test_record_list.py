"""The table of a registry and the page of a card."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from engine.operations import OPERATIONS, OperationContext
from engine.registries import load_registries
from persistence import record_list
from persistence.people import Person

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
REGISTRIES = load_registries()


@pytest.fixture
def context(session: Session) -> OperationContext:
    anna = Person(name="Анна", created_at=NOON)
    session.add(anna)
    session.flush()
    return OperationContext(session, NOON, REGISTRIES, UTC, actor_id=anna.id)


def company(context: OperationContext, name: str, **arguments: Any) -> dict[str, Any]:
    data = {"name": name} | arguments.pop("data", {})
    made: dict[str, Any] = OPERATIONS["records.create"](context, registry="company", data=data, **arguments)
    return made


def titles(context: OperationContext, **filters: Any) -> list[str]:
    return [row.Record.title for row in record_list.records(context.session, "company", **filters)]


def statements(engine: Engine, session: Session, query: Any) -> int:
    seen: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    session.flush()
    event.listen(engine, "before_cursor_execute", count)
    query()
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_the_newest_come_first(context: OperationContext):
    for name in ("Ромашка", "Лютик"):
        company(context, name)
    assert titles(context) == ["Лютик", "Ромашка"]


def test_only_those_at_a_stage_can_be_shown(context: OperationContext):
    company(context, "Ромашка", stage="verified")
    company(context, "Лютик")
    assert titles(context, stage="verified") == ["Ромашка"]


@pytest.mark.parametrize("search", ["ромАШКА", "7707083893", "оптовая ромашка", "495 123", "+74951234567", "К-00001"])
def test_a_record_is_found_by_any_of_its_search_fields(context: OperationContext, search: str):
    company(context, "ООО «Ромашка оптовая»", data={"inn": "7707083893", "phone": "8 495 123-45-67"})
    company(context, "Лютик")
    assert titles(context, search=search) == ["ООО «Ромашка оптовая»"]


def test_a_percent_sign_is_searched_for_as_it_is(context: OperationContext):
    company(context, "Скидка 100%")
    company(context, "Скидка 1000")
    assert titles(context, search="100%") == ["Скидка 100%"]


def test_what_a_search_field_held_before_is_not_found(context: OperationContext):
    made = company(context, "Ромашка")
    OPERATIONS["records.update"](context, record=made, data={"name": "Лютик"})
    assert titles(context, search="ромашка") == []


def test_the_next_page_begins_where_the_last_one_ended(context: OperationContext):
    made = [company(context, f"Компания {number}") for number in range(record_list.PAGE + 5)]
    first = record_list.records(context.session, "company")
    assert (len(first), first.has_more) == (record_list.PAGE, True)
    rest = record_list.records(context.session, "company", before=first[-1].Record.id)
    assert not rest.has_more
    assert [row.Record.id for row in rest] == [reference["id"] for reference in reversed(made[:5])]


def test_a_page_is_one_statement_however_many_rows_it_has(context: OperationContext):
    for number in range(5):
        company(context, f"Компания {number}", responsible=context.actor_id)
    session = context.session
    engine = session.get_bind().engine

    def show() -> None:
        assert {row.responsible_name for row in record_list.records(session, "company")} == {"Анна"}

    assert statements(engine, session, show) == 1


def test_a_card_shows_links_both_ways(context: OperationContext):
    group = company(context, "Холдинг")
    daughter = company(context, "Дочка", links={"business_group": group})
    assert [row.Record.title for row in record_list.links(context.session, daughter["id"])] == ["Холдинг"]
    assert [row.Record.title for row in record_list.links(context.session, group["id"])] == ["Дочка"]


def test_a_card_shows_its_changes_newest_first_with_who_made_them(context: OperationContext):
    made = company(context, "Ромашка")
    OPERATIONS["records.set_stage"](context, record=made, stage="verified")
    changes = record_list.changes(context.session, made["id"])
    assert [(row.RecordChange.kind, row.actor_name) for row in changes] == [("stage", "Анна"), ("created", "Анна")]
