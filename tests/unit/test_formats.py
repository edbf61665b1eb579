"""Numbers and addresses as Russian companies write them."""

import pytest

from engine.formats import is_bik, is_inn, is_kpp, is_money, is_ogrn, is_phone


@pytest.mark.parametrize("inn", ["7707083893", "7736207543", "500100732259"])
def test_an_inn_with_right_check_digits_is_accepted(inn: str) -> None:
    assert is_inn(inn)


@pytest.mark.parametrize("inn", ["7707083890", "500100732258", "770708389", "77070838931", "77О7083893", ""])
def test_an_inn_with_a_wrong_digit_or_length_is_refused(inn: str) -> None:
    assert not is_inn(inn)


@pytest.mark.parametrize(
    ("ogrn", "expected"), [("1027700132195", True), ("1027700132194", False), ("304500116000157", True)]
)
def test_the_last_digit_of_an_ogrn_is_checked(ogrn: str, expected: bool) -> None:
    assert is_ogrn(ogrn) is expected


@pytest.mark.parametrize(
    ("kpp", "expected"), [("770701001", True), ("7707AB001", True), ("77070100", False), ("abc", False)]
)
def test_a_kpp_is_office_reason_and_ordinal(kpp: str, expected: bool) -> None:
    assert is_kpp(kpp) is expected


@pytest.mark.parametrize(("bik", "expected"), [("044525225", True), ("144525225", False), ("04452522", False)])
def test_a_bik_is_nine_digits_of_a_russian_bank(bik: str, expected: bool) -> None:
    assert is_bik(bik) is expected


@pytest.mark.parametrize("phone", ["+7 (912) 345-67-89", "8 912 345 67 89", "+375 29 123-45-67", "123456"])
def test_a_number_people_can_dial_is_a_phone(phone: str) -> None:
    assert is_phone(phone)


@pytest.mark.parametrize("phone", ["", "12345", "позвоните мне", "+7 912 345-67-89 доб. 12", "1234567890123456"])
def test_what_nobody_can_dial_is_no_phone(phone: str) -> None:
    assert not is_phone(phone)


@pytest.mark.parametrize(("amount", "expected"), [(10, True), (19.99, True), (0.07, True), (1.005, False)])
def test_kopecks_are_the_smallest_part_of_an_amount(amount: float, expected: bool) -> None:
    assert is_money(amount) is expected
