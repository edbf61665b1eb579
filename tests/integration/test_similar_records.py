"""Cards that may be one thing under two spellings are found before both are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.errors import OperationError
from engine.operations import OPERATIONS, OperationContext
from engine.registries import load_registries
from persistence.records import Record

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
INN, OTHER_INN = "7707083893", "7736050003"


@pytest.fixture
def context(session: Session) -> OperationContext:
    return OperationContext(session, NOON, load_registries(), UTC)


def company(context: OperationContext, name: str, **data: Any) -> dict[str, Any]:
    made: dict[str, Any] = OPERATIONS["records.create"](context, registry="company", data={"name": name} | data)
    return made


def similar(context: OperationContext, name: str, **arguments: Any) -> list[str]:
    found = OPERATIONS["records.similar"](context, registry="company", field="name", value=name, **arguments)
    return [record["title"] for record in found]


def test_a_name_is_found_whatever_its_quotes_case_and_legal_form(context: OperationContext):
    company(context, "ООО «Вега-Трейд»")
    company(context, "ООО «Сириус»")
    assert similar(context, "вега трейд") == ["ООО «Вега-Трейд»"]


def test_yo_and_ye_are_one_letter(context: OperationContext):
    company(context, "ИП Королёв Семён")
    assert similar(context, "Королев Семен ИП") == ["ИП Королёв Семён"]


def test_the_most_alike_comes_first(context: OperationContext):
    for name in ("Вега Трейд Юг", "Вега Трейд"):
        company(context, name)
    assert similar(context, "ООО «Вега Трейд»") == ["Вега Трейд", "Вега Трейд Юг"]


def test_how_alike_a_record_is_goes_with_it(context: OperationContext):
    company(context, "Вега")
    found = OPERATIONS["records.similar"](context, registry="company", field="name", value="ООО «Вега»")
    assert found[0]["likeness"] == 1


def test_a_record_with_the_same_number_is_shown_whatever_its_name(context: OperationContext):
    company(context, "Ромашка", inn=INN, kpp="770701001")
    assert similar(context, "Вега", same={"inn": INN, "phone": None}) == ["Ромашка"]


def test_the_record_itself_is_left_out(context: OperationContext):
    own = company(context, "Вега", inn=INN)
    company(context, "ООО «Вега»", inn=OTHER_INN)
    assert similar(context, "Вега", same={"inn": INN}, besides=own) == ["ООО «Вега»"]


def test_archived_records_are_left_out(context: OperationContext):
    made = company(context, "Вега")
    context.session.get_one(Record, made["id"]).archived = True
    assert similar(context, "Вега") == []


def test_no_more_than_asked_for_are_given(context: OperationContext):
    for number in range(4):
        company(context, f"Вега {number}")
    assert len(similar(context, "Вега", limit=3)) == 3


def test_without_a_name_nothing_is_similar(context: OperationContext):
    company(context, "Вега")
    assert similar(context, "") == []


def test_signs_with_a_meaning_in_sql_are_letters(context: OperationContext):
    company(context, "Вега")
    assert similar(context, "% _ %") == []


def test_a_field_that_is_not_searched_is_refused(context: OperationContext):
    with pytest.raises(OperationError, match=r"search field of company .*«comment»"):
        OPERATIONS["records.similar"](context, registry="company", field="comment", value="Вега")
