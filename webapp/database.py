"""The database as Flask sees it: one session per request, on the engine that persistence configures."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from persistence.base import Base
from persistence.database import make_engine


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for the lifetime of sessions; the engine (pragmas, BEGIN IMMEDIATE) is persistence's own."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> sqlalchemy.Engine:
        return make_engine(app.config["SQLALCHEMY_DATABASE_URI"])


db = Database(model_class=Base, disable_autonaming=True)


def init_app(app: Flask) -> None:
    db.init_app(app)
