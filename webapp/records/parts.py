"""The parts of a card, such as the positions of a deal: cards without a number of their own, told as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.registries import Registry
from persistence.records import Record
from webapp import workflow
from webapp.i18n import language
from webapp.records import cards

LEFT_OUT = ("number", "responsible")  # columns that say nothing beside the card itself


@dataclass(frozen=True, slots=True)
class Parts:
    """One table: the parts of a registry; a cell is a text, or the label of a stage."""

    key: str
    title: str
    heads: list[str]
    rows: list[tuple[Record, list[Any]]]


def is_part(link: Any) -> bool:
    """Whether a linked card is a part of others: nobody looks for it by a number."""
    registry = workflow.registries().get(link.Record.registry_key)
    return registry is not None and registry.numbering is None


def tables(links: Sequence[Any]) -> list[Parts]:
    """The parts among the links, by registry, in the order they were added."""
    keys = dict.fromkeys(link.Record.registry_key for link in links if is_part(link))
    return [_table(workflow.registries().named(key), links) for key in keys]


def _table(registry: Registry, links: Sequence[Any]) -> Parts:
    columns = [column for column in registry.columns if column not in LEFT_OUT]
    rows = [
        (link.Record, [_cell(registry, column, link) for column in columns])
        for link in links
        if link.Record.registry_key == registry.key
    ]
    heads = [cards.column_title(registry, column) for column in columns]
    return Parts(registry.key, registry.title_in(language(), plural=True), heads, rows)


def _cell(registry: Registry, column: str, link: Any) -> Any:
    if column == "stage":
        return cards.stage_label(registry, link.Record.stage) or ""
    return cards.cell(registry, column, link)
