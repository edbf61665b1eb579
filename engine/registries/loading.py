"""Reading registry files: their shape by a JSON Schema, what JSON Schema cannot say by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

from engine.errors import EngineError
from engine.forms import FORMS, Form, FormUnreadable
from engine.forms.pieces import Piece, assemble
from engine.registries.numbers import NumberPattern, NumberPatternInvalid
from engine.registries.registry import Numbering, Pipeline, Registries, Registry, Rights, Stage, StartOffer, UniqueKey
from engine.registries.shape import SHAPE

RECORD_COLUMNS = frozenset(
    ("number", "title", "pipeline", "stage", "stage_since", "responsible", "amount", "created_at", "updated_at")
)
_shape = validator_for(SHAPE)


class RegistryInvalid(EngineError):
    """A registry file cannot be used.  The message names the file and the key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key or 'the file'}: {problem}")
        self.file = file
        self.key = key


def load_registries(folder: Path = FORMS / "registries") -> Registries:
    """Every registry of the folder, in the order of the file names.  Raises RegistryInvalid."""
    loaded = [
        parse_registry(file.read_bytes(), file.name, _pieces(folder.parent)) for file in sorted(folder.glob("*.json"))
    ]
    registries = Registries(loaded)
    for registry in loaded:
        _check_links(registry, registries)
    return registries


def parse_registry(source: bytes, file: str, piece: Piece | None = None) -> Registry:
    """One registry from its file's bytes; ``piece`` gives the shared pieces its schema refers to."""
    try:
        content = assemble(source, piece or _pieces(FORMS))
    except FormUnreadable as error:
        raise RegistryInvalid(file, "", str(error)) from error
    for misshapen in _shape.iter_errors(content):
        raise RegistryInvalid(file, ".".join(map(str, misshapen.instance_path)), misshapen.message)
    for key, problem in _problems(content, Path(file).stem):
        raise RegistryInvalid(file, key, problem)
    return _registry(content, file)


def _registry(content: Mapping[str, Any], file: str) -> Registry:
    return Registry(
        key=content["key"],
        title=content["title"],
        plural=content["plural"],
        description=content.get("description", ""),
        numbering=_numbering(content.get("numbering"), content.get("links", {}), file),
        title_field=content["title_field"],
        pipelines=tuple(_pipeline(pipeline) for pipeline in content.get("pipelines", ())),
        unique=tuple(_unique(key) for key in content.get("unique", ())),
        columns=tuple(content["columns"]),
        indexed=tuple(content.get("indexed", ())),
        search=tuple(content.get("search", ())),
        links=content.get("links", {}),
        rights=Rights(frozenset(content["rights"]["read"]), frozenset(content["rights"]["write"])),
        starts=tuple(_start_offer(start) for start in content.get("starts", ())),
        schema_version=content["schema_version"],
        form=_form(content, file),
        en=content["en"],
    )


def _form(content: Mapping[str, Any], file: str) -> Form:
    form = Form(content["title"], content["schema"], content["ui"], content["en"])
    try:
        form.validate({})
    except FormUnreadable as error:
        raise RegistryInvalid(file, "schema", str(error)) from error
    return form


def _pipeline(content: Mapping[str, Any]) -> Pipeline:
    stages = tuple(Stage(stage["key"], stage["title"], stage["kind"]) for stage in content["stages"])
    return Pipeline(content["key"], content["title"], stages)


def _unique(content: Mapping[str, Any]) -> UniqueKey:
    return UniqueKey(content["name"], tuple(content["fields"]), frozenset(content.get("optional", ())))


def _start_offer(content: Mapping[str, Any]) -> StartOffer:
    stages = frozenset(content.get("stages", ()))
    return StartOffer(content["key"], content["process"], content["title"], stages, content.get("variable", ""))


def _numbering(content: Mapping[str, Any] | None, links: Mapping[str, str], file: str) -> Numbering | None:
    if content is None:
        return None
    try:
        pattern = NumberPattern.parse(content["pattern"])
    except NumberPatternInvalid as error:
        raise RegistryInvalid(file, "numbering.pattern", str(error)) from error
    for name in pattern.links:
        if name not in links:
            problem = f"Expected seq, year, month or a kind of link, but there is «{{{name}}}»."
            raise RegistryInvalid(file, "numbering.pattern", problem)
    return Numbering(content["sequence"], pattern)


def _problems(content: Mapping[str, Any], stem: str) -> Iterator[tuple[str, str]]:
    if content["key"] != stem:
        yield "key", f"Expected the file's name «{stem}», but it is «{content['key']}»."
    fields = frozenset(content["schema"].get("properties", {}))
    yield from _unknown("title_field", [content["title_field"]], fields)
    yield from _unknown("indexed", content.get("indexed", ()), fields)
    yield from _unknown("search", content.get("search", ()), fields | {"number", "title"})
    yield from _unknown("columns", content["columns"], RECORD_COLUMNS | {f"data.{field}" for field in fields})
    for number, key in enumerate(content.get("unique", ())):
        yield from _unknown(f"unique.{number}.fields", key["fields"], fields)
        yield from _unknown(f"unique.{number}.optional", key.get("optional", ()), frozenset(key["fields"]))
    yield from _repeated("unique", (key["name"] for key in content.get("unique", ())))
    pipelines = content.get("pipelines", ())
    yield from _repeated("pipelines", (pipeline["key"] for pipeline in pipelines))
    stages = [stage["key"] for pipeline in pipelines for stage in pipeline["stages"]]
    yield from _repeated("pipelines", stages)
    starts = content.get("starts", ())
    yield from _repeated("starts", (start["key"] for start in starts))
    for number, start in enumerate(starts):
        yield from _unknown(f"starts.{number}.stages", start.get("stages", ()), frozenset(stages))


def _unknown(key: str, names: Iterable[str], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name not in known:
            yield key, f"Expected one of {', '.join(sorted(known))}, but there is «{name}»."


def _repeated(key: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield key, f"Expected each key once, but «{name}» is there again."
        seen.add(name)


def _check_links(registry: Registry, registries: Registries) -> None:
    for kind, target in registry.links.items():
        if target not in registries:
            problem = f"Expected a registry, but there is no «{target}». There are: {', '.join(registries)}."
            raise RegistryInvalid(f"{registry.key}.json", f"links.{kind}", problem)


def _pieces(forms: Path) -> Piece:
    def piece(name: str) -> bytes:
        path = (forms / name).resolve()
        if not path.is_relative_to(forms.resolve()) or not path.is_file():
            raise FormUnreadable(f"Expected the piece {name} under forms/, but there is none. Correct the $ref.")
        return path.read_bytes()

    return piece
