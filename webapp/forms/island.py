"""What a React form gets from its page: schema and texts, data, errors, people and records to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from flask import Flask, Request, url_for
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from engine.forms import FieldError, Form
from engine.forms.references import Reference, referenced, references
from persistence import choices, documents
from webapp.documents import uploads
from webapp.i18n import language


def init_app(app: Flask) -> None:
    """Fields stand in the order their form names them; templates would sort them by the alphabet."""
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": False}


def island(
    session: Session,
    form: Form,
    data: Mapping[str, Any] | None,
    errors: Iterable[FieldError] = (),
    **context: Any,
) -> dict[str, Any]:
    """The contents of the ``<script type="application/json">`` that ``data-form`` names."""
    shown = form.localized(language())
    return {
        "schema": shown.schema,
        "ui": shown.ui,
        "data": data or {},
        "errors": [error.as_json(language()) for error in errors],
        "context": {
            **_choices(session, form),
            **_files(session, form, data or {}),
            "language": language(),
            "csrf": generate_csrf(),
            **context,
        },
    }


def submitted(request: Request) -> dict[str, Any]:
    """What the form posted: a JSON object in the field ``data``."""
    try:
        values = orjson.loads(request.form["data"])
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"Expected the field data to be JSON, but {error}.") from error
    if not isinstance(values, dict):
        raise BadRequest(f"Expected the field data to be a JSON object, but it is a {type(values).__name__}.")
    return values


def drafted(request: Request) -> tuple[dict[str, Any], datetime | None]:
    """What the form saves by itself: what is filled in so far, and when the draft it knows was saved (``seen``)."""
    body = request.get_json()
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        raise BadRequest('Expected a JSON object with an object as "data", but got something else.')
    seen = body.get("seen")
    try:
        return body["data"], None if seen is None else datetime.fromisoformat(seen)
    except (TypeError, ValueError) as error:
        raise BadRequest(f'Expected "seen" as the server told it, but {error}.') from error


def _choices(session: Session, form: Form) -> dict[str, Any]:
    """People and records the form's fields refer to; no statement for a form without such fields."""
    found = list(references(form.schema, form.ui))
    people = [reference for reference in found if reference.format == "person"]
    registries = {reference.registry for reference in found if reference.format == "record" and reference.registry}
    return {
        "people": choices.people(session, _groups(people)) if people else [],
        "records": {registry: choices.records(session, registry) for registry in sorted(registries)},
    }


def _files(session: Session, form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """Where and what to upload, and the files that the form holds already; nothing for a form without files."""
    if not any(reference.format == "attachment" for reference in form.references):
        return {}
    named = [value for value in referenced(form.references, data, "attachment") if isinstance(value, str)]
    found = documents.described(session, named) if named else []
    return {
        "uploadUrl": url_for("api_files.upload"),
        "uploadLargest": uploads.settings().max_upload,
        "uploadAccept": uploads.accept(),
        "files": {row.id: {"name": row.filename, "size": row.size} for row in found},
        "fileUrl": url_for("documents.file", version_id="ID"),
    }


def _groups(people: Iterable[Reference]) -> frozenset[str] | None:
    """The groups that limit every choice of people; ``None`` when one is not limited."""
    groups = [reference.group for reference in people]
    return None if None in groups else frozenset(group for group in groups if group)
