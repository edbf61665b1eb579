"""What a registry file says, as immutable objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.errors import NotFound
from engine.forms import Form
from engine.registries.numbers import NumberPattern

StageKind = Literal["open", "won", "lost"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a record's life; won and lost ones end it."""

    key: str
    title: str
    kind: StageKind


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages in their order.  A new record begins at the first."""

    key: str
    title: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """How records are numbered: the counter's name and the pattern."""

    sequence: str
    pattern: NumberPattern


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Fields that together belong to one record only.  It applies once every field but the optional ones is filled."""

    name: str
    fields: tuple[str, ...]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StartOffer:
    """A process that people start from the registry: for a card at one of the stages, whose id ``variable`` takes;
    without stages from its table, for a card that is not there yet."""

    key: str
    process: str
    title: str
    stages: frozenset[str] = frozenset()
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """Keys of the groups that may read and write the registry's records."""

    read: frozenset[str]
    write: frozenset[str]


@dataclass(frozen=True)
class Registry:
    """A kind of business record.

    ``columns`` are those of its table page: fields of the record (number, title, stage, responsible, amount,
    created_at …) or of the card (data.<field>).  ``links`` says which registry a link of each kind leads to.
    """

    key: str
    title: str
    plural: str
    description: str
    numbering: Numbering | None
    title_field: str
    pipelines: tuple[Pipeline, ...]
    unique: tuple[UniqueKey, ...]
    columns: tuple[str, ...]
    indexed: tuple[str, ...]
    search: tuple[str, ...]
    links: Mapping[str, str]
    rights: Rights
    starts: tuple[StartOffer, ...]
    schema_version: int
    form: Form
    en: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        """The card's fields by name, each with its JSON Schema."""
        found: Mapping[str, Any] = self.form.schema.get("properties", {})
        return found

    def format_of(self, field: str) -> str | None:
        """The field's format: phone, email, inn, date …"""
        found: str | None = self.properties.get(field, {}).get("format")
        return found

    @property
    def stages(self) -> Sequence[Stage]:
        return [stage for pipeline in self.pipelines for stage in pipeline.stages]

    def stage(self, key: str) -> tuple[Pipeline, Stage]:
        """The stage with this key, and its pipeline.  Keys are unique within a registry."""
        for pipeline in self.pipelines:
            for stage in pipeline.stages:
                if stage.key == key:
                    return pipeline, stage
        known = ", ".join(stage.key for stage in self.stages) or "none"
        raise NotFound(f"Expected a stage of the registry {self.key}, but «{key}» is not one. There are: {known}.")

    def first_stage(self) -> tuple[Pipeline, Stage] | None:
        """Where a new record begins; nowhere in a registry without stages."""
        return (self.pipelines[0], self.pipelines[0].stages[0]) if self.pipelines else None

    def title_of(self, data: Mapping[str, Any]) -> str:
        """The title of a card that was given none: its title field, else the registry's name."""
        return str(data.get(self.title_field) or self.title)

    def title_in(self, language: str, *, plural: bool = False) -> str:
        """The registry's name; Russian where there is no English."""
        russian = self.plural if plural else self.title
        return str(self.en.get("plural" if plural else "title", russian)) if language == "en" else russian

    def stage_title(self, key: str, language: str) -> str:
        """A stage's label; the key itself for one that the registry no longer has."""
        title = next((stage.title for stage in self.stages if stage.key == key), key)
        return str(self.en.get("stages", {}).get(key, title)) if language == "en" else title

    def start_offer(self, key: str) -> StartOffer:
        """What the registry offers to start under this key.  Raises NotFound."""
        for offer in self.starts:
            if offer.key == key:
                return offer
        known = ", ".join(offer.key for offer in self.starts) or "none"
        raise NotFound(f"Expected a start of the registry {self.key}, but «{key}» is not one. There are: {known}.")

    def start_title(self, offer: StartOffer, language: str) -> str:
        """What the button says."""
        return str(self.en.get("starts", {}).get(offer.key, offer.title)) if language == "en" else offer.title

    def field_title(self, field: str, language: str) -> str:
        """A field's label."""
        title = self.properties.get(field, {}).get("title", field)
        return str(self.en.get("properties", {}).get(field, {}).get("title", title)) if language == "en" else str(title)


class Registries(Mapping[str, Registry]):
    """All registries by key; asking for an unknown one says which there are."""

    def __init__(self, registries: Sequence[Registry] = ()) -> None:
        self._by_key = {registry.key: registry for registry in registries}

    def __getitem__(self, key: str) -> Registry:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def named(self, key: str) -> Registry:
        """The registry with this key.  Raises NotFound."""
        if key not in self._by_key:
            known = ", ".join(self._by_key) or "none"
            raise NotFound(f"Expected a registry, but «{key}» is not one. There are: {known}.")
        return self._by_key[key]
