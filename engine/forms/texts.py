"""
The English of a form or a card: texts beside the schema, by the field's path («positions.quantity»), never inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["in_english", "untranslated"]

Texts = Mapping[str, Mapping[str, Any]]
BRANCHES = ("if", "then", "else", "items")


def in_english(schema: Any, texts: Texts, path: tuple[str, ...] = ()) -> Any:
    """A copy of ``schema`` with titles, descriptions and choices from ``texts``."""
    if not isinstance(schema, Mapping):
        return schema
    own = texts.get(".".join(path), {})
    result = dict(schema) | {key: own[key] for key in ("title", "description") if key in own}
    if "properties" in schema:
        fields = schema["properties"].items()
        result["properties"] = {name: in_english(below, texts, (*path, name)) for name, below in fields}
    result |= {key: in_english(schema[key], texts, path) for key in BRANCHES if key in schema}
    if "allOf" in schema:
        result["allOf"] = [in_english(below, texts, path) for below in schema["allOf"]]
    if "oneOf" in schema:
        result["oneOf"] = [_choice(choice, own.get("enum", {})) for choice in schema["oneOf"]]
    return result


def untranslated(title: str, schema: Any, english: Mapping[str, Any]) -> list[str]:
    """What of the form has Russian text and no English: «title», «positions.quantity», «decision=assign»."""
    texts: Texts = english.get("properties", {})
    missing = [] if english.get("title") or not title else ["title"]
    return missing + sorted({name for name in _wanted(schema, texts, ()) if name})


def _wanted(schema: Any, texts: Texts, path: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    name = ".".join(path)
    own = texts.get(name, {})
    if path and any(key in schema and key not in own for key in ("title", "description")):
        yield name
    choices = (choice["const"] for choice in _choices(schema))
    yield from (f"{name}={choice}" for choice in choices if str(choice) not in own.get("enum", {}))
    for step, below in schema.get("properties", {}).items():
        yield from _wanted(below, texts, (*path, step))
    for below in (*(schema.get(key) for key in BRANCHES if key != "if"), *schema.get("allOf", ())):
        yield from _wanted(below, texts, path)


def _choices(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [choice for choice in schema.get("oneOf", ()) if "const" in choice and "title" in choice]


def _choice(choice: Any, labels: Mapping[str, str]) -> Any:
    label = labels.get(str(choice.get("const"))) if isinstance(choice, Mapping) else None
    return {**choice, "title": label} if label else choice
