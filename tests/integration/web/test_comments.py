"""Comments over HTTP: shown as text, refused beside the field, mentions offered only of those who may see."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import a_request, person_id

PLACE = {"place": "task", "id": "1"}


@pytest.fixture
def head(browser):
    """The head of sales, in whose queue a request waits."""
    browser.post("/request", a_request())
    return browser.become("sokolova")


def test_a_comment_is_text_whose_addresses_and_mentions_stand_out(head):
    text = "<script>alert(1)</script>\n@Киселёва Дарья, см. https://example.com/a?b=1&c=2"
    sent = head.post("/comments", PLACE | {"text": text})
    assert sent.headers["Location"] == "/tasks/1#comment-1"
    page = head.get("/cases/1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<span class="mention">@Киселёва Дарья</span>' in page
    assert 'href="https://example.com/a?b=1&amp;c=2" rel="noopener nofollow" target="_blank"' in page


def test_an_empty_comment_is_refused_beside_its_field_and_a_long_one_stays_typed(head):
    empty = head.post("/comments", PLACE | {"text": " "})
    assert empty.status_code == 422
    assert "Заполните поле" in empty.text
    long = head.post("/comments", PLACE | {"text": "ж" * 10_001, "key": "k"})
    assert long.status_code == 422
    assert "ж" * 10_001 in long.text
    assert 'name="key" value="k"' in long.text


def test_only_people_who_may_see_the_case_are_offered(app, head):
    offered = {person["id"] for person in head.get("/comments/people?place=case&id=1").json}
    assert {person_id(app, "sokolova"), person_id(app, "kiseleva")} <= offered
    assert person_id(app, "egorova") not in offered


def test_the_author_mends_and_takes_back_a_comment_others_do_not(head):
    head.post("/comments", PLACE | {"text": "первый"})
    head.post("/comments/1/edit", {"text": "исправленный"})
    assert "исправленный" in head.get("/tasks/1").text
    head.post("/sign-out")
    head.token = ""
    other = head.become("kiseleva")
    assert other.post("/comments/1/delete").status_code == 403
    assert "/comments/1/edit" not in other.get("/tasks/1").text
    other.post("/sign-out")
    other.token = ""
    head.become("sokolova").post("/comments/1/delete")
    assert "Комментарий удалён автором." in head.get("/tasks/1").text


def test_whoever_is_mentioned_finds_it_among_their_notifications(head):
    head.post("/comments", PLACE | {"text": "@Киселёва Дарья, помогите"})
    head.post("/sign-out")
    head.token = ""
    assert "Соколова Ирина упоминает вас" in head.become("kiseleva").get("/notifications").text
