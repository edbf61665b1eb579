"""The other side over HTTP: a bare Flask view that writes what a step writes, in one transaction made by hand.

No sign-in, no rights, no validation, no engine: as fast as a Flask page with a transaction can be.
"""

import os
import sqlite3
import threading

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

SCHEMA = """
CREATE TABLE IF NOT EXISTS task (id INTEGER PRIMARY KEY, status TEXT NOT NULL, completed_at TEXT);
CREATE TABLE IF NOT EXISTS history (id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL, data TEXT NOT NULL);
"""


def create_app() -> Flask:
    """The application, on the SQLite file named by BARE_DATABASE."""
    app = Flask(__name__)
    path = os.environ["BARE_DATABASE"]
    here = threading.local()
    connect(path).executescript(SCHEMA)

    def database() -> sqlite3.Connection:
        if not hasattr(here, "database"):
            here.database = connect(path)
        return here.database

    @app.post("/tasks/<int:task_id>/complete")
    def complete(task_id: int) -> Response:
        connection = database()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO task VALUES (?, 'completed', datetime()) ON CONFLICT (id) DO UPDATE SET status = 'completed'",
            (task_id,),
        )
        connection.execute("INSERT INTO history (task_id, data) VALUES (?, ?)", (task_id, request.form["data"]))
        connection.execute("COMMIT")
        return redirect("/tasks", 303)

    return app


def connect(path: str) -> sqlite3.Connection:
    """A connection with the pragmas our own have."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
