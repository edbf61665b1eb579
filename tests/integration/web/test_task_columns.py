"""Business fields in the list of tasks: chosen, shown aligned, kept in the address, in views and when a row changes."""

from __future__ import annotations

import html
import re

import pytest

from tests.integration.web.conftest import a_request

ASKED = "tab=groups&process=lead_qualification&column=text.company_name&column=lead.data.phone"


@pytest.fixture
def head(browser):
    """The head of sales, with two requests in her queue."""
    for number, company in enumerate(("ООО «Кровля»", "ООО «Окна»")):
        browser.post("/request", a_request(key=f"key-{number}", company_name=company))
    return browser.become("sokolova")


def shown(page):
    """What each row shows of its columns, in their order: pairs of head and words."""
    rows = re.findall(r'<dl class="task-columns">(.+?)</dl>', html.unescape(page), re.S)
    return [re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", row) for row in rows]


def test_each_task_shows_what_its_case_and_its_card_have_in_the_columns(head):
    rows = shown(head.get(f"/tasks?{ASKED}").text)
    assert sorted(rows) == [
        [("Компания клиента", "ООО «Кровля»"), ("Телефон", "+7 912 345-67-89")],
        [("Компания клиента", "ООО «Окна»"), ("Телефон", "+7 912 345-67-89")],
    ]


def test_a_list_without_columns_shows_none(head):
    assert shown(head.get("/tasks?tab=groups").text) == []


def test_a_task_without_the_value_keeps_the_place_of_its_column(head):
    rows = shown(head.get("/tasks?tab=groups&column=deal.amount&column=lead.responsible").text)
    assert rows == [[("Сумма", "—"), ("Ответственный", "—")]] * 2


def test_columns_are_offered_as_they_are_chosen_and_taken_away_by_a_chip(head):
    page = html.unescape(head.get(f"/tasks/filters?{ASKED}").text)
    assert 'value="text.company_name" checked' in page
    assert 'value="lead.data.phone" checked' in page
    assert 'value="lead.responsible">' in page
    assert 'value="deal.amount">' not in page  # no task is about a deal
    listed = html.unescape(head.get(f"/tasks?{ASKED}").text)
    assert 'href="/tasks?tab=groups&process=lead_qualification">Показано: Компания клиента, Телефон<' in listed


def test_a_column_of_a_registry_that_is_not_open_is_said_and_the_others_stay(head):
    page = head.become("egorova").get("/tasks?tab=mine&column=lead.data.phone&column=nothing.title").text
    assert html.unescape(page).count("нет или оно вам не открыто") == 2


def test_a_row_that_was_claimed_in_the_list_keeps_its_columns(head):
    row = html.unescape(head.get(f"/tasks?{ASKED}").text)
    (address, *_) = re.findall(r'hx-post="([^"]+)"', row)
    claimed = head.post(address, headers={"HX-Request": "true"}).text
    assert [head for head, _ in shown(claimed)[0]] == ["Компания клиента", "Телефон"]


def test_a_view_keeps_the_columns(head):
    asked = {"tab": "groups", "column": ["text.company_name", "lead.data.phone"]}
    assert head.post("/tasks/views", {**asked, "view_name": "С телефоном"}).status_code == 303
    (kept,) = head.get("/api/v1/task-views").json
    assert kept["query"]["column"] == ["text.company_name", "lead.data.phone"]


def test_the_api_gives_the_values_as_they_are_stored(head):
    path = f"/api/v1/tasks?{ASKED}&column=lead.data.inn"
    listed = head.get(path).json
    assert sorted(task["columns"]["text.company_name"] for task in listed) == ["ООО «Кровля»", "ООО «Окна»"]
    assert {task["columns"]["lead.data.inn"] for task in listed} == {None}


def test_the_api_refuses_a_column_there_is_not(head):
    answer = head.get("/api/v1/tasks?column=lead.data.nothing")
    assert answer.status_code == 422
    assert "lead.data.nothing" in answer.json["detail"]
