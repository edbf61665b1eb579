"""
What is wrong with a filled-in form, said so that a person can mend it.

The texts are in forms/messages.json, one catalogue for the server and the browser: the key is the JSON Schema keyword,
where it matters with its value (``format.phone``, ``const.true``); ``{limit}`` is that value, ``{name}`` the field.
A form may say it better for a field: ``"ui:errors": {"required": "Укажите телефон или эл. почту"}`` in its uiSchema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema_rs import ValidationError, ValidationErrorKind

__all__ = ["LANGUAGES", "FieldError", "Step", "field_errors"]

LANGUAGES = ("ru", "en")
MESSAGES = Path(__file__).resolve().parents[2] / "forms" / "messages.json"
Step = str | int
KIND = ValidationErrorKind


@dataclass(frozen=True)
class FieldError:
    """One wrong field: where it is, which keyword of the schema it breaks, and that keyword's value.

    ``path`` leads to the field, row numbers counted from 0: ``("positions", 2, "quantity")``; it is empty for the form
    as a whole. ``own_texts`` are the form's own words by language, used instead of the catalogue's.
    """

    path: tuple[Step, ...]
    keyword: str
    limit: Any = None
    own_texts: Mapping[str, str] | None = None

    @property
    def message(self) -> str:
        return self.text("ru")

    def text(self, language: str) -> str:
        """The message in ``language``, or in Russian when there is none."""
        if self.own_texts and self.own_texts.get(language):
            return self.own_texts[language]
        texts = _catalogue()[language if language in LANGUAGES else "ru"]
        name = self.path[-1] if self.path else ""
        return _best(texts, self.keyword, self.limit).format(limit=_shown(self.limit, language), name=name)

    def as_json(self, language: str = "ru") -> dict[str, Any]:
        """What the browser gets: ``{"path", "keyword", "message"}``."""
        return {"path": list(self.path), "keyword": self.keyword, "message": self.text(language)}


def field_errors(error: ValidationError) -> Iterator[FieldError]:
    """The validator's error as errors of fields: what is missing or too much belongs to the field itself."""
    path, kind = tuple(error.instance_path), error.kind
    if isinstance(kind, KIND.Required):
        yield FieldError((*path, kind.property), "required")
    elif isinstance(kind, KIND.AdditionalProperties | KIND.UnevaluatedProperties):
        yield from (FieldError((*path, name), kind.name) for name in kind.unexpected)
    else:
        yield FieldError(path, kind.name, _limit(kind.value))


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = orjson.loads(MESSAGES.read_bytes())
    return texts


def _limit(value: Any) -> Any:
    """The keyword's value where a message may show it; an allowed type comes as a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str | int | float) else None


def _best(texts: Mapping[str, str], keyword: str, limit: Any) -> str:
    if keyword == "minLength" and limit == 1:
        return texts["required"]
    value = str(limit).lower() if isinstance(limit, bool) else limit
    return texts.get(f"{keyword}.{value}") or texts.get(keyword) or texts["default"]


def _shown(limit: Any, language: str) -> str:
    text = f"{limit:.15g}" if isinstance(limit, float) else str(limit)
    return text.replace(".", ",") if isinstance(limit, float) and language == "ru" else text
