"""Ids that no row can have: pages pass them over where they would only narrow, and refuse them where they say what."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import a_request

NO_IDS = pytest.mark.parametrize("number", [str(2**63), "9" * 5000, "-1", "²"], ids=["large", "long", "negative", "²"])


@pytest.fixture
def head(browser):
    """The head of sales, in whose queue a request waits."""
    browser.post("/request", a_request())
    return browser.become("sokolova")


@NO_IDS
def test_what_nobody_can_be_narrows_nothing(head, number):
    addresses = ("/tasks?responsible=", "/cases?responsible=", "/cases?before=", "/cases/1?person=", "/search?before=")
    assert {address: head.get(address + number).status_code for address in addresses} == dict.fromkeys(addresses, 200)


@NO_IDS
def test_what_nothing_can_be_is_refused(head, number):
    place = {"place": "case", "id": number}
    answers = [
        head.get("/comments/people", query_string=place),
        head.post("/comments", place | {"text": "Кому?"}),
        head.post("/documents", place),
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 400]


@NO_IDS
def test_tasks_that_cannot_be_are_not_selected(head, number):
    head.post("/tasks/bulk", {"act": "claim", "task": number})
    assert "Ничего не выбрано" in head.get("/tasks").text


@NO_IDS
def test_only_without_a_delivery_all_that_were_given_up_are_sent_again(browser, number):
    operator = browser.become("pavlov")
    operator.post("/settings/webhooks", {"name": "1C", "url": "https://example.org/", "events": "case.ended"})
    assert operator.post("/settings/webhooks/1/redeliver", {"delivery": number}).status_code == 400
    assert operator.post("/settings/webhooks/1/redeliver").status_code == 303
