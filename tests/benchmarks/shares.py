"""Where the time of one completion goes: a sample of the stack every millisecond of processor time, by parts."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.benchmarks.engine_stored import Stored
from tests.benchmarks.web_requests import DATA, EMAIL, PASSWORD, SECRET, allow_to_sign_in, csrf_token
from webapp import create_app
from webapp.settings import Settings

EVERY = 0.001  # seconds of processor time
REQUESTS = 3_000

PARTS = {
    ("persistence/sqlite.py", "commit"): "COMMIT",
    ("persistence/prepared.py", "execute"): "other SQL statements",
    ("engine/state.py", "load"): "engine: state read",
    ("engine/state.py", "dump"): "engine: state written",
    ("engine/runtime/__init__.py", "advance"): "engine: tokens moved",
    ("engine/commands/step_index.py", "keep"): "engine: search index",
    ("engine/commands/projections.py", "write_outcome"): "engine: rows of tasks, timers, variables, history",
    ("engine/commands/tasks.py", "_accepted"): "engine: form checked",
    ("engine/commands/tasks.py", "complete_task"): "engine: the rest",
    ("webapp/transaction.py", "transaction"): "transaction begun and ended",
    ("webapp/access/signed_in.py", "_recognise"): "who signed in",
    ("webapp/access/security.py", "_refuse_forged"): "form read, token checked",
    ("flask/sessions.py", "open_session"): "session opened",
    ("flask/sessions.py", "save_session"): "session kept",
    ("webapp/access/readable.py", "require_task"): "rights",
}
"""By file and function; a moment belongs to the innermost of them."""
REST = "Flask, Werkzeug and the rest"


class Sampler:
    """Counts moments of the process by parts."""

    def __init__(self) -> None:
        self.moments: Counter[str] = Counter()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Sample while this goes on (setitimer(2), ITIMER_PROF)."""
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        while frame is not None:
            where = "/".join(Path(frame.f_code.co_filename).parts[-3:])
            for (file, function), part in PARTS.items():
                if function == frame.f_code.co_name and where.endswith(file):
                    self.moments[part] += 1
                    return
            frame = frame.f_back
        self.moments[REST] += 1


def shares(folder: Path) -> dict[str, float]:
    """Percent of the processor time of completing tasks over WSGI, without a server and a network."""
    stored = Stored(folder / "shares.sqlite", with_forms=True)
    allow_to_sign_in(stored)
    app = create_app(Settings(database_url=stored.url, secret_key=SECRET))
    sampler = Sampler()
    completing = Completing(app, stored)
    completing.complete(REQUESTS // 10)
    with sampler.running():
        completing.complete(REQUESTS)
    stored.database.dispose()
    total = sampler.moments.total()
    return {part: round(number / total * 100, 1) for part, number in sampler.moments.most_common()}


class Completing:
    """A person signed in who completes tasks."""

    def __init__(self, app: Flask, stored: Stored) -> None:
        self.client: FlaskClient = app.test_client()
        self.stored = stored
        credentials = {"email": EMAIL, "password": PASSWORD, "csrf_token": csrf_token(self.client.get("/sign-in").text)}
        self.client.post("/sign-in", data=credentials)
        token = csrf_token(self.client.get("/tasks").text)
        self.body = urlencode({"data": DATA, "csrf_token": token})
        cookies = self.client.get("/tasks").request.headers["Cookie"]
        self.environment = {"HTTP_COOKIE": cookies, "CONTENT_TYPE": "application/x-www-form-urlencoded"}

    def complete(self, number: int) -> None:
        """Complete so many tasks, each by a request with the same cookies."""
        client = self.client.application.test_client(use_cookies=False)
        for task_id in self._tasks(number):
            answer = client.post(f"/tasks/{task_id}/complete", data=self.body, environ_overrides=self.environment)
            assert answer.status_code == 303, f"Expected the task to be completed, but {answer.status}"

    def _tasks(self, number: int) -> list[int]:
        for _ in range(number):
            self.stored.start()
        query = "SELECT id FROM user_task WHERE status IN ('created', 'assigned') ORDER BY id LIMIT :number"
        with self.stored.sessions() as session:
            return list(session.scalars(text(query), {"number": number}))
