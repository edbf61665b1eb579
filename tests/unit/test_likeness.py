"""Two spellings of one name are alike, two names are not."""

import pytest

from engine.likeness import likeness, words
from engine.operations.similar import ENOUGH


def alike(one: str, other: str) -> float:
    return likeness(words(one), words(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Вега-Трейд»", "Вега Трейд, ООО"),
        ("Общество с ограниченной ответственностью «Вега»", "ВЕГА"),
        ('ЗАО "Зелёный сад"', "Зеленый Сад"),
        ("ИП Лебедев Пётр Ильич", "Лебедев Петр"),
        ("ООО «Автокомплект»", "Авто комплект"),
        ("Bolts & Nuts GmbH", "BOLTS AND NUTS Ltd."),
        ("ООО «Промснабжение»", "Промснабженние"),
    ],
)
def test_spellings_of_one_name_are_alike_enough_to_be_shown(one: str, other: str) -> None:
    assert alike(one, other) >= ENOUGH


@pytest.mark.parametrize(
    ("one", "other"),
    [("ООО «Вега»", "ООО «Сириус»"), ("Торговый дом «Север»", "Торговый дом «Сервис»"), ("ИП Лебедев", "ИП Соколов")],
)
def test_different_names_are_not(one: str, other: str) -> None:
    assert alike(one, other) < ENOUGH


def test_the_same_words_in_another_order_are_the_same() -> None:
    assert alike("Вега Трейд", "Трейд Вега") == 1


def test_each_word_counts_once() -> None:
    assert alike("Вега Вега", "Вега") < 1


def test_a_name_of_legal_forms_only_keeps_its_words() -> None:
    assert words("Торговый дом") == ["торговый", "дом"]


def test_nothing_is_like_nothing() -> None:
    assert likeness([], []) == 0
