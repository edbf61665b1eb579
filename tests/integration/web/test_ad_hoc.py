"""Steps that people start by themselves, on the page of a case and by the API."""

from __future__ import annotations

import re

import orjson
import pytest
from sqlalchemy import select

from engine import commands
from engine.deployment import Package
from persistence.history import HistoryEntry
from persistence.user_tasks import UserTask
from tests.diagrams import element, end, process, start, task
from tests.integration.web.conftest import bearer, person_id
from webapp import workflow

WORK = {"camunda__formKey": "anything", "camunda__candidateGroups": "sales_managers", "camunda__dueDate": "P1D"}
INSIDE = [
    task("call", tag="userTask", name="Позвонить", **WORK),
    task("visit", tag="userTask", name="Встретиться", **WORK),
]


@pytest.fixture
def begin(app):
    """Start a process with an ad hoc subprocess as the manager; the case's id."""

    def started(**attributes):
        part = element("adHocSubProcess", "any", *INSIDE, name="Работа с клиентом", **attributes)
        form = orjson.dumps({"title": "Что угодно", "schema": {"type": "object"}})
        diagram = process(start(), part, end(), flows="start any end")
        with app.app_context():
            workflow.act(commands.deploy, Package("p", {"p.bpmn": diagram, "forms/anything.json": form}))
            return workflow.act(commands.start_process, "p", {}, actor_id=person_id(app, "ivanova"))

    return started


def open_tasks(session):
    session.rollback()
    return list(session.scalars(select(UserTask.element_id).where(UserTask.status.in_(("created", "assigned")))))


def address(page, words):
    """Where the form around a button with these words leads."""
    forms = re.findall(r'<form[^>]*action="([^"]+/parts/[^"]+)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    return next(target for target, content in forms if words in content)


def test_steps_are_started_and_all_is_ended_on_the_page_of_the_case(browser, begin, session):
    case_id = begin()
    page = browser.become("ivanova").get(f"/cases/{case_id}")
    assert "Работа с клиентом" in page.text
    browser.post(address(page, "Встретиться"))
    browser.post(address(page, "Встретиться"))
    assert open_tasks(session) == ["visit", "visit"]
    assert "Начато: «Встретиться»" in browser.get(f"/cases/{case_id}").text
    browser.post(address(page, "Завершить"))
    assert open_tasks(session) == []
    assert "Завершено: «Работа с клиентом»" in browser.get(f"/cases/{case_id}").text
    browser.post(address(page, "Завершить"))
    assert "Завершать уже нечего" in browser.get(f"/cases/{case_id}").text


def test_who_only_reads_a_case_is_offered_nothing(browser, begin):
    case_id = begin()
    page = browser.become("lebedev").get(f"/cases/{case_id}")
    assert (page.status_code, "/parts/" in page.text) == (200, False)


def test_one_at_a_time_the_next_step_waits(browser, begin, session):
    case_id = begin(ordering="Sequential")
    page = browser.become("ivanova").get(f"/cases/{case_id}")
    browser.post(address(page, "Позвонить"))
    assert "Здесь делают одно за другим" in browser.get(f"/cases/{case_id}").text
    browser.post(address(page, "Встретиться"))
    assert open_tasks(session) == ["call"]


def test_the_api_lists_what_can_be_started_starts_it_and_ends_all(app, begin, session):
    case_id, client, headers = begin(), app.test_client(), bearer(app, "ivanova")
    (part,) = client.get(f"/api/v1/instances/{case_id}/parts", headers=headers).json
    assert (part["element_id"], part["steps"], part["ends_by_hand"]) == ("any", ["call", "visit"], True)
    path = f"/api/v1/instances/{case_id}/parts/{part['token']}"
    opened = client.post(f"{path}/steps", json={"element_id": "call"}, headers=headers).json["tasks"]
    session.rollback()
    assert [session.get_one(UserTask, task_id).element_id for task_id in opened] == ["call"]
    assert client.post(f"{path}/steps", json={"element_id": "none"}, headers=headers).status_code == 409
    assert client.post(f"{path}/end", headers=headers).status_code == 204
    assert open_tasks(session) == []
    told = session.scalars(select(HistoryEntry).where(HistoryEntry.kind.in_(("step_started", "ad_hoc_ended"))))
    assert [(line.kind, line.element_id, line.actor_id) for line in told] == [
        ("step_started", "call", person_id(app, "ivanova")), ("ad_hoc_ended", "any", person_id(app, "ivanova")),
    ]  # fmt: skip
