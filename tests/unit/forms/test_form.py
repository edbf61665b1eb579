"""A form accepts what fits it and says of every other field what is wrong, in the reader's language."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from engine.errors import InvalidInput
from engine.forms import Form, FormUnreadable, load_form

DECISION = {
    "title": "Решение",
    "schema": {
        "type": "object",
        "properties": {
            "decision": {
                "title": "Решение",
                "type": "string",
                "oneOf": [{"const": "yes", "title": "Да"}, {"const": "no", "title": "Нет"}],
            }
        },
        "required": ["decision"],
        "if": {"properties": {"decision": {"const": "no"}}, "required": ["decision"]},
        "then": {
            "properties": {"reason": {"title": "Причина", "type": "string", "minLength": 3}},
            "required": ["reason"],
        },
        "else": {
            "properties": {
                "manager": {"title": "Менеджер", "type": "integer", "format": "person"},
                "lines": {"$ref": "common/lines.json", "title": "Строки"},
            },
            "required": ["manager"],
        },
        "unevaluatedProperties": False,
    },
    "ui": {
        "manager": {"ui:options": {"group": "sales_managers"}},
        "reason": {"ui:errors": {"required": "Объясните отказ"}},
    },
    "en": {
        "title": "Decision",
        "ui": {"reason": {"ui:errors": {"required": "Explain the refusal"}}},
        "properties": {
            "decision": {"title": "Decision", "enum": {"yes": "Yes", "no": "No"}},
            "reason": {"title": "Reason"},
            "manager": {"title": "Manager"},
            "lines": {"title": "Rows"},
        },
    },
}
LINES = {
    "schema": {
        "title": "Позиции",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"price": {"title": "Цена", "type": "number", "format": "money", "exclusiveMinimum": 0}},
            "required": ["price"],
            "additionalProperties": False,
        },
    },
    "ui": {"ui:options": {"table": True}, "items": {"price": {"ui:placeholder": "0,00"}}},
    "en": {"properties": {"": {"title": "Lines"}, "price": {"title": "Price"}}},
}


class Office:
    """Look-ups of a company where only person 7 is a sales manager and only file f1 was uploaded."""

    def is_person(self, person_id: int, group: str | None) -> bool:
        return (person_id, group) == (7, "sales_managers")

    def is_record(self, record_id: int, registry: str | None) -> bool:
        return (record_id, registry) == (1, "company")

    def is_attachment(self, attachment_id: str) -> bool:
        return attachment_id == "f1"


def pieces(**files: Any) -> Callable[[str], bytes]:
    return lambda name: orjson.dumps(files[name.removeprefix("common/").removesuffix(".json")])


def form(source: Any = DECISION, **files: Any) -> Form:
    return load_form(orjson.dumps(source), pieces(**(files or {"lines": LINES})))


def field(**schema: Any) -> Form:
    return form({"title": "Поле", "schema": {"type": "object", "properties": {"field": schema}}})


def wrong(form: Form, values: dict[str, Any], language: str = "ru") -> dict[tuple[str | int, ...], str]:
    return {error.path: error.text(language) for error in form.validate(values, Office())}


def test_what_fits_the_form_is_accepted_and_what_was_not_answered_is_none() -> None:
    values = {"decision": "yes", "manager": 7}
    assert form().accept(values, Office()) == {"decision": "yes", "manager": 7, "lines": None, "reason": None}


def test_everything_wrong_is_reported_at_its_field_in_the_order_of_the_form() -> None:
    values = {"decision": "yes", "lines": [{"price": 1}, {"price": -1, "colour": "red"}, {}]}
    assert wrong(form(), values) == {
        ("manager",): "Заполните поле",
        ("lines", 1, "price"): "Должно быть больше 0",
        ("lines", 1, "colour"): "Лишнее поле «colour»: в форме его нет",
        ("lines", 2, "price"): "Заполните поле",
    }
    assert next(iter(wrong(form(), values))) == ("manager",)


def test_messages_come_in_english_too() -> None:
    assert wrong(form(), {"decision": "no", "reason": "x"}, "en") == {("reason",): "Use at least 3 characters"}


def test_a_form_may_word_a_message_itself() -> None:
    assert wrong(form(), {"decision": "no"}) == {("reason",): "Объясните отказ"}
    assert wrong(form(), {"decision": "no"}, "en") == {("reason",): "Explain the refusal"}


def test_accept_refuses_with_every_error() -> None:
    with pytest.raises(InvalidInput) as refusal:
        form().accept({"decision": "yes", "manager": 8, "lines": [{}]}, Office())
    assert [error.path for error in refusal.value.errors] == [("manager",), ("lines", 0, "price")]


def test_fields_of_a_branch_left_again_are_dropped() -> None:
    values = {"decision": "no", "reason": "не наш товар", "manager": 7, "lines": [{"price": 1}]}
    assert form().clean(values) == {"decision": "no", "reason": "не наш товар"}


def test_a_field_the_form_does_not_know_is_refused_not_dropped() -> None:
    assert wrong(form(), form().clean({"decision": "no", "reason": "спам", "is_admin": True})) == {
        ("is_admin",): "Лишнее поле «is_admin»: при таком выборе его нет"
    }


def test_a_wrong_answer_in_an_open_branch_is_kept_for_its_message() -> None:
    assert form().clean({"decision": "no", "reason": "x"}) == {"decision": "no", "reason": "x"}


def test_conditions_inside_branches_rows_and_all_of_open_their_own_fields() -> None:
    row = {
        "properties": {"kind": {"type": "string"}},
        "allOf": [{"if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"size": {}}}}],
    }
    nested = form({"title": "Строки", "schema": {"properties": {"rows": {"type": "array", "items": row}}}})
    values = {"rows": [{"kind": "a", "size": 1}, {"kind": "b", "size": 2}]}
    assert nested.clean(values) == {"rows": [{"kind": "a", "size": 1}, {"kind": "b"}]}


def test_a_person_must_exist_and_belong_to_the_group_the_form_names() -> None:
    message = "Такого сотрудника нет или он не может это выполнить"
    assert wrong(form(), {"decision": "yes", "manager": 8}) == {("manager",): message}
    assert wrong(form(), {"decision": "yes", "manager": 7}) == {}


def test_a_person_of_the_wrong_type_is_reported_once() -> None:
    assert wrong(form(), {"decision": "yes", "manager": "Иван"}) == {("manager",): "Введите целое число"}
    assert wrong(form(), {"decision": "yes", "manager": True}) == {("manager",): "Введите целое число"}


def test_a_record_must_exist_in_the_registry_the_form_names() -> None:
    company = form(
        {
            "title": "Компания",
            "schema": {"properties": {"company": {"type": "integer", "format": "record"}}},
            "ui": {"company": {"ui:options": {"registry": "company"}}},
        }
    )
    assert wrong(company, {"company": 2}) == {("company",): "Такой карточки нет"}
    assert wrong(company, {"company": 1}) == {}


def test_an_attachment_must_have_been_uploaded() -> None:
    assert wrong(field(type="string", format="attachment"), {"field": "f2"}) == {("field",): "Прикрепите файл заново"}
    assert wrong(field(type="string", format="attachment"), {"field": "f1"}) == {}


def test_money_has_two_decimals_in_rows_too() -> None:
    values = {"decision": "yes", "manager": 7, "lines": [{"price": 19.99}, {"price": 1.005}]}
    assert list(wrong(form(), values)) == [("lines", 1, "price")]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"format": "inn"}, "7707083890", "Неверный ИНН: 10 или 12 цифр, проверьте последние"),
        ({"format": "kpp"}, "1", "Неверный КПП: 9 знаков, например 770701001"),
        ({"format": "phone"}, "нет", "Неверный номер телефона, пример: +7 912 345-67-89"),
        ({"format": "email"}, "ivanov@", "Неверный адрес эл. почты, пример: ivanov@example.ru"),
        ({"format": "date"}, "31.02.2026", "Неверная дата"),
        ({"type": "string"}, 1, "Введите текст"),
        ({"type": "boolean"}, "да", "Выберите «да» или «нет»"),
        ({"type": ["string", "null"]}, 1, "Неверное значение"),
        ({"minLength": 1}, "", "Заполните поле"),
        ({"maxLength": 3}, "1234", "Не длиннее 3 символов"),
        ({"minimum": 0.5}, 0, "Не меньше 0,5"),
        ({"maximum": 100.0}, 101, "Не больше 100"),
        ({"const": True}, False, "Поставьте отметку"),
        ({"const": "да"}, "нет", "Допустимо только «да»"),
        ({"minItems": 1}, [], "Добавьте строки: нужно не меньше 1"),
        ({"enum": ["a"]}, "b", "Выберите значение из списка"),
        (False, 1, "Неверное значение"),
    ],
)
def test_each_keyword_has_its_message(schema: Any, value: Any, message: str) -> None:
    asked = form({"title": "Поле", "schema": {"properties": {"field": schema}}})
    assert wrong(asked, {"field": value}) == {("field",): message}


def test_a_piece_brings_its_schema_looks_and_english_and_the_form_has_the_last_word() -> None:
    lines = form().schema["else"]["properties"]["lines"]
    assert (lines["title"], lines["items"]["required"]) == ("Строки", ["price"])
    assert form().ui["lines"] == LINES["ui"]
    english = form().localized("en").schema["else"]["properties"]["lines"]
    assert (english["title"], english["items"]["properties"]["price"]["title"]) == ("Rows", "Price")


def test_a_piece_may_name_another_and_has_the_last_word_on_it() -> None:
    unit = {"schema": {"title": "Единица", "enum": ["pcs"]}, "en": {"properties": {"": {"title": "Unit", "enum": {}}}}}
    line = {
        "schema": {"properties": {"unit": {"$ref": "common/unit.json", "title": "Мера"}}},
        "en": {"properties": {"unit": {"title": "Measure"}}},
    }
    schema = {"properties": {"line": {"$ref": "common/line.json"}}}
    nested = form({"title": "Строка", "schema": schema}, line=line, unit=unit)
    assert nested.schema["properties"]["line"]["properties"]["unit"] == {"title": "Мера", "enum": ["pcs"]}
    assert nested.en["properties"] == {"line.unit": {"title": "Measure", "enum": {}}}


def test_a_piece_brings_the_english_of_its_hints_and_complaints_too() -> None:
    unit = {"ui": {"ui:help": "Штуки"}, "en": {"ui": {"ui:help": "Pieces"}}}
    schema = {"properties": {"lines": {"items": {"properties": {"unit": {"$ref": "common/unit.json"}}}}}}
    english = form({"title": "Строка", "schema": schema}, unit=unit).localized("en")
    assert english.ui["lines"]["items"]["unit"]["ui:help"] == "Pieces"


def test_a_form_put_together_reads_back_without_its_pieces() -> None:
    again = load_form(form().to_bytes(), pieces())
    assert (again.schema, again.sha256) == (form().schema, form().sha256)


def test_the_english_form_has_english_titles_choices_and_texts() -> None:
    english = form().localized("en")
    assert english.title == "Decision"
    assert [choice["title"] for choice in english.schema["properties"]["decision"]["oneOf"]] == ["Yes", "No"]
    assert english.ui["reason"]["ui:errors"]["required"] == "Explain the refusal"
    assert form().localized("ru").title == "Решение"


def test_what_has_no_english_is_listed() -> None:
    bare = form({**DECISION, "en": {"properties": {"decision": {"title": "Decision", "enum": {"yes": "Yes"}}}}})
    assert bare.untranslated() == ["title", "decision=no", "manager", "reason"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"{", "to be JSON"),
        (b"[]", "to be a JSON object"),
        (b"{}", "to have a title"),
        (b'{"title": "x", "schema": {"type": "strange"}}', "to hold a JSON Schema"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_the_remedy(source: bytes, reason: str) -> None:
    with pytest.raises(FormUnreadable, match=reason):
        load_form(source)


def test_pieces_that_name_each_other_are_refused() -> None:
    loop = {"schema": {"$ref": "common/loop.json"}}
    with pytest.raises(FormUnreadable, match="Do pieces name each other"):
        form({"title": "Круг", "schema": {"properties": {"x": {"$ref": "common/loop.json"}}}}, loop=loop)


@pytest.mark.parametrize("name", ["common/none.json", "../pyproject.toml"])
def test_a_piece_that_is_not_under_forms_is_refused(name: str) -> None:
    with pytest.raises(FormUnreadable, match="Correct the"):
        load_form(orjson.dumps({"title": "x", "schema": {"$ref": name}}))
