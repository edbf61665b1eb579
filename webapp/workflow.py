"""The engine in the web application: one object with its configuration, and commands run in a transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from engine.calendar import WorkingCalendar
from engine.definitions import Definition
from engine.engine import Engine
from engine.operations import OPERATIONS
from engine.registries import Registries, load_registries
from persistence.blobs import Blobs
from webapp.database import db
from webapp.settings import Settings
from webapp.transaction import run_in_transaction

Result = TypeVar("Result")


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    zone = ZoneInfo(settings.time_zone)
    app.extensions["marshrut"] = Engine(
        registries=load_registries(settings.content_root / "forms" / "registries"),
        operations=OPERATIONS,
        calendar=WorkingCalendar(zone=zone),
        zone=zone,
        files=Blobs(settings.files),
        message_life=timedelta(hours=settings.message_hours),
        mail=settings.smtp_url is not None,
    )


def engine() -> Engine:
    """The engine of the current application."""
    found: Engine = current_app.extensions["marshrut"]
    return found


def act(command: Callable[..., Result], *arguments: Any, **options: Any) -> Result:
    """Run an engine command in a transaction of its own."""
    the_engine = engine()
    return run_in_transaction(lambda session: command(the_engine, session, *arguments, **options))


def definition(definition_id: int) -> Definition:
    """A deployed version, compiled once."""
    return engine().definitions.get(db.session(), definition_id)


def registries() -> Registries:
    """Every registry by its key."""
    return engine().registries
