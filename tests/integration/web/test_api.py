"""The REST API: what programs can do, and how they are refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import commands
from engine.deployment import Package
from persistence.people import ApiToken
from persistence.user_tasks import UserTask
from tests.diagrams import catch, element, end, process, signal, start
from tests.integration.web.conftest import bearer, join, person_id
from webapp import workflow

NEWS = element("signal", "news", name="price.changed")
PROBLEM = "application/problem+json"
START = {"variables": {"channel": "phone", "client_name": "Ольга", "phone": "+7 495 123-45-67"}}


@pytest.fixture
def client(app):
    return app.test_client()


def test_a_process_is_started_and_its_tasks_done_through_the_api(app, client):
    started = client.post("/api/v1/processes/lead_qualification/start", json=START, headers=bearer(app, "ivanova"))
    assert started.status_code == 201
    head = bearer(app, "sokolova")
    (task,) = client.get("/api/v1/tasks?tab=groups", headers=head).json
    assert task["instance_id"] == started.json["id"]
    assert "decision" in client.get(f"/api/v1/tasks/{task['id']}", headers=head).json["form"]["properties"]
    assert client.post(f"/api/v1/tasks/{task['id']}/claim", headers=head).status_code == 204
    assert [one["id"] for one in client.get("/api/v1/tasks", headers=head).json] == [task["id"]]
    values = {"decision": "assign", "manager": person_id(app, "ivanova")}
    done = client.post(f"/api/v1/tasks/{task['id']}/complete", json={"values": values}, headers=head)
    assert done.json["status"] == "active"
    (opened,) = done.json["opened"]
    (next_task,) = client.get("/api/v1/tasks", headers=bearer(app, "ivanova")).json
    assert next_task["id"] == opened


def test_an_instance_tells_its_variables_and_history(app, client):
    manager = bearer(app, "ivanova")
    started = client.post("/api/v1/processes/lead_qualification/start", json=START, headers=manager).json["id"]
    instance = client.get(f"/api/v1/instances/{started}", headers=manager).json
    assert instance["variables"]["client_name"] == "Ольга"
    assert len(instance["open_task_ids"]) == 1
    history = client.get(f"/api/v1/instances/{started}/history", headers=manager).json
    assert history[0]["kind"] == "instance_started"
    assert client.get(f"/api/v1/instances/{started}/history?after={history[-1]['id']}", headers=manager).json == []


def test_records_are_listed_and_shown_to_those_who_may_read_them(app, client):
    manager = bearer(app, "ivanova")
    client.post("/api/v1/processes/lead_qualification/start", json=START, headers=manager)
    (lead,) = client.get("/api/v1/registries/lead/records?search=ольга", headers=manager).json
    assert client.get(f"/api/v1/registries/lead/records/{lead['id']}", headers=manager).json["number"] == lead["number"]
    assert client.get(f"/api/v1/registries/deal/records/{lead['id']}", headers=manager).status_code == 404


def test_values_that_do_not_fit_the_form_are_told_by_field(app, client, session):
    client.post("/api/v1/processes/lead_qualification/start", json=START, headers=bearer(app, "ivanova"))
    task_id = session.scalar(select(UserTask.id))
    answer = client.post(f"/api/v1/tasks/{task_id}/complete", json={"values": {}}, headers=bearer(app, "sokolova"))
    assert answer.status_code == 422
    assert answer.content_type == PROBLEM
    assert answer.json["detail"] == "What was submitted does not fit the form."
    assert ["decision"] in [error["path"] for error in answer.json["errors"]]


def test_a_task_somebody_else_took_is_a_conflict(app, client, session):
    client.post("/api/v1/processes/lead_qualification/start", json=START, headers=bearer(app, "ivanova"))
    join(app, "kozlov", "head_of_sales")
    task_id = session.scalar(select(UserTask.id))
    client.post(f"/api/v1/tasks/{task_id}/claim", headers=bearer(app, "sokolova"))
    answer = client.post(f"/api/v1/tasks/{task_id}/claim", headers=bearer(app, "kozlov"))
    assert (answer.status_code, answer.content_type) == (409, PROBLEM)


def test_an_unknown_field_is_refused(app, client):
    answer = client.post("/api/v1/messages", json={"name": "x", "pay": {}}, headers=bearer(app, "kiseleva"))
    assert answer.status_code == 422
    assert answer.json["errors"] == {"json": {"pay": ["Unknown field."]}}


def test_a_message_nobody_waits_for_says_so(app, client):
    answer = client.post("/api/v1/messages", json={"name": "nobody.waits"}, headers=bearer(app, "kiseleva"))
    assert answer.json == {"outcome": "unmatched", "instance_id": None}


def test_the_same_idempotency_key_is_delivered_once(app, client):
    operator = bearer(app, "kiseleva")
    message = {"name": "lead.received", "payload": START["variables"], "idempotency_key": "one"}
    first = client.post("/api/v1/messages", json=message, headers=operator).json
    second = client.post("/api/v1/messages", json=message, headers=operator).json
    assert first["outcome"] == "started"
    assert second == {"outcome": "duplicate", "instance_id": first["instance_id"]}


def test_a_message_with_a_time_to_live_is_kept_and_what_is_no_duration_is_refused(app, client):
    operator = bearer(app, "kiseleva")
    kept = client.post("/api/v1/messages", json={"name": "nobody.waits", "ttl": "PT1H"}, headers=operator)
    assert kept.json == {"outcome": "buffered", "instance_id": None}
    for wrong in ("soon", "P", "2026-03-05", "-PT1H"):
        answer = client.post("/api/v1/messages", json={"name": "nobody.waits", "ttl": wrong}, headers=operator)
        assert (answer.status_code, answer.content_type) == (422, PROBLEM), wrong
        assert answer.json["detail"].startswith("Expected")


def test_a_signal_reaches_every_instance_that_waits_and_starts_what_it_starts(app, client):
    waits = process(
        start(), catch("wait", signal("news")), end(), flows="start wait end", process_id="waits", extra=[NEWS]
    )
    begins = process(start("begin", signal("news")), end(), flows="begin end", process_id="begins", extra=[NEWS])
    with app.app_context():
        for key, diagram in (("waits", waits), ("begins", begins)):
            workflow.act(commands.deploy, Package(key, {f"{key}.bpmn": diagram}))
        waiting = [workflow.act(commands.start_process, "waits") for _ in range(2)]
    told = {"name": "price.changed", "payload": {"price": 7}}
    answer = client.post("/api/v1/signals", json=told, headers=bearer(app, "kiseleva")).json
    assert (answer["delivered"], len(answer["started"]), answer["scheduled"]) == (2, 1, 0)
    one = client.get(f"/api/v1/instances/{waiting[0]}", headers=bearer(app, "kiseleva")).json
    assert (one["status"], one["variables"]) == ("completed", {"price": 7})


def test_strangers_and_forged_tokens_are_refused(client):
    for headers in ({}, {"Authorization": "Bearer mrs_forged"}, {"Authorization": "Basic YTpi"}):
        answer = client.get("/api/v1/tasks", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, PROBLEM)
        assert answer.headers["WWW-Authenticate"].lower() == "bearer"


def test_a_session_may_use_the_api_with_the_csrf_token(browser):
    browser.become("kiseleva")
    assert browser.get("/api/v1/tasks").status_code == 200
    message = {"name": "nobody.waits"}
    assert browser.post("/api/v1/messages", json=message).status_code == 200
    assert browser.client.post("/api/v1/messages", json=message).status_code == 400


def test_only_the_hash_of_a_token_is_kept_and_its_use_is_noted(app, client, session):
    header = bearer(app, "ivanova")
    client.get("/api/v1/tasks", headers=header)
    (token,) = session.scalars(select(ApiToken)).all()
    assert token.token_hash not in header["Authorization"]
    assert token.last_used_at is not None


def test_a_revoked_token_is_refused(app, client, browser, session):
    header = bearer(app, "ivanova")
    token_id = session.scalar(select(ApiToken.id))
    browser.become("ivanova").post(f"/me/tokens/{token_id}/revoke")
    assert client.get("/api/v1/tasks", headers=header).status_code == 401


def test_a_token_is_shown_once_on_ones_own_page(browser):
    page = browser.become("ivanova").post("/me/tokens", {"name": "1С", "days": "30"}).text
    token = page.split('<code class="token">')[1].split("</code>")[0]
    assert token.startswith("mrs_")
    assert token not in browser.get("/me").text


def test_the_description_names_every_route_of_the_api(app, client):
    described = {path.replace("{", "<").replace("}", ">") for path in client.get("/api/openapi.json").json["paths"]}
    routes = {rule.rule.replace("<int:", "<") for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert described == routes


def test_a_case_tells_its_timeline_and_what_its_tasks_were_answered(app, client):
    started = client.post("/api/v1/processes/lead_qualification/start", json=START, headers=bearer(app, "ivanova"))
    case, head = started.json["id"], bearer(app, "sokolova")
    (task,) = client.get("/api/v1/tasks?tab=groups", headers=head).json
    values = {"decision": "reject", "reject_reason": "spam"}
    done = client.post(f"/api/v1/tasks/{task['id']}/complete", json={"values": values}, headers=head)
    assert (done.json["status"], done.json["next_task_id"]) == ("completed", None)
    assert values.items() <= client.get(f"/api/v1/tasks/{task['id']}", headers=head).json["answer"].items()
    (answered,) = client.get(f"/api/v1/instances/{case}/tasks", headers=head).json
    assert values.items() <= answered["answer"].items()
    told = client.get(f"/api/v1/instances/{case}/timeline?category=tasks", headers=head).json
    assert [(event["kind"], event["who"]) for event in told["events"]] == [("task_completed", "Соколова Ирина")]
    assert ["Что делаем с обращением", "Закрыть как нецелевое"] in told["events"][0]["details"]


def test_a_draft_is_read_and_saved_and_not_overwritten_unseen(app, client):
    client.post("/api/v1/processes/lead_qualification/start", json=START, headers=bearer(app, "ivanova"))
    head = bearer(app, "sokolova")
    (task,) = client.get("/api/v1/tasks?tab=groups", headers=head).json
    path = f"/api/v1/tasks/{task['id']}/draft"
    assert client.get(path, headers=head).json == {"values": None, "seen": None}
    saved = client.post(path, json={"values": {"instruction": "one"}}, headers=head)
    assert client.get(path, headers=head).json == saved.json
    refused = client.post(path, json={"values": {"instruction": "two"}}, headers=head)
    assert (refused.status_code, refused.content_type) == (409, PROBLEM)
    again = {"values": {"instruction": "two"}, "seen": saved.json["seen"]}
    assert client.post(path, json=again, headers=head).status_code == 200
