"""Signed webhooks: who may send, and that the same request counts once."""

from __future__ import annotations

import time

import orjson
import pytest
from sqlalchemy import func, select

from persistence.instances import ProcessInstance
from persistence.records import Record
from tests.integration.web.conftest import SECRET
from webapp.views.hooks import TOLERANCE, signature

LEAD = {"client_name": "Ольга", "phone": "+7 495 123-45-67"}


@pytest.fixture
def send(app):
    """Send a signed request; what is given changes it."""
    client = app.test_client()

    def send(payload=LEAD, source="site", secret=SECRET, age=0, key=None, **headers):
        body, timestamp = orjson.dumps(payload), str(int(time.time()) - age)
        signed = {"X-Timestamp": timestamp, "X-Signature": signature(secret, timestamp, body, key or "")}
        keys = {"Idempotency-Key": key} if key else {}
        return client.post(f"/hooks/{source}", data=body, headers={**signed, **keys, **headers})

    return send


def test_a_signed_request_starts_the_process(send, session):
    """S0-1"""
    answer = send()
    assert answer.status_code == 202
    assert answer.json["outcome"] == "started"
    assert session.scalar(select(Record.data))["channel"] == "webhook"


def test_the_same_key_twice_starts_it_once(send, session):
    first, second = send(key="order-1"), send(key="order-1", age=1)
    assert second.json == {"outcome": "duplicate", "instance_id": first.json["instance_id"]}
    assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 1


def test_the_same_request_sent_again_starts_nothing(send, session):
    timestamp = str(int(time.time()))
    fixed = {"X-Timestamp": timestamp, "X-Signature": signature(SECRET, timestamp, orjson.dumps(LEAD))}
    assert [send(**fixed).json["outcome"] for _ in range(2)] == ["started", "duplicate"]


@pytest.mark.parametrize(("change", "query"), [({"Idempotency-Key": "another"}, {}), ({}, {"correlation": "another"})])
def test_a_request_that_was_seen_cannot_be_sent_again_as_another_one(app, change, query):
    timestamp, body = str(int(time.time())), orjson.dumps(LEAD)
    signed = {"X-Timestamp": timestamp, "X-Signature": signature(SECRET, timestamp, body)}
    client = app.test_client()
    assert client.post("/hooks/site", data=body, headers=signed).status_code == 202
    answer = client.post("/hooks/site", data=body, headers=signed | change, query_string=query)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": "another secret altogether"}, 401),
        ({"X-Signature": ""}, 401),
        ({"X-Signature": "подпись".encode().decode("latin-1")}, 401),
        ({"age": TOLERANCE + 5}, 401),
        ({"age": -TOLERANCE - 5}, 401),
        ({"X-Timestamp": "soon"}, 401),
        ({"X-Timestamp": "9" * 5000}, 401),
        ({"key": "k" * 201}, 400),
        ({"source": "unknown"}, 404),
        ({"payload": [1, 2]}, 400),
    ],
)
def test_anything_else_is_refused(send, session, change, status):
    answer = send(**change)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 0


def test_data_that_do_not_fit_the_process_are_refused(send):
    answer = send({"client_name": "Ольга"})
    assert answer.status_code == 422
    assert answer.json["errors"]
