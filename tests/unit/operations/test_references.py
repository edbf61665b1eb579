"""How diagrams see a record and name it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import OperationError
from engine.operations.references import id_of, reference
from persistence.records import Record


def record(**columns: Any) -> Record:
    return Record(**{"id": 7, "registry_key": "deal", "title": "Сделка", "data": {}} | columns)


def test_fields_of_the_card_stand_beside_the_records_own():
    seen = reference(record(data={"channel": "mail"}))
    assert (seen["channel"], seen["data"], seen["title"]) == ("mail", {"channel": "mail"}, "Сделка")


def test_a_field_of_the_card_never_hides_the_records_own():
    assert reference(record(data={"id": 99, "title": "Другая"}))["id"] == 7


@pytest.mark.parametrize(("amount", "seen"), [(Decimal("100.00"), 100), (Decimal("100.50"), 100.5), (None, None)])
def test_an_amount_is_a_json_number(amount: Decimal | None, seen: float | None):
    assert reference(record(amount=amount))["amount"] == seen


@pytest.mark.parametrize("value", [7, {"id": 7, "registry": "deal"}])
def test_a_record_is_named_by_its_id_or_its_reference(value: Any):
    assert id_of(value) == 7


@pytest.mark.parametrize("value", [None, True, "7", {}, {"id": "7"}, {"id": True}, [7]])
def test_anything_else_names_no_record(value: Any):
    with pytest.raises(OperationError, match="record or its id"):
        id_of(value)
