"""Serving pages: gunicorn with threads, and the clock beside it in the same process when it is given."""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from webapp.database import db
from webapp.running.worker import Clock
from webapp.settings import Settings


class Server(BaseApplication):
    """Gunicorn for an application that exists already.  One process: SQLite's writers queue within it."""

    def __init__(self, app: Flask, clock: Clock | None) -> None:
        self._app = app
        self._clock = clock
        super().__init__()

    def load_config(self) -> None:
        """From our settings, not from gunicorn's files and arguments."""
        settings: Settings = self._app.config["SETTINGS"]
        options: dict[str, Any] = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": settings.threads,
            "keepalive": 30,
            "timeout": 60,
            "graceful_timeout": 20,
            "control_socket_disable": True,
            "post_worker_init": self._start_clock,
            "worker_exit": self._stop_clock,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application to serve."""
        return self._app

    def _start_clock(self, worker: Any) -> None:
        """After the fork: threads do not survive it."""
        if self._clock:
            self._clock.start()

    def _stop_clock(self, server: Any, worker: Any) -> None:
        if self._clock:
            self._clock.stop()


def serve(app: Flask, clock: Clock | None = None) -> None:
    """Serve until a signal ends it, gracefully.  The forked worker must not share connections opened so far."""
    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again and again is what makes pauses
    Server(app, clock).run()
