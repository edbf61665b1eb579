"""A flat form as plain HTML, for pages without script: its fields for the template, what was posted as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.forms import FieldError, Form
from webapp.forms import answers

INPUT_TYPES = {"email": "email", "phone": "tel", "date": "date", "uri": "url"}


@dataclass(frozen=True, slots=True)
class PlainField:
    """One field as the template draws it."""

    name: str
    label: str
    kind: str  # text, email, tel, date, url, textarea, checkbox, select
    value: Any
    error: str
    help: str
    placeholder: str
    autocomplete: str
    required: bool
    choices: Sequence[tuple[str, str]] = ()
    max_length: int | None = None


def plain_fields(form: Form, values: Mapping[str, Any], wrong: Sequence[FieldError], language: str) -> list[PlainField]:
    """The form's fields, in its order, with what was filled in and what is wrong with it."""
    texts = {str(error.path[0]): error.text(language) for error in wrong if error.path}
    required = form.schema.get("required", ())
    return [
        _field(name, schema, form.ui.get(name, {}), values.get(name), texts.get(name, ""), name in required)
        for name, schema in answers.fields_of(form.schema).items()
    ]


def read_plain(form: Form, posted: Mapping[str, str]) -> dict[str, Any]:
    """Posted texts as the schema's types; what was left empty is left out."""
    values = {}
    for name, schema in answers.fields_of(form.schema).items():
        text = posted.get(name, "").strip()
        if text:
            values[name] = True if schema.get("type") == "boolean" else text
    return values


def _field(
    name: str, schema: Mapping[str, Any], ui: Mapping[str, Any], value: Any, error: str, required: bool
) -> PlainField:
    return PlainField(
        name=name,
        label=schema.get("title", name),
        kind=_kind(schema, ui),
        value=value,
        error=error,
        help=ui.get("ui:help", ""),
        placeholder=ui.get("ui:placeholder", ""),
        autocomplete=ui.get("ui:autocomplete", ""),
        required=required,
        choices=[(choice["const"], choice["title"]) for choice in schema.get("oneOf", ())],
        max_length=schema.get("maxLength"),
    )


def _kind(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> str:
    if schema.get("type") == "boolean":
        return "checkbox"
    if "oneOf" in schema:
        return "select"
    if ui.get("ui:widget") == "textarea":
        return "textarea"
    return INPUT_TYPES.get(schema.get("format", ""), "text")
