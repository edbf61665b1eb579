"""The pages of search: what is shown of what was found, and to whom."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import a_request, bearer, person_id
from webapp.cases import diagrams
from webapp.found import Part, marked, snippet


@pytest.fixture
def lead(browser):
    browser.post("/request", a_request())


def test_a_client_is_found_as_a_card_a_case_and_a_task_with_the_words_marked(browser, lead):
    page = browser.become("sokolova").get("/search?q=кровля").text
    assert page.count("<mark>Кровля</mark>") >= 3
    for address in ("/registries/lead/1", "/cases/1", "/tasks/1"):
        assert f'href="{address}"' in page


def test_one_finds_only_what_one_may_see(browser, lead):
    page = browser.become("egorova").get("/search?q=кровля").text
    assert "ничего не нашлось" in page
    assert "/registries/lead/1" not in page


def test_a_kind_can_be_chosen(browser, lead):
    page = browser.become("sokolova").get("/search?q=кровля&kind=record").text
    assert 'href="/registries/lead/1"' in page
    assert 'href="/cases/1"' not in page


def test_while_typing_a_few_are_suggested_and_the_way_to_all_of_them(browser, lead):
    fragment = browser.become("sokolova").get("/search/suggestions?q=кров").text
    assert fragment.count('role="option"') == 4
    assert 'href="/search?q=' in fragment
    assert "<html" not in fragment


def test_what_was_asked_is_shown_as_it_was_written_and_runs_nothing(browser, lead):
    page = browser.become("sokolova").get('/search?q="><script>alert(1)</script>').text
    assert "<script>alert" not in page


def test_words_are_marked_where_they_begin_whatever_their_letters(app):
    text = "ООО «Ёлка» и ёлочка"
    assert marked(text, ["елк"]) == [Part("ООО «", False), Part("Ёлка", True), Part("» и ёлочка", False)]


def test_of_a_long_text_the_part_with_the_words_is_shown():
    text = f"{'начало ' * 50}гвоздь{' конец' * 50}"
    shown = snippet(text, ["гвоздь"])
    assert "гвоздь" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 200


def test_a_card_is_found_by_the_name_of_the_client(browser, lead):
    assert 'href="/registries/lead/1"' in browser.become("sokolova").get("/search?q=громов").text


def test_a_side_task_is_called_one_in_both_languages_and_by_the_api(app, browser):
    asked = {"title": "Полить цветы", "description": "Из синей лейки", "to": person_id(app, "ivanova")}
    browser.become("sokolova").post("/tasks/new", asked)
    assert '<span class="hit-what">Задача</span> · Из синей лейки' in browser.get("/search?q=цветы").text
    browser.post("/language", {"language": "en"})
    assert '<span class="hit-what">Side task</span> · Из синей лейки' in browser.get("/search?q=цветы").text
    (item,) = app.test_client().get("/api/v1/search?q=цветы", headers=bearer(app, "sokolova")).json["items"]
    assert (item["kind"], item["is_side_task"], item["text"]) == ("task", True, "Из синей лейки")


def test_what_is_to_be_done_is_told_in_the_readers_language_or_not_at_all(app, browser, lead, monkeypatch):
    found = "/search?q=кровля&kind=task"
    assert "Выберите ответственного" in browser.become("sokolova").get(found).text
    browser.post("/language", {"language": "en"})
    page = browser.get(found).text
    assert "Choose the responsible manager" in page
    assert "Выберите ответственного" not in page
    monkeypatch.setattr(diagrams, "translated_description", lambda definition, task: None)
    page = browser.get(found).text
    assert '<span class="hit-what">Task</span> · Л-2026-00001' in page
    assert "Выберите ответственного" not in page
