"""What somebody filled in, in the words of its form."""

from __future__ import annotations

from engine.forms import load_form
from webapp.forms import answered

FORM = load_form(
    b"""{"title": "Test", "ui": {}, "schema": {"type": "object", "properties": {
        "manager": {"type": "integer", "title": "Manager", "format": "person"},
        "company": {"type": "integer", "title": "Company", "format": "record"},
        "scans": {"type": "array", "title": "Scans", "items": {"type": "string", "format": "attachment"}},
        "tags": {"type": "array", "title": "Tags", "items": {"type": "string"}},
        "card": {"type": "object", "title": "Card", "properties": {
            "name": {"type": "string", "title": "Name"},
            "lines": {"type": "array", "title": "Lines", "items": {"type": "object", "properties": {
                "product": {"type": "string", "title": "Product"}}}}}}},
    "unevaluatedProperties": false}}"""
)


def test_people_and_cards_have_names() -> None:
    values = {"manager": 7, "company": 7}
    assert answered.references(FORM, values) == {("person", 7), ("record", 7)}
    told = answered.told(FORM, values, {("person", 7): "Ivanova Anna", ("record", 7): "K-1 Romashka"})
    assert told.details == [("Manager", "Ivanova Anna"), ("Company", "K-1 Romashka")]


def test_files_have_names() -> None:
    values = {"scans": ["f1", "f2"]}
    assert answered.references(FORM, values) == {("attachment", "f1"), ("attachment", "f2")}
    told = answered.told(FORM, values, {("attachment", "f1"): "Charter.pdf", ("attachment", "f2"): "Licence.pdf"})
    assert told.details == [("Scans", "Charter.pdf, Licence.pdf")]


def test_a_field_keeps_its_label_in_a_branch_and_what_was_only_shown_is_no_answer() -> None:
    form = load_form(
        b"""{"title": "Test", "ui": {}, "schema": {"type": "object", "properties": {
            "country": {"type": "string", "title": "Country", "oneOf": [{"const": "RU", "title": "Russia"}]},
            "known": {"type": "string", "title": "Known", "readOnly": true}},
        "if": {"properties": {"country": {"const": "RU"}}}, "then": {"properties": {"country": {"const": "RU"}}},
        "unevaluatedProperties": false}}"""
    )
    assert answered.told(form, {"country": "RU", "known": "before"}, {}).details == [("Country", "Russia")]


def test_groups_are_opened_up_with_their_tables() -> None:
    told = answered.told(FORM, {"card": {"name": "Romashka", "lines": [{"product": "Bolts"}]}}, {})
    assert told.details == [("Name", "Romashka")]
    assert [(table.title, table.rows) for table in told.lines] == [("Lines", [["Bolts"]])]


def test_a_list_of_words_is_one_text() -> None:
    assert answered.told(FORM, {"tags": ["new", "urgent"]}, {}).details == [("Tags", "new, urgent")]


def test_what_the_form_does_not_know_is_called_by_its_name() -> None:
    assert answered.told(None, {"amount": "12"}, {}).details == [("amount", "12")]
