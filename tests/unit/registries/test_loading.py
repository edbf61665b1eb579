"""Registry files: read, checked, and refused with the file and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from engine.errors import NotFound
from engine.registries import Registry, RegistryInvalid, load_registries, parse_registry

DEAL: dict[str, Any] = {
    "key": "deal",
    "title": "Сделка",
    "plural": "Сделки",
    "numbering": {"sequence": "deal", "pattern": "Д-{year}-{seq:05}"},
    "title_field": "subject",
    "pipelines": [
        {
            "key": "main",
            "title": "Продажа",
            "stages": [
                {"key": "new", "title": "Новая", "kind": "open"},
                {"key": "won", "title": "Успешная", "kind": "won"},
            ],
        }
    ],
    "unique": [{"name": "inn_kpp", "fields": ["inn", "kpp"], "optional": ["kpp"]}],
    "columns": ["number", "stage", "data.subject"],
    "indexed": ["inn"],
    "search": ["number", "subject"],
    "links": {"parent": "deal"},
    "rights": {"read": ["everyone"], "write": ["sales_managers"]},
    "schema_version": 1,
    "schema": {
        "type": "object",
        "properties": {
            "subject": {"type": "string", "title": "Предмет"},
            "inn": {"type": "string", "format": "inn"},
            "kpp": {"type": "string", "format": "kpp"},
        },
    },
    "ui": {},
    "en": {
        "title": "Deal",
        "plural": "Deals",
        "stages": {"new": "New"},
        "properties": {"subject": {"title": "Subject"}},
    },
}


def parsed(**changes: Any) -> Registry:
    return parse_registry(orjson.dumps(DEAL | changes), "deal.json")


def test_our_own_registries_can_be_loaded():
    assert {"lead", "deal", "deal_position", "company", "contact", "product"} <= set(load_registries())


def test_every_column_of_our_registries_has_a_title_in_both_languages():
    for registry in load_registries().values():
        for column in registry.columns:
            field = column.removeprefix("data.")
            if field != column:
                assert field in registry.en["properties"], f"{registry.key}.{field}"


def test_a_registry_knows_its_stages_in_order():
    assert [stage.key for stage in parsed().stages] == ["new", "won"]


def test_a_registry_offers_to_start_processes_for_new_cards_and_for_cards_at_a_stage():
    add = {"key": "add", "process": "selling", "title": "Добавить"}
    push = {"key": "push", "process": "selling", "title": "Двинуть", "stages": ["new"], "variable": "deal"}
    registry = parsed(starts=[add, push], en=DEAL["en"] | {"starts": {"push": "Push on"}})
    assert [(offer.key, offer.stages, offer.variable) for offer in registry.starts] == [
        ("add", frozenset(), ""),
        ("push", {"new"}, "deal"),
    ]
    assert registry.start_title(registry.start_offer("push"), "en") == "Push on"
    assert registry.start_title(registry.start_offer("add"), "en") == "Добавить"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [({"stages": ["new"]}, "starts.0"), ({"stages": ["sold"], "variable": "deal"}, "starts.0.stages")],
)
def test_a_start_for_cards_needs_stages_that_there_are_and_a_variable_for_the_card(wrong, key):
    with pytest.raises(RegistryInvalid) as refused:
        parsed(starts=[{"key": "push", "process": "selling", "title": "Двинуть"} | wrong])
    assert refused.value.key == key


def test_a_record_begins_at_the_first_stage():
    pipeline, stage = parsed().first_stage() or pytest.fail("no first stage")
    assert (pipeline.key, stage.key) == ("main", "new")


def test_a_registry_without_pipelines_has_no_first_stage():
    assert parsed(pipelines=[]).first_stage() is None


def test_an_unknown_stage_is_refused_with_those_there_are():
    with pytest.raises(NotFound, match="There are: new, won"):
        parsed().stage("lost")


def test_an_unknown_registry_is_refused_with_those_there_are():
    with pytest.raises(NotFound, match="«stock» is not one"):
        load_registries().named("stock")


def test_titles_come_in_english_where_there_is_english():
    registry = parsed()
    assert registry.title_in("en", plural=True) == "Deals"
    assert registry.title_in("ru") == "Сделка"
    assert [registry.stage_title(key, "en") for key in ("new", "won", "gone")] == ["New", "Успешная", "gone"]
    assert registry.field_title("subject", "en") == "Subject"


@pytest.mark.parametrize(
    ("changes", "key", "complaint"),
    [
        ({"key": "order"}, "key", "file's name «deal»"),
        ({"title": 7}, "title", "string"),
        ({"colour": "red"}, "", "colour"),
        ({"title_field": "name"}, "title_field", "«name»"),
        ({"indexed": ["phone"]}, "indexed", "«phone»"),
        ({"search": ["phone"]}, "search", "«phone»"),
        ({"columns": ["data.phone"]}, "columns", "«data.phone»"),
        ({"unique": [{"name": "a", "fields": ["ogrn"]}]}, "unique.0.fields", "«ogrn»"),
        ({"unique": [{"name": "a", "fields": ["inn"], "optional": ["kpp"]}]}, "unique.0.optional", "«kpp»"),
        ({"unique": [{"name": "a", "fields": ["inn"]}] * 2}, "unique", "«a» is there again"),
        ({"pipelines": DEAL["pipelines"] * 2}, "pipelines", "«main» is there again"),
        ({"numbering": {"sequence": "deal", "pattern": "Д-{year}"}}, "numbering.pattern", "once"),
        ({"numbering": {"sequence": "deal", "pattern": "{lead}-{seq}"}}, "numbering.pattern", "kind of link"),
        ({"schema": {"properties": {"inn": {}, "kpp": {}, "subject": {"type": 7}}}}, "schema", "JSON Schema"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_key(changes: dict[str, Any], key: str, complaint: str):
    with pytest.raises(RegistryInvalid, match=complaint) as refused:
        parsed(**changes)
    assert (refused.value.file, refused.value.key) == ("deal.json", key)


def test_a_file_that_is_no_json_is_refused():
    with pytest.raises(RegistryInvalid, match="JSON"):
        parse_registry(b"{", "deal.json")


def test_a_link_to_a_registry_that_does_not_exist_is_refused(tmp_path: Path):
    folder = tmp_path / "registries"
    folder.mkdir()
    (folder / "deal.json").write_bytes(orjson.dumps(DEAL | {"links": {"company": "company"}}))
    with pytest.raises(RegistryInvalid, match="there is no «company»"):
        load_registries(folder)


def test_shared_pieces_of_a_schema_come_from_beside_the_registries(tmp_path: Path):
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "subject.json").write_bytes(orjson.dumps({"schema": {"type": "string", "maxLength": 3}}))
    folder = tmp_path / "registries"
    folder.mkdir()
    properties = DEAL["schema"]["properties"] | {"subject": {"$ref": "common/subject.json"}}
    (folder / "deal.json").write_bytes(orjson.dumps(DEAL | {"schema": {"type": "object", "properties": properties}}))
    assert load_registries(folder)["deal"].properties["subject"]["maxLength"] == 3
