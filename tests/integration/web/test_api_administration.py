"""Departments, groups, hours and webhooks through the REST API, and how one wants to be told things."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import bearer, person_id

SWITCHED_OFF = {"kind": "comment", "bell": False, "mail": "none"}


@pytest.fixture
def ask(app):
    client, header = app.test_client(), bearer(app, "pavlov")
    return lambda method, path, **body: client.open(f"/api/v1{path}", method=method, headers=header, **body)


def test_a_department_is_added_renamed_and_removed(ask):
    made = ask("POST", "/departments", json={"name": "Логистика"})
    path = f"/departments/{made.json['id']}"
    assert ask("PUT", path, json={"name": "Доставка", "name_en": "Delivery"}).status_code == 204
    assert [one["name"] for one in ask("GET", "/departments").json if one["id"] == made.json["id"]] == ["Доставка"]
    assert ask("DELETE", path).status_code == 204
    assert ask("DELETE", path).status_code == 404


def test_a_department_with_people_in_it_is_not_removed(ask):
    full = next(one["id"] for one in ask("GET", "/departments").json if one["people"])
    refused = ask("DELETE", f"/departments/{full}")
    assert (refused.status_code, refused.json["errors"][0]["keyword"]) == (422, "not_empty")


def test_a_group_is_added_and_people_are_put_into_it(ask, app):
    assert ask("POST", "/groups", json={"key": "couriers", "name": "Курьеры"}).status_code == 204
    assert ask("PUT", "/groups/couriers", json={"name": "Водители"}).status_code == 204
    anna = person_id(app, "ivanova")
    assert ask("PUT", "/groups/couriers/members", json={"members": [anna]}).status_code == 204
    assert ask("GET", "/groups/couriers/members").json == {"members": [anna]}
    assert ask("GET", "/groups/none/members").status_code == 404


def test_the_working_hours_that_were_set_are_told(ask):
    hours = {"opens": "10:00", "closes": "19:00", "lunch_starts": "13:00", "lunch_ends": "14:00"}
    set_to = hours | {"weekend": [5, 6], "zone": "Asia/Omsk"}
    assert ask("PUT", "/calendar/hours", json=set_to).status_code == 204
    assert ask("GET", "/calendar/hours").json == set_to


def test_a_person_who_was_let_go_is_no_longer_invited(ask, app):
    anna = person_id(app, "ivanova")
    assert "/invitation/" in ask("POST", f"/people/{anna}/invitation").json["url"]
    assert ask("PUT", f"/people/{anna}/active", json={"active": False}).status_code == 204
    assert ask("POST", f"/people/{anna}/invitation").status_code == 409


def test_a_webhook_is_switched_off_and_pinged(ask):
    hook = {"name": "1C", "url": "https://example.org/hook", "events": ["case.ended"]}
    path = f"/webhooks/{ask('POST', '/webhooks', json=hook).json['id']}"
    assert ask("PATCH", path, json={"active": False}).status_code == 204
    assert [one["active"] for one in ask("GET", "/webhooks").json] == [False]
    pinged = ask("POST", f"{path}/ping")
    assert [one["id"] for one in ask("GET", f"{path}/deliveries").json] == [pinged.json["id"]]


def test_one_chooses_how_one_kind_is_told_and_leaves_the_others(ask):
    before = ask("GET", "/me/notification-choices").json
    changed = {"kinds": [SWITCHED_OFF], "digest_at": "18:30"}
    assert ask("PATCH", "/me/notification-choices", json=changed).status_code == 204
    after = ask("GET", "/me/notification-choices").json
    assert after["digest_at"] == "18:30"
    assert [one for one in after["kinds"] if one not in before["kinds"]] == [SWITCHED_OFF]
