"""What stands in the cells of a decision table (DMN 1.3, 7.3.3 and chapter 9)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions.cells import compile_test, compile_value, split
from engine.scripting import Budget, ExpressionFailed, ExpressionSyntaxError


def passes(source: str, value: Any, **variables: Any) -> bool:
    test = compile_test(source)
    return test is None or test.holds(value, variables, {}, Budget())


@pytest.mark.parametrize("source", ["", "-", "  - "])
def test_an_empty_cell_and_a_dash_are_passed_by_everything(source: str) -> None:
    assert compile_test(source) is None


@pytest.mark.parametrize(
    ("source", "inside", "outside"),
    [
        ("5", [5, 5.0], [4, "5", True, None]),
        ("true", [True], [False, 1, None]),
        ("null", [None], [0, "", False]),
        ('"client"', ["client"], ["Client", "supplier", None]),
        ('"client","both"', ["client", "both"], ["supplier"]),
        ('"a, b"', ["a, b"], ["a", "b"]),
        ("< 10", [9, -1, 9.99], [10, 11, None]),
        ("<= 10", [10, 9], [10.01, None]),
        ("> 0.1", [0.2], [0.1, 0, None]),
        (">= 10, < 3", [10, 11, 2], [3, 9, None]),
        ("!= 10", [9, None, "10"], [10]),
        ("= 10", [10], [9, None]),
        ("[1..5]", [1, 3, 5], [0.99, 5.01, None]),
        ("(1..5)", [1.01, 4.99], [1, 5]),
        ("]1..5[", [1.01, 4.99], [1, 5]),
        ("[1..5)", [1, 4.99], [5]),
        ("[1.5..2.5], 7", [1.5, 2.5, 7], [1.49, 2.6]),
        ('not("a", "b")', ["c", None], ["a", "b"]),
        ("not([1..5])", [0, 6], [1, 5]),
        ('["a", "b"]', ["a", "b"], ["c", None]),
        ('startswith(?, "77") and len(?) = 10', ["7707083893"], ["7807083893", "77"]),
        ('[date("2026-01-01")..date("2026-03-31")]', ["2026-02-28"], ["2026-04-01", None]),
    ],
)
def test_a_cell_says_which_values_pass(source: str, inside: list[Any], outside: list[Any]) -> None:
    assert [value for value in inside if not passes(source, value)] == []
    assert [value for value in outside if passes(source, value)] == []


def test_a_cell_may_look_at_variables() -> None:
    assert passes("> client.limit", 11, client={"limit": 10})
    assert not passes("[low..high]", 11, low=1, high=10)
    assert passes("wanted", "b", wanted=["a", "b"])


def test_fractions_are_compared_exactly() -> None:
    assert passes("0.1 + 0.2", 0.3)


@pytest.mark.parametrize("source", ["<", "1..", "[1..5", "a) or (b", "5,", '"a', "< 1..2", "import os", "x.__class__"])
def test_what_is_no_test_is_refused(source: str) -> None:
    with pytest.raises(ExpressionSyntaxError):
        compile_test(source)


def test_values_of_different_kinds_cannot_be_compared() -> None:
    with pytest.raises(ExpressionFailed, match="cell_value < \\(10\\)"):
        passes("< 10", "many")


def test_results_are_expressions_too() -> None:
    values = compile_value('"Скидка " + str(rate) + " %"'), compile_value("if_large"), compile_value("1 = 1")
    assert [value.evaluate({"rate": 5, "if_large": None}) for value in values] == ["Скидка 5 %", None, True]


def test_an_empty_result_is_refused() -> None:
    with pytest.raises(ExpressionSyntaxError, match="it is empty"):
        compile_value(" ")


def test_commas_in_brackets_and_texts_part_nothing() -> None:
    assert split('1, f(2, 3), "4, 5", [6, 7]') == ["1", "f(2, 3)", '"4, 5"', "[6, 7]"]
