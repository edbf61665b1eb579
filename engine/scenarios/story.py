"""Reading a scenario's file: YAML with exactly the keys we know."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from engine.errors import EngineError

__all__ = ["DEFAULT_START", "Scenario", "ScenarioUnreadable", "read_scenario", "scenarios_of"]

DEFAULT_START = "2026-03-02T10:00:00+03:00"  # a Monday in a week without holidays
KEYS = {"name", "requirements", "starts", "people", "managers", "records", "steps"}


class ScenarioUnreadable(EngineError):
    """The scenario's file cannot be used."""


@dataclass(frozen=True)
class Scenario:
    """A story: who there is, which records there are already, and what happens step by step.

    ``people`` holds the keys of each person's groups by name, ``managers`` who leads them. ``steps`` are as in the
    file.
    """

    file: str
    name: str
    requirements: tuple[str, ...]
    starts: datetime
    people: Mapping[str, tuple[str, ...]]
    managers: Mapping[str, str]
    records: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]


def scenarios_of(process: Path) -> list[Scenario]:
    """The scenarios beside the diagram in the process's folder, by file name.  Raises ScenarioUnreadable."""
    return [read_scenario(file) for file in sorted(process.glob("scenarios/*.yaml"))]


def read_scenario(file: Path) -> Scenario:
    """One scenario.  Raises ScenarioUnreadable, naming the file and what is wrong."""
    try:
        story = yaml.load(file.read_text("utf-8"), _StrictLoader)  # noqa: S506 - a SafeLoader, only stricter
        return _scenario(file.name, _plain(story))
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise ScenarioUnreadable(f"{file.parent.parent.name}/{file.name}: {error}") from error


class _StrictLoader(yaml.SafeLoader):
    """YAML lets a key be repeated and forgets the first; a forgotten expectation would never fail."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {str(key) for key in keys if keys.count(key) > 1}
        if repeated:
            raise ValueError(f"Expected each key once, but {', '.join(repeated)} is there again{node.start_mark}")
        return super().construct_mapping(node, deep)


def _scenario(file: str, story: Any) -> Scenario:
    if not isinstance(story, dict) or not story.get("name") or not story.get("steps"):
        raise ValueError("Expected a name and steps, but there are none")
    if unknown := story.keys() - KEYS:
        raise ValueError(f"Expected only {', '.join(sorted(KEYS))}, but there is {', '.join(sorted(unknown))}")
    return Scenario(
        file=file,
        name=story["name"],
        requirements=tuple(story.get("requirements", ())),
        starts=datetime.fromisoformat(story.get("starts", DEFAULT_START)),
        people={name: _listed(groups) for name, groups in story.get("people", {}).items()},
        managers=dict(story.get("managers", {})),
        records=tuple(story.get("records", ())),
        steps=tuple(story["steps"]),
    )


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _plain(value: Any) -> Any:
    """JSON: YAML reads 2026-03-20 as a date, a form gives it as text."""
    match value:
        case dict():
            return {str(key): _plain(below) for key, below in value.items()}
        case list():
            return [_plain(below) for below in value]
        case date():
            return value.isoformat()
    return value
