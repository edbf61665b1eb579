"""People, absences and the calendar through the REST API."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import bearer, person_id


@pytest.fixture
def ask(app):
    client, header = app.test_client(), bearer(app, "pavlov")
    return lambda method, path, **body: client.open(f"/api/v1{path}", method=method, headers=header, **body)


def test_a_person_is_added_found_and_changed(ask):
    made = ask("POST", "/people", json={"name": "Петрова Мария", "email": "petrova@demo.example"})
    assert made.status_code == 201
    path = f"/people/{made.json['id']}"
    assert ask("PUT", path, json={"name": "Сидорова Мария", "email": "petrova@demo.example"}).status_code == 204
    (found,) = ask("GET", "/people?search=Сидорова").json
    assert (found["id"], found["email"]) == (made.json["id"], "petrova@demo.example")


def test_wrong_fields_are_told_by_path(ask):
    refused = ask("POST", "/people", json={"name": "", "email": "ivanova@demo.example"})
    assert refused.status_code == 422
    assert {(*error["path"], error["keyword"]) for error in refused.json["errors"]} == {
        ("name", "required"),
        ("email", "taken"),
    }


def test_an_absence_is_set_listed_and_called_off(ask, app):
    anna = person_id(app, "ivanova")
    absence = {"substitute_id": person_id(app, "petrov"), "starts_on": "2099-01-01", "ends_on": "2099-01-02"}
    made = ask("POST", f"/people/{anna}/absences", json=absence)
    assert made.status_code == 201
    assert [one["ends_on"] for one in ask("GET", "/absences").json] == ["2099-01-02"]
    assert ask("POST", f"/people/{anna}/absences", json=absence).status_code == 422
    assert ask("DELETE", f"/people/{anna}/absences/{made.json['id']}").status_code == 204
    assert ask("GET", f"/people/{anna}/absences").json == []


def test_the_calendar_tells_what_was_set(ask):
    assert ask("PUT", "/calendar/days", json={"first": "2026-03-03", "kind": "off"}).status_code == 204
    days = ask("GET", "/calendar?first=2026-03-02&last=2026-03-03").json
    assert days == [{"day": "2026-03-02", "kind": "full"}, {"day": "2026-03-03", "kind": "off"}]


def test_a_group_is_archived_and_restored(ask):
    assert ask("POST", "/groups", json={"key": "couriers", "name": "Курьеры"}).status_code == 204

    def archived():
        return {group["key"]: group["archived_at"] for group in ask("GET", "/groups").json}["couriers"]

    assert archived() is None
    refused = ask("PUT", "/groups/head_of_sales/archived", json={"archived": True}).json["errors"]
    assert {error["path"][0] for error in refused} == {"people", "used"}
    assert ask("PUT", "/groups/couriers/archived", json={"archived": True}).status_code == 204
    assert archived()
    asked = {"title": "Отвезти", "group": "couriers"}
    assert ask("POST", "/tasks", json=asked).status_code == 409
    assert ask("PUT", "/groups/couriers/archived", json={"archived": False}).status_code == 204
    assert archived() is None
    assert ask("PUT", "/groups/none/archived", json={"archived": True}).status_code == 404
