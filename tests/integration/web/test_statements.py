"""Pages ask the database a fixed number of questions, however many rows they show."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, counted_statements, person_id

PAGES = {
    "/tasks?tab=groups": ("sokolova", 10),
    "/tasks?tab=team": ("sokolova", 11),
    "/tasks?tab=groups&process=lead_qualification&q=a&field=lead.phone&op=eq&value=1": ("sokolova", 12),
    "/tasks?tab=groups&process=lead_qualification&column=text.company_name&column=lead.data.phone": ("sokolova", 14),
    "/tasks/filters?process=lead_qualification": ("sokolova", 10),
    "/tasks/1": ("sokolova", 16),
    "/start": ("ivanova", 4),
    "/cases": ("kiseleva", 8),
    "/cases/1": ("kiseleva", 20),
    "/registries": ("ivanova", 4),
    "/registries/lead": ("ivanova", 5),
    "/registries/lead/1/tasks": ("sokolova", 9),
    "/registries/lead/1": ("ivanova", 12),
    "/notifications": ("sokolova", 5),
    "/notifications/latest": ("sokolova", 5),
    "/people": ("ivanova", 5),
    "/people/4": ("sokolova", 15),
    "/me": ("sokolova", 11),
    "/counters": ("sokolova", 5),
}
"""Page → who looks, and the most statements it may take; two of them are who it is, one the demo people."""


def fill(browser, requests):
    for number in range(requests):
        assert browser.post("/request", a_request(key=f"key-{number}")).status_code == 303


def statements(app, browser, page):
    with counted_statements(app) as seen:
        assert browser.get(page).status_code == 200
    return [statement for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))]


@pytest.mark.parametrize("page", PAGES)
def test_no_query_per_row(page, app, browser):
    login, most = PAGES[page]
    fill(browser, 2)
    browser.become(login).get(page)  # compiled definitions are kept: the first look pays for them
    few = statements(app, browser, page)
    browser.post("/sign-out")
    browser.token = ""
    for number in range(10, 20):
        browser.post("/request", a_request(key=f"more-{number}"))
    many = statements(app, browser.become(login), page)
    assert len(many) == len(few)
    assert len(many) <= most, "\n".join(many)


def test_completing_a_task_takes_few_statements(app, browser, session):
    fill(browser, 2)
    browser.become("sokolova")
    first, second = session.scalars(select(UserTask.id)).all()
    values = {"data": json.dumps({"decision": "assign", "manager": person_id(app, "ivanova")})}
    browser.post(f"/tasks/{first}/complete", values)
    browser.csrf()
    with counted_statements(app) as seen:
        assert browser.post(f"/tasks/{second}/complete", values).status_code == 303
    assert len(seen) <= 45, "\n".join(seen)
