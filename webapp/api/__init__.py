"""
The REST API, ``/api/v1``: what the pages do, for programs.

Each module is one resource: schemas, routes, nothing else.  A program sends a bearer token (``Authorization: Bearer
…``) and acts as the token's person; a page's own script may use the session, with the CSRF token in ``X-CSRFToken``.
Refusals are ``application/problem+json`` (RFC 9457).  flask-smorest writes the description, ``/api/openapi.json``.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp.api import (
    ad_hoc,
    calendar,
    comments,
    docs,
    documents,
    files,
    incidents,
    instances,
    me,
    messages,
    notification_choices,
    notifications,
    people,
    processes,
    records,
    search,
    structure,
    task_actions,
    task_bulk,
    task_views,
    tasks,
    webhooks,
)
from webapp.api.schemas import Problem
from webapp.pages import errors

RESOURCES = (
    me, processes, tasks, task_actions, task_bulk, task_views, files, documents, comments, messages, instances,
    ad_hoc, incidents, records, notifications, notification_choices, search, calendar, webhooks, people, structure,
)  # fmt: skip
PREFIX = "/api/v1"


class MarshrutApi(Api):
    """flask-smorest with this application's own answers to errors."""

    ERROR_SCHEMA = Problem

    def handle_http_exception(self, error: HTTPException) -> Response:
        """The same table as everywhere."""
        return errors.answer(error)


def init_app(app: Flask) -> None:
    app.config.update(
        API_TITLE="Marshrut",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS=_options(),
    )
    api = MarshrutApi(app)
    for resource in RESOURCES:
        api.register_blueprint(resource.blueprint, url_prefix=PREFIX)
    app.register_blueprint(docs.blueprint)


def _options() -> dict[str, Any]:
    return {
        "info": {"description": "Runs a trading company's processes. Make a token on your own page («Мой профиль»)."},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    }
