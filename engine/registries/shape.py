"""The shape of a registry file, as JSON Schema."""

from __future__ import annotations

from typing import Any

KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
TEXT = {"type": "string", "minLength": 1}
KEYS = {"type": "array", "items": KEY, "uniqueItems": True}
COLUMNS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
TEXTS = {"type": "object", "additionalProperties": TEXT}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


STAGE = _object({"key": KEY, "title": TEXT, "kind": {"enum": ["open", "won", "lost"]}})
PIPELINE = _object({"key": KEY, "title": TEXT, "stages": {"type": "array", "items": STAGE, "minItems": 1}})
UNIQUE = _object({"name": KEY, "fields": KEYS | {"minItems": 1}}, {"optional": KEYS})
START = _object({"key": KEY, "process": KEY, "title": TEXT}, {"stages": KEYS | {"minItems": 1}, "variable": KEY})
START["dependentRequired"] = {"stages": ["variable"], "variable": ["stages"]}
ENGLISH = {
    "type": "object",
    "properties": {
        "title": TEXT,
        "plural": TEXT,
        "description": {"type": "string"},
        "pipelines": TEXTS,
        "stages": TEXTS,
        "starts": TEXTS,
        "properties": {"type": "object"},
    },
}

SHAPE = _object(
    {
        "key": KEY,
        "title": TEXT,
        "plural": TEXT,
        "title_field": KEY,
        "columns": COLUMNS,
        "rights": _object({"read": KEYS, "write": KEYS}),
        "schema_version": {"type": "integer", "minimum": 1},
        "schema": {"type": "object", "properties": {"properties": {"type": "object"}}, "required": ["properties"]},
        "ui": {"type": "object"},
        "en": ENGLISH,
    },
    {
        "description": {"type": "string"},
        "numbering": _object({"sequence": KEY, "pattern": TEXT}),
        "pipelines": {"type": "array", "items": PIPELINE},
        "unique": {"type": "array", "items": UNIQUE},
        "starts": {"type": "array", "items": START},
        "indexed": KEYS,
        "search": KEYS,
        "links": {"type": "object", "additionalProperties": KEY, "propertyNames": KEY},
    },
)
