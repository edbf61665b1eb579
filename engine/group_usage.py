"""Which processes and registries speak of which groups: by key in their attributes, by name in their lanes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from engine.engine import Engine
from persistence import definitions
from persistence.people import Group

GROUPS: Final = re.compile(rb'candidate(?:Starter)?Groups\s*=\s*["\']([^"\']*)["\']')


def used_groups(engine: Engine, session: Session, language: str) -> dict[str, list[str]]:
    """Key → what the processes (newest versions) and registries that use the group are called in a language."""
    found: dict[str, list[str]] = {}
    for key in definitions.keys(session):
        definition = engine.definitions.newest(session, key)
        english = definition.labels_en.get("process") if language == "en" else None
        for group in sorted(_named(definition.diagram)):
            found.setdefault(group, []).append(english or definition.name)
    for registry in engine.registries.values():
        for group in sorted(registry.rights.read | registry.rights.write):
            found.setdefault(group, []).append(registry.title_in(language))
    return found


def uses(engine: Engine, session: Session, group: Group, language: str) -> list[str]:
    """What uses one group, lanes that know it by its name too: what they are called, each once."""
    by_key = used_groups(engine, session, language).get(group.key, [])
    called = lanes(engine, session)
    by_name = [called[name] for name in (group.key, group.name, group.name_en) if name in called]
    return list(dict.fromkeys([*by_key, *by_name]))


def lanes(engine: Engine, session: Session) -> Mapping[str, str]:
    """What the lanes of the newest versions are called → the name of the process."""
    found: dict[str, str] = {}
    for key in definitions.keys(session):
        definition = engine.definitions.newest(session, key)
        for process in definition.document.processes:
            found |= {lane.get("name", ""): definition.name for lane in process.iterfind(".//{*}lane")}
    return found


def _named(diagram: bytes) -> set[str]:
    texts = (found.decode() for found in GROUPS.findall(diagram))
    return {group.strip() for text in texts for group in text.split(",") if "$" not in group and group.strip()}
