"""What a form starts with."""

from __future__ import annotations

from typing import Any

from engine.forms import load_form
from engine.prefill import fitting

FORM = load_form(
    b"""{"title": "Test", "ui": {"ui:submit": {"field": "decision"}}, "schema": {
    "type": "object", "properties": {
        "decision": {"enum": ["yes", "no"]}, "client": {"type": "string", "minLength": 1},
        "amount": {"type": "number"},
        "card": {"type": "object",
            "properties": {"name": {"type": "string"}, "inn": {"type": "string", "format": "inn"}},
            "required": ["name"], "additionalProperties": false},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"price": {"type": "number"}}}}},
    "required": ["decision"],
    "if": {"properties": {"decision": {"const": "no"}}, "required": ["decision"]},
    "then": {"properties": {"reason": {"type": "string"}}}, "else": {"properties": {"subject": {"type": "string"}}},
    "unevaluatedProperties": false}}"""
)


def started(**variables: Any) -> dict[str, Any]:
    return fitting(FORM, variables)


def test_fields_start_with_the_variables_of_their_names() -> None:
    assert started(client="Romashka", amount=12.5, other=1) == {"client": "Romashka", "amount": 12.5}


def test_a_decision_is_taken_anew() -> None:
    assert started(decision="yes", client="Romashka") == {"client": "Romashka"}


def test_a_value_the_field_would_refuse_is_left_out() -> None:
    assert started(client="Romashka", amount="twelve") == {"client": "Romashka"}


def test_what_nobody_answered_is_not_shown_as_an_answer() -> None:
    assert started(client="", amount=None) == {}


def test_fields_of_the_open_branch_start_filled_too() -> None:
    assert started(subject="Bolts") == {"subject": "Bolts"}


def test_of_a_group_the_fields_that_fit_are_shown() -> None:
    assert started(card={"name": "Romashka", "inn": "1", "surprise": 1}) == {"card": {"name": "Romashka"}}


def test_a_group_with_something_missing_is_shown_to_be_completed() -> None:
    assert started(card={"inn": "7707083893"}) == {"card": {"inn": "7707083893"}}


def test_a_list_with_a_wrong_row_is_left_out() -> None:
    assert started(client="Romashka", lines=[{"price": 1}, {"price": "one"}]) == {"client": "Romashka"}


def test_the_process_keeps_its_own_values() -> None:
    card = {"name": "Romashka", "inn": "1"}
    started(card=card)
    assert card["inn"] == "1"
