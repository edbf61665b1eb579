"""
A form: forms/<process>/<form>.json, ``{"title", "schema", "ui", "en"}``.

``schema`` is JSON Schema 2020-12, ``ui`` a uiSchema of react-jsonschema-form, ``en`` the English texts:
``{"title", "ui": {…}, "properties": {"positions.quantity": {"title", "description", "enum": {"value": "label"}}}}``.
The server checks with the same schema and the same messages as the browser; the server decides.

Formats of ours: ``person`` and ``record`` (integer ids; the uiSchema's ``ui:options`` name the group or the registry
that limits them), ``attachment``, ``money``, and those of engine.formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from jsonschema_rs import Validator, validator_for

from engine.errors import InvalidInput
from engine.formats import FORMATS
from engine.forms.branches import Branches, without_inactive
from engine.forms.errors import FieldError, field_errors
from engine.forms.pieces import FormUnreadable, Piece, assemble, merged
from engine.forms.references import Lookups, NoLookups, Reference, references, wrong_references
from engine.forms.texts import in_english, untranslated

__all__ = ["FORMS", "Form", "load_form"]

FORMS = Path(__file__).resolve().parents[2] / "forms"


@dataclass(frozen=True)
class Form:
    """A form put together from its pieces, ready to check what was filled in."""

    title: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    en: Mapping[str, Any]

    def localized(self, language: str) -> Form:
        """The same form with titles, choices and buttons in ``language``; untranslated texts stay Russian."""
        if language != "en" or not self.en:
            return self
        schema = in_english(self.schema, self.en.get("properties", {}))
        ui = merged(self.ui, self.en.get("ui", {}))
        return replace(self, title=self.en.get("title", self.title), schema=schema, ui=ui)

    def accept(self, values: Mapping[str, Any], lookups: Lookups | None = None) -> dict[str, Any]:
        """What the process gets: an entry for every field of the form, None where nothing was answered.

        So an expression may name an optional field, and an answer taken back does not stay behind as a variable.
        Raises InvalidInput with every wrong field.
        """
        data = self.clean(values)
        errors = self.validate(data, lookups)
        if errors:
            raise InvalidInput(errors)
        return dict.fromkeys(self._names) | data

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """``values`` without the fields of branches (if/then/else) that the other answers have closed.

        Whatever the form does not know at all stays, for ``validate`` to refuse.
        """
        cleaned: dict[str, Any] = without_inactive(self._branches, values)
        return cleaned

    def validate(self, values: Mapping[str, Any], lookups: Lookups | None = None) -> list[FieldError]:
        """Every wrong field, in the order of the form; ``lookups`` answers whether a person or a record exists."""
        found = list(self._errors(values, lookups or NoLookups()))
        return sorted(_once(found), key=lambda error: _place(error, self._names)) if found else []

    def field_names(self) -> list[str]:
        """Every field there may be, whatever is answered, in the order of the schema; each once."""
        return list(self._names)

    def untranslated(self) -> list[str]:
        """Fields, choices and texts that have no English yet."""
        return untranslated(self.title, self.schema, self.en)

    def to_bytes(self) -> bytes:
        """The form as one file without references; equal forms give equal bytes."""
        parts = {"title": self.title, "schema": self.schema, "ui": self.ui, "en": self.en}
        return orjson.dumps(parts, option=orjson.OPT_INDENT_2)

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(self._branches.names()))

    @cached_property
    def sha256(self) -> str:
        return sha256(self.to_bytes()).hexdigest()

    @cached_property
    def _validator(self) -> Validator:
        try:
            return validator_for(dict(self.schema), validate_formats=True, formats=dict(FORMATS))
        except ValueError as error:
            message = f"Expected «{self.title}» to hold a JSON Schema, but {error}. Mend the schema."
            raise FormUnreadable(message) from error

    @cached_property
    def _branches(self) -> Branches:
        return Branches.of(self.schema)

    @cached_property
    def references(self) -> Sequence[Reference]:
        """The fields for people, records, files and money, with what limits them."""
        return tuple(references(self.schema, self.ui))

    def _errors(self, values: Mapping[str, Any], lookups: Lookups) -> Iterator[FieldError]:
        for error in self._validator.iter_errors(values):
            yield from map(self._worded, field_errors(error))
        yield from map(self._worded, wrong_references(self.references, values, lookups))

    def _worded(self, error: FieldError) -> FieldError:
        texts = {language: _own_text(ui, error) for language, ui in (("ru", self.ui), ("en", self.en.get("ui", {})))}
        return replace(error, own_texts=texts) if any(texts.values()) else error


def load_form(source: Path | bytes, piece: Piece | None = None) -> Form:
    """The form in a file or in the bytes of a deployed version.

    ``piece`` gives the bytes of a shared piece by its name under forms/; without it pieces are read from the folder.
    Raises FormUnreadable.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    parts = assemble(content, piece or _piece_on_disk)
    if not isinstance(parts.get("title"), str):
        raise FormUnreadable('Expected the form to have a title, but it has none. Add "title".')
    form = Form(parts["title"], parts["schema"], parts["ui"], parts["en"])
    form._validator  # noqa: B018 - a form that cannot be checked must not be loaded
    return form


def _piece_on_disk(name: str) -> bytes:
    path = (FORMS / name).resolve()
    if not path.is_relative_to(FORMS) or not path.is_file():
        raise FormUnreadable(f"Expected the piece {name} under forms/, but there is none. Correct the $ref.")
    return path.read_bytes()


def _own_text(ui: Any, error: FieldError) -> str:
    for step in error.path:
        ui = ui.get("items" if isinstance(step, int) else step, {}) if isinstance(ui, Mapping) else {}
    texts = ui.get("ui:errors", {}) if isinstance(ui, Mapping) else {}
    return str(texts.get(error.keyword, ""))


def _once(errors: Sequence[FieldError]) -> list[FieldError]:
    """One error per field: a missing field need not also be reported by the branch that asks for it."""
    return list({error.path: error for error in reversed(errors)}.values())[::-1]


def _place(error: FieldError, order: Sequence[str]) -> tuple[int, int]:
    name = error.path[0] if error.path else None
    row = next((step for step in error.path if isinstance(step, int)), -1)
    return (order.index(name) if name in order else -1, row)
