"""What programs do for a person beside tasks: cards, search, tokens"""

from __future__ import annotations

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from persistence.instances import ProcessInstance
from tests.integration.web.conftest import a_request, bearer
from tests.integration.web.test_api import PROBLEM, START

COMPANY = {"data": {"name": "ООО «Ромашка»", "inn": "7707083893"}}
COMPANIES = "/api/v1/registries/company/records"


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def manager(app):
    return bearer(app, "ivanova")


def test_a_card_is_made_found_and_changed_by_who_saw_its_last_version(client, manager):
    made = client.post(COMPANIES, json=COMPANY, headers=manager)
    assert made.status_code == 201
    (hit,) = client.get("/api/v1/search?q=ромашка", headers=manager).json["items"]
    assert (hit["kind"], hit["id"], hit["registry"]) == ("record", made.json["id"], "company")
    address = f"{COMPANIES}/{made.json['id']}"
    seen = client.get(address, headers=manager).headers["ETag"]
    changed = client.patch(address, json={"title": "Ромашка"}, headers=manager | {"If-Match": seen})
    assert changed.json["title"] == "Ромашка"
    late = client.patch(address, json={"title": "Лютик"}, headers=manager | {"If-Match": seen})
    assert (late.status_code, late.content_type) == (412, PROBLEM)
    assert client.patch(address, json={"title": "Лютик"}, headers=manager).status_code == 428
    stage = {"stage": "verified", "reason": "Проверили"}
    moved = client.post(f"{address}/stage", json=stage, headers=manager | {"If-Match": changed.headers["ETag"]})
    assert moved.json["stage"] == "verified"


def test_data_that_do_not_fit_a_registry_are_refused_with_the_reason(client, manager):
    for wrong in ({"data": {"name": "Ромашка", "inn": "1"}}, COMPANY | {"stage": "none"}, COMPANY | {"responsible": 0}):
        answer = client.post(COMPANIES, json=wrong, headers=manager)
        assert (answer.status_code, answer.content_type) == (422, PROBLEM), answer.text
        assert answer.json["detail"]


def test_a_second_card_with_a_unique_key_is_a_conflict(client, manager):
    client.post(COMPANIES, json=COMPANY, headers=manager)
    assert client.post(COMPANIES, json=COMPANY, headers=manager).status_code == 409


def test_the_same_start_is_made_once_and_anothers_key_is_their_own(app, client, manager, session):
    path = "/api/v1/processes/lead_qualification/start"
    keyed = manager | {"Idempotency-Key": "order 7"}
    first, second = (client.post(path, json=START, headers=keyed).json["id"] for _ in range(2))
    assert first == second
    other = bearer(app, "petrov") | {"Idempotency-Key": "order 7"}
    assert client.post(path, json=START, headers=other).json["id"] != first
    assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 2


def test_a_program_learns_what_a_start_asks(client, manager):
    told = client.get("/api/v1/processes/lead_qualification/start-form", headers=manager).json
    assert "client_name" in told["form"]["properties"]


def test_search_goes_on_where_the_last_page_ended(browser, client, manager):
    for number in range(3):
        browser.post("/request", a_request(key=f"key-{number}"))
    first = client.get("/api/v1/search?q=кровля&kind=record&limit=2", headers=manager).json
    assert first["counts"] == {"record": 3}
    rest = client.get(f"/api/v1/search?q=кровля&kind=record&before={first['next_before']}", headers=manager).json
    assert [hit["id"] for hit in first["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next_before"] is None


def test_one_learns_who_one_is_and_makes_and_revokes_ones_secrets(client, manager):
    me = client.get("/api/v1/me", headers=manager).json
    assert (me["name"], me["may_operate"]) == ("Иванова Анна", False)
    fresh = client.post("/api/v1/me/tokens", json={"name": "1С"}, headers=manager).json["token"]
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {fresh}"}).json["id"] == me["id"]
    (newest, *_) = client.get("/api/v1/me/tokens", headers=manager).json
    client.delete(f"/api/v1/me/tokens/{newest['id']}", headers=manager)
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {fresh}"}).status_code == 401
    url = client.post("/api/v1/me/calendar", json={}, headers=manager).json["url"]
    assert Calendar.from_ical(client.get(url).data).events == []


def test_an_operator_ends_an_instance_with_a_reason(app, client, manager):
    started = client.post("/api/v1/processes/lead_qualification/start", json=START, headers=manager).json["id"]
    operator = bearer(app, "kiseleva")
    path = f"/api/v1/instances/{started}"
    assert client.post(f"{path}/cancel", json={}, headers=operator).status_code == 422
    assert client.post(f"{path}/cancel", json={"reason": "ошибка"}, headers=operator).status_code == 204
    assert client.get(path, headers=operator).json["status"] == "cancelled"


def test_what_came_of_several_tasks_is_told_of_each(app, browser, client, manager):
    for number in range(2):
        browser.post("/request", a_request(key=f"key-{number}"))
    head = bearer(app, "sokolova")
    claimed = client.post("/api/v1/tasks/bulk/claim", json={"ids": [2, 77, 1]}, headers=head).json
    assert [(one["id"], one["done"]) for one in claimed] == [(2, True), (77, False), (1, True)]
    assert claimed[1] == {"id": 77, "name": None, "url": None, "done": False, "reason": "Такого задания нет"}
    assert (claimed[0]["url"], claimed[0]["reason"]) == ("http://localhost/tasks/2", None)
    assert claimed[0]["name"].startswith("Передать обращение Л-2026-00002")
    refused = client.post("/api/v1/tasks/bulk/assign", json={"ids": [1], "person_id": 1}, headers=manager).json
    assert [one["done"] for one in refused] == [False]
    aside = {"ids": [1], "follow_up_at": "2099-01-01T09:00:00+03:00"}
    client.post("/api/v1/tasks/bulk/follow-up", json=aside, headers=head)
    deferred = client.get("/api/v1/tasks?tab=deferred", headers=head).json
    assert [task["id"] for task in deferred] == [1]


def test_a_program_asks_what_to_go_on_with(app, browser, client):
    head = bearer(app, "sokolova")
    assert client.get("/api/v1/tasks/next", headers=head).json == {"id": None}
    for number in range(2):
        browser.post("/request", a_request(key=f"key-{number}"))
    client.post("/api/v1/tasks/bulk/claim", json={"ids": [1, 2]}, headers=head)
    case = client.get("/api/v1/tasks/2", headers=head).json["instance_id"]
    assert client.get(f"/api/v1/tasks/next?case={case}", headers=head).json == {"id": 2}


def test_the_tasks_about_a_card_are_listed_page_by_page(browser, client, manager):
    browser.post("/request", a_request())
    path = "/api/v1/registries/lead/records/1/tasks"
    assert client.get(path, headers=manager).json == []  # neither hers nor her queue's
    browser.become("sokolova")
    seen = browser.get(path)
    assert [task["record_id"] for task in seen.json] == [1]
    assert browser.get(f"{path}?field=number.sum&op=eq&value=x").status_code == 422


def test_one_opens_ones_list_with_a_view_or_no_longer(client, manager):
    made = client.post("/api/v1/task-views", json={"name": "Срочные", "query": {"tab": "overdue"}}, headers=manager)
    path = f"/api/v1/task-views/{made.json['id']}"
    for is_default in (True, True, False):
        assert client.put(f"{path}/default", json={"is_default": is_default}, headers=manager).status_code == 204
        assert [view["is_default"] for view in client.get("/api/v1/task-views", headers=manager).json] == [is_default]
