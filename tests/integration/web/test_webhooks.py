"""Outgoing webhooks: signed, at least once, never to where they must not go, given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from persistence.audit import AuditEntry
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.people import Group, PersonGroup
from persistence.webhooks import Webhook, WebhookDelivery
from tests.databases import Database
from tests.integration.web.conftest import bearer
from tests.integration.web.office import Office, ready
from webapp import workflow
from webapp.database import db
from webapp.webhooks import registering, targets
from webapp.webhooks.registering import Asked

DAY = timedelta(days=1)


class Receiver:
    """A program outside: what it was sent, and what it answers (the last answer repeats)."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = [(200, {})]
        self.url = ""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        self.requests.append((path, headers, body))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = found.answer(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"said")

        def log_message(self, *_: Any) -> None:
            """Nothing to the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_office(office: Office, database: Database) -> Iterator[Office]:
    """An office that may post to this computer; Anna administers."""
    with database.sessions.begin() as session:
        session.add(Group(key="administrators", name="Администраторы"))
        session.flush()
        session.add(PersonGroup(person_id=office.anna, group_key="administrators"))
    app = ready(database.url, "smtp://127.0.0.1:9", internal_hooks=True).app
    yield Office(app, office.anna, office.bill)
    with app.app_context():
        db.engine.dispose()


def register(office: Office, url: str) -> tuple[int, str]:
    """A webhook that is sent a ping: its id and secret."""
    with office.app.app_context():
        made = workflow.act(registering.register, Asked("1C", url, ["case.ended"]), office.anna)
        workflow.act(registering.ping, made.id)
        return made.id, made.secret


def delivery(office: Office) -> WebhookDelivery:
    (found,) = office.rows(WebhookDelivery)
    return found


def test_a_message_is_signed_as_standard_webhooks_ask(open_office: Office, receiver: Receiver):
    _, secret = register(open_office, receiver.url)
    open_office.work()
    ((path, headers, body),) = receiver.requests
    assert (path, headers["content-type"]) == ("/hook?a=1", "application/json")
    assert (headers["webhook-id"], json.loads(body)["type"]) == (f"msg_{delivery(open_office).id}", "ping")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    done = delivery(open_office)
    assert (done.status, done.response_status, done.response_body, open_office.rows(Job)) == (
        "delivered",
        200,
        "said",
        [],
    )


def test_what_fails_is_sent_again_with_the_same_id(open_office: Office, receiver: Receiver):
    receiver.answers = [(503, {}), (204, {})]
    register(open_office, receiver.url)
    open_office.work()
    assert (delivery(open_office).status, delivery(open_office).response_status) == ("pending", 503)
    open_office.work(later=timedelta(seconds=6))
    assert (delivery(open_office).status, delivery(open_office).attempts) == ("delivered", 2)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.requests}) == 1


def test_a_redirection_is_not_followed(open_office: Office, receiver: Receiver):
    receiver.answers = [(302, {"Location": receiver.url})]
    register(open_office, receiver.url)
    open_office.work()
    assert len(receiver.requests) == 1
    assert (delivery(open_office).status, delivery(open_office).response_status) == ("pending", 302)


def test_after_a_day_it_is_given_up_and_can_be_sent_again_by_hand(open_office: Office, receiver: Receiver):
    receiver.answers = [(500, {})]
    webhook_id, _ = register(open_office, receiver.url)
    for attempt in range(8):
        open_office.work(later=attempt * DAY)
    assert (delivery(open_office).status, delivery(open_office).attempts, len(receiver.requests)) == ("failed", 8, 8)
    receiver.answers = [(200, {})]
    with open_office.app.app_context():
        assert workflow.act(registering.redeliver, webhook_id, None) == 1
    open_office.work()
    assert delivery(open_office).status == "delivered"


def test_who_says_gone_is_switched_off_and_the_administrators_are_told(open_office: Office, receiver: Receiver):
    receiver.answers = [(410, {})]
    register(open_office, receiver.url)
    open_office.work()
    (webhook,) = open_office.rows(Webhook)
    (told,) = open_office.rows(Notification)
    assert (webhook.active, delivery(open_office).status) == (False, "failed")
    assert (told.person_id, told.kind, told.link) == (
        open_office.anna,
        "webhook_off",
        f"/settings/webhooks/{webhook.id}",
    )


def test_nothing_is_posted_to_a_private_address_unless_it_is_allowed(office: Office, receiver: Receiver):
    register(office, receiver.url)
    office.work()
    assert (receiver.requests, delivery(office).status) == ([], "pending")
    assert "MARSHRUT_INTERNAL_HOOKS" in (delivery(office).error or "")


PRIVATE = (
    "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_disguise(address: str):
    assert not targets.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["ftp://example.org", "https://user:word@example.org", "http://127.0.0.1:99999", "//x"])
def test_what_is_no_address_of_a_receiver_is_refused(url: str):
    with pytest.raises(targets.TargetRefused):
        targets.find(url, allow_private=True)


def test_the_secret_is_shown_once(app, browser):
    browser.become("pavlov")
    asked = {"name": "1C", "url": "https://example.org/hook", "events": ["case.ended"]}
    assert "whsec_" in browser.post("/settings/webhooks", asked).text
    assert "whsec_" not in browser.get("/settings/webhooks").text + browser.get("/settings/webhooks/1").text
    listed = app.test_client().get("/api/v1/webhooks", headers=bearer(app, "pavlov")).json
    assert [(hook["name"], "secret" in hook) for hook in listed] == [("1C", False)]


def test_what_cannot_be_registered_is_explained_and_kept(browser):
    answer = browser.become("pavlov").post("/settings/webhooks", {"name": "1C", "url": "nonsense"})
    assert answer.status_code == 422
    assert 'value="nonsense"' in answer.text


def test_what_administrators_do_with_webhooks_is_in_the_audit_log(browser, session):
    browser.become("pavlov").post(
        "/settings/webhooks", {"name": "1C", "url": "https://example.org/hook", "events": ["case.ended"]}
    )
    browser.post("/settings/webhooks/1/switch", {"active": "0"})
    browser.post("/settings/webhooks/1/delete")
    kinds = session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)).all()
    assert kinds == ["webhook_created", "webhook_switched_off", "webhook_deleted"]
    assert "Вебхук удалён" in browser.get("/settings/audit").text
