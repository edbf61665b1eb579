"""What is wrong with what somebody asks for, field by field, in both languages; raised as ``InvalidInput``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import InvalidInput
from engine.forms import FieldError

Texts = Mapping[str, tuple[str, str]]  # keyword → Russian, English; {named} places are filled in


class Wrong:
    """Collects the wrong fields of one request; ``texts`` is the subject's own table of refusals."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.errors: list[FieldError] = []

    def add(self, field: str, keyword: str, **places: Any) -> None:
        """The field breaks this rule."""
        russian, english = self._texts[keyword]
        own = {"ru": russian.format(**places), "en": english.format(**places)}
        self.errors.append(FieldError((field,), keyword, own_texts=own))

    def has(self, field: str) -> bool:
        """Whether something is wrong with the field already."""
        return any(error.path == (field,) for error in self.errors)

    def refuse(self) -> None:
        """Raise InvalidInput if anything is wrong."""
        if self.errors:
            raise InvalidInput(self.errors)
