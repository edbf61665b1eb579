"""The web application on a database of its own, with the demo company and the shipped processes."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from persistence.database import make_session_factory
from persistence.people import Person, PersonGroup
from persistence.substitutions import Substitution
from tests.databases import Database
from tests.integration.web.office import Office, ready
from tests.mailbox import Mailbox, open_mailbox
from webapp import create_app, dates, workflow
from webapp.access import tokens
from webapp.access.account import Account
from webapp.database import db
from webapp.running import setup
from webapp.running.demo import DOMAIN
from webapp.settings import Settings, Webhook
from webapp.transaction import run_in_transaction

SECRET = "a secret for tests only, long enough"
WEBHOOKS = {"site": Webhook("lead.received", SECRET)}
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


class Browser:
    """Somebody at a browser: keeps cookies and sends the page's CSRF token with what they post."""

    def __init__(self, client: FlaskClient, language: str = "ru") -> None:
        self.client = client
        self.headers = {"Accept-Language": language}
        self.token = ""

    def get(self, path: str, **options: object) -> TestResponse:
        """A page."""
        headers = {**self.headers, **options.pop("headers", {})}  # type: ignore[dict-item]
        return self.client.get(path, headers=headers, buffered=True, **options)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, object] | None = None, **options: object) -> TestResponse:
        """What a form of a page sends."""
        headers = {**self.headers, "X-CSRFToken": self.csrf(), **options.pop("headers", {})}  # type: ignore[dict-item]
        return self.client.post(path, data=data, headers=headers, **options)  # type: ignore[arg-type]

    def csrf(self) -> str:
        """The token of this session's pages."""
        if not self.token:
            found = CSRF.search(self.client.get("/language", headers=self.headers, follow_redirects=True).text)
            assert found
            self.token = found[1]
        return self.token

    def become(self, login: str) -> Browser:
        """Go on as a person of the demo company."""
        with self.client.application.app_context():
            query = select(Account.person_id).where(Account.email == f"{login}@{DOMAIN}")
            person_id = db.session().scalar(query)
        assert self.post(f"/demo/become/{person_id}").status_code == 303
        self.token = ""
        return self


@pytest.fixture(scope="session")
def web_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the demo company and the shipped processes, to copy."""
    file = tmp_path_factory.mktemp("web") / "template.sqlite"
    shutil.copy(sqlite_template, file)
    app = create_app(settings(file))
    setup.prepare_demo(app)
    with app.app_context():
        db.engine.dispose()
    return file


@pytest.fixture
def app(web_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application in demo mode, without rate limits."""
    file = shutil.copy(web_template, tmp_path / "web.sqlite")
    application = create_app(settings(Path(file)))
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A stranger at a browser."""
    return Browser(app.test_client())


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own: an open application context would be shared with the requests."""
    with app.app_context():
        engine = db.engine
    with make_session_factory(engine)() as reader:
        yield reader


def settings(file: Path, **others: object) -> Settings:
    """Settings for a database file."""
    options = {"demo": True, "rate_limits": False, "webhooks": WEBHOOKS, "files": str(file.parent / "files")} | others
    return Settings(database_url=f"sqlite:///{file}", secret_key=SECRET, **options)  # type: ignore[arg-type]


def person_id(app: Flask, login: str) -> int:
    """The id of a person of the demo company."""
    with app.app_context():
        found = db.session().scalar(select(Person.id).where(Person.email == f"{login}@{DOMAIN}"))
        assert found is not None
        return found


def join(app: Flask, login: str, group: str) -> None:
    """Put a person of the demo company into one more group."""
    with app.app_context():
        membership = PersonGroup(person_id=person_id(app, login), group_key=group)
        run_in_transaction(lambda session: session.add(membership))


def away(app: Flask, login: str, substitute: str, days: int = 7) -> None:
    """Let a person of the demo company be away from yesterday on, with a substitute."""
    with app.app_context():
        substitution = Substitution(
            person_id=person_id(app, login),
            substitute_id=person_id(app, substitute),
            starts_on=workflow.engine().today() - timedelta(days=1),
            ends_on=workflow.engine().today() + timedelta(days=days),
            created_at=dates.now(),
        )
        run_in_transaction(lambda session: session.add(substitution))


def bearer(app: Flask, login: str) -> dict[str, str]:
    """The header with which a program acts for a person of the demo company."""
    with app.app_context():
        token = run_in_transaction(lambda session: tokens.issue(session, person_id(app, login), "test"))
    return {"Authorization": f"Bearer {token}"}


def a_request(**changes: object) -> dict[str, object]:
    """What a client fills in on the public form."""
    return {
        "client_name": "Илья Громов",
        "company_name": "ООО «Кровля-Сервис»",
        "phone": "+7 912 345-67-89",
        "product_wish": "Саморезы кровельные",
        "consent": "true",
        "key": "a-key",
    } | changes


def multipart(content: bytes, name: str = "contract.pdf", **fields: str) -> dict[str, Any]:
    """Options with which a client sends a file.  Encoded here: the client leaves a large body's temporary file open."""
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name, "file")})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements executed meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine: Engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def office(database: Database, mailbox: Mailbox) -> Iterator[Office]:
    """An application on both kinds of database that sends mail; Anna reads Russian, Bill English."""
    app = ready(database.url, mailbox.url).app
    with database.sessions.begin() as session:
        now = datetime.now(UTC)
        anna = Person(name="Анна", email="anna@example.org", created_at=now)
        bill = Person(name="Bill", email="bill@example.org", language="en", created_at=now)
        session.add_all([anna, bill])
        session.flush()
        ids = anna.id, bill.id
    yield Office(app, *ids)
    with app.app_context():
        db.engine.dispose()
