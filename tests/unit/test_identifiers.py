"""Normal forms of phones, addresses and numbers of registers."""

from __future__ import annotations

import pytest

from engine.identifiers import normal, normal_email, normal_phone, normal_register_number


@pytest.mark.parametrize(
    "written", ["8 (495) 123-45-67", "+7 495 1234567", "495 123 45 67", "84951234567", "8-495-123-45-67"]
)
def test_a_russian_phone_is_the_same_however_it_is_written(written: str):
    assert normal_phone(written) == "+74951234567"


@pytest.mark.parametrize(
    ("written", "normal_form"),
    [
        ("+375 29 123-45-67", "+375291234567"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("8 800 555-35-35", "+78005553535"),
    ],
)
def test_foreign_and_free_numbers_are_known_too(written: str, normal_form: str):
    assert normal_phone(written) == normal_form


def test_an_extension_is_no_part_of_the_number():
    assert normal_phone("8 (495) 123-45-67 доб. 12") == "+74951234567"


@pytest.mark.parametrize(("written", "digits"), [("12-34-56", "123456"), ("call me", "")])
def test_what_is_no_full_number_keeps_its_digits(written: str, digits: str):
    assert normal_phone(written) == digits


def test_a_normal_phone_stays_as_it_is():
    assert normal_phone(normal_phone("8 916 123 45 67")) == normal_phone("8 916 123 45 67")


def test_an_address_is_compared_without_case_and_spaces():
    assert normal_email(" Ivan.Petrov@Example.RU ") == "ivan.petrov@example.ru"


def test_numbers_of_registers_lose_spaces_and_dashes():
    assert normal_register_number("7707 083-893") == "7707083893"


def test_a_kpp_keeps_its_letters_in_upper_case():
    assert normal_register_number("7707ab001") == "7707AB001"


def test_a_text_without_a_format_only_loses_the_spaces_around_it():
    assert normal("  ООО «Ромашка» ", None) == "ООО «Ромашка»"
