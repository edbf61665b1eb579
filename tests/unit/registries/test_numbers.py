"""Patterns of numbers."""

from __future__ import annotations

from datetime import date

import pytest

from engine.registries import NumberPattern, NumberPatternInvalid

DAY = date(2026, 3, 5)


def test_a_number_shows_the_year_and_the_padded_counter():
    assert NumberPattern.parse("Д-{year}-{seq:05}").number(7, DAY, {}) == "Д-2026-00007"


def test_a_counter_that_outgrows_its_width_gets_longer():
    assert NumberPattern.parse("К-{seq:02}").number(123, DAY, {}) == "К-123"


def test_each_year_has_a_counter_of_its_own_if_the_number_shows_it():
    pattern = NumberPattern.parse("Д-{year}-{seq}")
    assert pattern.counter("deal", DAY, {}) != pattern.counter("deal", date(2027, 1, 1), {})


def test_a_number_without_a_year_counts_on():
    pattern = NumberPattern.parse("К-{seq}")
    assert pattern.counter("company", DAY, {}) == pattern.counter("company", date(2027, 1, 1), {})


def test_a_month_has_two_digits():
    assert NumberPattern.parse("{year}{month}/{seq}").number(1, DAY, {}) == "202603/1"


def test_a_child_carries_its_parents_number_and_counts_within_it():
    pattern = NumberPattern.parse("{deal}/{seq}")
    assert pattern.links == ("deal",)
    assert pattern.number(2, DAY, {"deal": "Д-2026-00001"}) == "Д-2026-00001/2"
    assert pattern.counter("order", DAY, {"deal": "Д-1"}) != pattern.counter("order", DAY, {"deal": "Д-2"})


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("Д-{year}", "{seq} once"),
        ("{seq}-{seq}", "2 times"),
        ("Д-{seq", "expected '}'"),
        ("{seq!r}", "plain names"),
        ("{deal.number}/{seq}", "plain names"),
        ("{0}/{seq}", "plain names"),
        ("{seq:05x}", "width"),
        ("{year:2}-{seq}", "width"),
    ],
)
def test_a_wrong_pattern_is_refused_with_the_reason(source: str, complaint: str):
    with pytest.raises(NumberPatternInvalid, match=complaint.replace("{", r"\{")):
        NumberPattern.parse(source)
