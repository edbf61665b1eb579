"""
Puts a form together from its own file and the shared pieces it names by ``$ref``.

A piece (forms/common/*.json) is ``{"schema", "ui", "en"}``. Where a form's schema says
``{"$ref": "common/lines.json"}`` the piece's schema takes that place, its ``ui`` and ``en`` move to the same field
(«» in ``en`` is that field itself). Whatever the form says itself wins.
A form put together needs no other file, so a deployed version stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from engine.errors import EngineError

__all__ = ["FormUnreadable", "Piece", "assemble", "merged"]

Piece = Callable[[str], bytes]
NESTING = 32
ROWS = "[]"  # the step from a list to its rows; "items" in a uiSchema, nothing in the name of a field
WITH_ONE_SCHEMA = ("items", "if", "then", "else", "not", "contains", "additionalProperties")
WITH_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")


class FormUnreadable(EngineError):
    """The form's file cannot be used."""


def assemble(source: bytes, piece: Piece) -> dict[str, Any]:
    """The form of ``source`` with every ``$ref`` to a piece replaced; ``piece`` gives the bytes of a named one."""
    form = read_object(source, "the form")
    ui: dict[str, Any] = {}
    translations: dict[str, Any] = {"ui": {}, "properties": {}}
    schema = _Inliner(piece, ui, translations).schema(form.get("schema", {}), (), 0)
    english = merged(translations, form.get("en", {}))
    return {**form, "schema": schema, "ui": merged(ui, form.get("ui", {})), "en": english}


def read_object(source: bytes, what: str) -> dict[str, Any]:
    try:
        value = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        raise FormUnreadable(f"Expected {what} to be JSON, but {error}. Mend the file.") from error
    if not isinstance(value, dict):
        raise FormUnreadable(f"Expected {what} to be a JSON object, but it is {type(value).__name__}. Mend the file.")
    return value


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both mappings in one, nested ones too; on a clash ``above`` wins."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


class _Inliner:
    """Walks a schema along the data it describes and collects what the pieces say about looks and languages."""

    def __init__(self, piece: Piece, ui: dict[str, Any], translations: dict[str, Any]) -> None:
        self.piece, self.ui, self.translations = piece, ui, translations

    def schema(self, schema: Any, path: tuple[str, ...], depth: int) -> Any:
        if not isinstance(schema, dict):
            return schema
        if depth > NESTING:
            message = f"Expected at most {NESTING} nested schemas, but «{'.'.join(path)}» has more."
            raise FormUnreadable(f"{message} Do pieces name each other?")
        name = schema.get("$ref")
        if isinstance(name, str) and not name.startswith("#"):
            schema = self._inlined(name, schema, path)
            return self.schema(schema, path, depth + 1)
        return {key: self._part(key, value, path, depth + 1) for key, value in schema.items()}

    def _part(self, key: str, value: Any, path: tuple[str, ...], depth: int) -> Any:
        if key in ("properties", "dependentSchemas", "$defs"):
            step = (lambda name: (*path, name)) if key == "properties" else (lambda name: path)
            return {name: self.schema(below, step(name), depth) for name, below in value.items()}
        if key in WITH_ONE_SCHEMA:
            return self.schema(value, (*path, ROWS) if key == "items" else path, depth)
        return [self.schema(below, path, depth) for below in value] if key in WITH_SCHEMAS else value

    def _inlined(self, name: str, schema: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        piece = read_object(self.piece(name), f"the piece {name}")
        english = piece.get("en", {})
        for ui, own in ((self.ui, piece.get("ui", {})), (self.translations["ui"], english.get("ui", {}))):
            at = _at(ui, path)
            at.update(merged(own, at))
        fields, known = [step for step in path if step != ROWS], self.translations["properties"]
        for field, texts in english.get("properties", {}).items():
            name = ".".join([*fields, field] if field else fields)
            known[name] = merged(texts, known.get(name, {}))
        return {**piece.get("schema", {}), **{key: value for key, value in schema.items() if key != "$ref"}}


def _at(ui: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The part of a uiSchema for a field, made if it is not there yet."""
    for step in path:
        ui = ui.setdefault("items" if step == ROWS else step, {})
    return ui
