"""An application with a mail server and two people, without any process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from engine import notices
from persistence import jobs
from persistence.jobs import Job
from webapp import create_app, workflow
from webapp.database import db
from webapp.running import worker
from webapp.settings import Settings
from webapp.transaction import run_in_transaction

MINUTE = timedelta(minutes=1)
SECRET = "a secret for tests of mail, long enough"


@dataclass(frozen=True)
class Office:
    """An application with a mail server, whose Anna reads Russian and whose Bill reads English."""

    app: Flask
    anna: int = 0
    bill: int = 0

    def tell(self, *person_ids: int, kind: str = "mention", key: str = "a", **options: object) -> None:
        with self.app.app_context():
            workflow.act(notices.tell, kind, person_ids, key=key, **options)

    def claim(self, owner: str = "worker", later: timedelta = timedelta(0)) -> list[Job]:
        now = self.app.extensions["marshrut"].now() + later
        return run_in_transaction(lambda session: jobs.claim_due(session, now, owner, 10, MINUTE))

    def work(self, later: timedelta = timedelta(0)) -> None:
        """Do what is due."""
        with self.app.app_context():
            for job in self.claim(later=later):
                worker.execute(job)

    def move(self, moment: datetime) -> None:
        """From now on it is this moment."""
        self.app.extensions["marshrut"] = replace(self.app.extensions["marshrut"], clock=lambda: moment)

    def rows(self, model: type) -> list[Any]:
        with self.app.app_context():
            db.session().rollback()
            return list(db.session().scalars(select(model)))


def ready(url: str, smtp_url: str, **others: Any) -> Office:
    mail = {"smtp_url": smtp_url, "mail_from": "Маршрут <flow@example.org>", "public_url": "https://flow.example.org"}
    return Office(create_app(Settings(database_url=url, secret_key=SECRET, **mail, **others)))
