"""Both sides over HTTP: completing a task on our server, and the bare Flask view, each on a gunicorn of its own."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import orjson
from sqlalchemy import text

from tests.benchmarks.engine_stored import Stored
from tests.benchmarks.plain_spiff import ANSWER
from tests.benchmarks.serving import Client, serving
from webapp import create_app
from webapp.access.account import add_account
from webapp.database import db
from webapp.settings import Settings

SECRET = "a-secret-for-measuring-only"
PASSWORD = "a password nobody else has"
EMAIL = "anna@example.com"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"|content="([^"]+)" name="csrf-token"')
DATA = orjson.dumps(ANSWER).decode()


@dataclass
class Ours:
    """Our server with a person signed in, and enough instances to go on with."""

    client: Client
    stored: Stored
    token: str = ""
    open: list[int] = field(default_factory=list)

    def sign_in(self) -> None:
        """Sign in as a browser does."""
        token = csrf_token(self.client.get("/sign-in"))
        credentials = {"email": EMAIL, "password": PASSWORD, "csrf_token": token}
        self.client.post("/sign-in", credentials, keep_cookies=True)
        self.token = csrf_token(self.client.get("/tasks"))

    def start(self, instances: int) -> None:
        """Instances whose tasks are to be completed, in no time that is measured."""
        for _ in range(instances):
            self.stored.start()

    def complete(self, tasks: int) -> int:
        """Complete that many tasks, each by one POST answered by a redirect."""
        with self.stored.sessions() as session:
            query = "SELECT id FROM user_task WHERE status IN ('created', 'assigned') ORDER BY id LIMIT :number"
            ids = list(session.scalars(text(query), {"number": tasks}))
        assert len(ids) == tasks
        for task_id in ids:
            self.client.post(f"/tasks/{task_id}/complete", {"data": DATA, "csrf_token": self.token})
        return tasks


@dataclass
class Bare:
    """The bare view's server."""

    client: Client
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def complete(self, tasks: int) -> int:
        """As many POSTs of the same size."""
        for _ in range(tasks):
            self.client.post(f"/tasks/{next(self.ids)}/complete", {"data": DATA})
        return tasks


@contextmanager
def servers(folder: Path) -> Iterator[tuple[Ours, Bare]]:
    """Both servers, started and ready."""
    stored = Stored(folder / "ours.sqlite", with_forms=True)
    environment = {
        "DATABASE_URL": stored.url,
        "MARSHRUT_SECRET_KEY": SECRET,
        "MARSHRUT_INSTANCE": str(folder),
    }
    with ExitStack() as stack:
        stack.callback(stored.database.dispose)
        allow_to_sign_in(stored)
        ours = Ours(stack.enter_context(serving("webapp:create_app()", environment, folder / "ours.log")), stored)
        bare_environment = {"BARE_DATABASE": str(folder / "bare.sqlite")}
        bare_application = "tests.benchmarks.bare_flask:create_app()"
        bare = Bare(stack.enter_context(serving(bare_application, bare_environment, folder / "bare.log")))
        ours.sign_in()
        yield ours, bare


def allow_to_sign_in(stored: Stored) -> None:
    """An account for the person of the database."""
    app = create_app(Settings(database_url=stored.url, secret_key=SECRET))
    with app.app_context():
        with stored.sessions.begin() as session:
            add_account(session, stored.person_id, EMAIL, PASSWORD)
        db.engine.dispose()


def csrf_token(page: str) -> str:
    """The token a page gives to what it sends."""
    found = TOKEN.search(page)
    assert found, f"Expected a CSRF token in the page, but it is {page[:500]}"
    return found[1] or found[2]
