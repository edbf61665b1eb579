"""What a registry makes of a card's data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import OperationError
from engine.operations import cards
from engine.registries import load_registries

REGISTRIES = load_registries()
COMPANY, PRODUCT = REGISTRIES["company"], REGISTRIES["product"]
INN = "7707083893"


def test_empty_fields_are_not_stored():
    assert cards.tidy(COMPANY, {"name": "Ромашка", "site": "", "comment": None}) == {"name": "Ромашка"}


def test_identifiers_are_stored_in_their_normal_form():
    stored = cards.tidy(COMPANY, {"name": "Ромашка", "inn": "7707 083893", "email": "Info@Romashka.RU"})
    assert (stored["inn"], stored["email"]) == (INN, "info@romashka.ru")


def test_a_phone_is_stored_as_it_was_written():
    written = "8 (495) 123-45-67"
    assert cards.tidy(COMPANY, {"name": "Ромашка", "phone": written})["phone"] == written


def test_data_that_do_not_fit_are_refused_with_every_wrong_field():
    with pytest.raises(OperationError, match=r"company, but (?=.*inn)(?=.*colour)"):
        cards.tidy(COMPANY, {"name": "Ромашка", "inn": "123", "colour": "red"})


def test_a_key_of_several_fields_is_one_value():
    assert dict(cards.keys(COMPANY, {"inn": INN, "kpp": "770701001"})) == {"inn_kpp": f"{INN}/770701001"}


def test_a_key_applies_without_its_optional_fields():
    assert dict(cards.keys(COMPANY, {"inn": INN})) == {"inn_kpp": f"{INN}/"}


def test_a_key_does_not_apply_without_the_others():
    assert dict(cards.keys(COMPANY, {"kpp": "770701001", "country": "CN"})) == {}


def test_indexed_values_are_normal_forms():
    values = cards.indexed_values(COMPANY, {"inn": INN, "phone": "8 (495) 123-45-67"})
    assert values == {"inn": INN, "phone": "+74951234567"}


def test_numbers_are_indexed_exactly():
    assert cards.indexed_values(PRODUCT, {"base_price": 0.1}) == {"base_price": Decimal("0.1")}


def test_a_word_where_a_number_is_compared_is_refused():
    with pytest.raises(OperationError, match=r"number for product\.base_price"):
        cards.indexed_value(PRODUCT, "base_price", "дёшево")


def test_the_search_text_has_the_search_fields_in_lower_case():
    text = cards.search_text(COMPANY, "К-00001", "ООО «Ромашка»", {"inn": INN, "comment": "секрет"})
    assert text == f"к-00001\nооо «ромашка»\n{INN}"


def test_a_phone_can_be_searched_as_written_and_in_normal_form():
    text = cards.search_text(COMPANY, None, "Ромашка", {"phone": "8 495 123-45-67"})
    assert "8 495 123-45-67" in text
    assert "+74951234567" in text
