"""Saved views: filters under a name, for oneself, for colleagues, or what the list opens with."""

from __future__ import annotations

import re

import pytest

from tests.integration.web.conftest import bearer

QUERY = {"tab": "groups", "process": "lead_qualification", "field": ["lead.phone"], "op": ["eq"], "value": ["1"]}


@pytest.fixture
def head(browser):
    return browser.become("sokolova")


def keep(browser, name="Срочные", share=()):
    answer = browser.post("/tasks/views", {**QUERY, "view_name": name, "share": list(share)})
    assert answer.status_code == 303
    return answer.location


def names(browser):
    """The views in the menu of the list."""
    return re.findall(
        r'class="dropdown-item" href="/tasks\?[^"]+"[^>]*>([^<]+?)\s*<', browser.get("/tasks?tab=mine").text
    )


def test_a_view_opens_the_list_as_it_was_kept(head):
    address = keep(head)
    assert "field=lead.phone" in address
    assert names(head) == ["Срочные"]
    assert head.get(address).status_code == 200


def test_a_view_is_its_authors_alone_until_it_is_shared(head):
    keep(head)
    keep(head, "Для своих", ["head_of_sales"])
    keep(head, "Для всех", ["everyone"])
    assert names(head.become("egorova")) == ["Для всех"]
    assert head.post("/tasks/views/1/default").status_code == 403
    assert head.post("/tasks/views/3", {"view_name": "Чужое"}).status_code == 403


def test_nobody_shares_with_groups_they_do_not_belong_to(head):
    keep(head, share=["accountants"])
    assert names(head.become("egorova")) == []


def test_a_view_is_renamed_unshared_and_deleted_by_its_author(head):
    keep(head, share=["everyone"])
    head.post("/tasks/views/1", {"view_name": "  Новое   имя "})
    assert names(head) == ["Новое имя"]
    assert names(head.become("egorova")) == []
    head.become("sokolova").post("/tasks/views/1/delete")
    assert names(head) == []
    assert head.get("/tasks/views").status_code == 200


def test_the_list_opens_with_the_default_view_until_it_is_taken_away(head):
    address = keep(head, share=["everyone"])
    colleague = head.become("egorova")
    colleague.post("/tasks/views/1/default")
    assert colleague.get("/tasks").location == address
    head.become("sokolova").post("/tasks/views/1", {"view_name": "Больше не общее"})
    assert head.become("egorova").get("/tasks").status_code == 200
    head.become("sokolova").post("/tasks/views/1/default")
    assert head.get("/tasks").location == address
    head.post("/tasks/views/1/delete")
    assert head.get("/tasks").status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "х" * 101])
def test_a_view_needs_a_name_of_reasonable_length(head, name):
    assert head.post("/tasks/views", {**QUERY, "view_name": name}).status_code == 422
    assert names(head) == []


def test_programs_keep_views_too(app):
    client, headers = app.test_client(), bearer(app, "sokolova")
    kept = client.post(
        "/api/v1/task-views",
        json={"name": "Кровля", "groups": ["everyone"], "query": {"tab": "groups", "search": "кровля"}},
        headers=headers,
    )
    assert kept.status_code == 201
    assert kept.json["query"] == {"tab": "groups", "q": "кровля"}
    path = f"/api/v1/task-views/{kept.json['id']}"
    assert client.put(path, json={"name": "Окна"}, headers=headers).json["groups"] == []
    assert client.get(path.rpartition("/")[0], headers=bearer(app, "egorova")).json == []
    assert client.delete(path, headers=headers).status_code == 204
