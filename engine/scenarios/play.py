"""Plays a scenario from its first step to its last, and says where the story and what happened part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from engine.deployment import Package
from engine.errors import EngineError
from engine.scenarios.coverage import visited
from engine.scenarios.deeds import DEEDS, StoryDiffers
from engine.scenarios.expectations import EXPECTATIONS, open_incidents
from engine.scenarios.story import Scenario
from engine.scenarios.world import World

__all__ = ["Played", "ScenarioFailed", "play"]


class ScenarioFailed(EngineError):
    """The process does not do what the scenario tells."""


@dataclass(frozen=True)
class Played:
    """A scenario that came true, with the elements it went through, by process."""

    scenario: Scenario
    visited: Mapping[str, frozenset[str]]


def play(scenario: Scenario, packages: Iterable[Package]) -> Played:
    """Play a scenario on the packages.

    Raises ScenarioFailed, naming the file, the step's number, what was expected and what was there.
    """
    with closing(World(packages, scenario)) as world:
        for number, step in enumerate(scenario.steps, 1):
            following = scenario.steps[number] if number < len(scenario.steps) else {}
            _take(world, scenario, number, step, following)
        with world.transaction() as session:
            return Played(scenario, visited(session))


def _take(world: World, scenario: Scenario, number: int, step: Mapping[str, Any], following: Mapping[str, Any]) -> None:
    try:
        _do(world, step)
        if not _is_about_incidents(step) and not _is_about_incidents(following):
            _expect_no_incident(world)
    except (StoryDiffers, EngineError, KeyError, ValueError, TypeError) as error:
        kind = next(iter(step), "nothing")
        where = f"{scenario.file}, step {number} ({kind}: {step.get(kind)})"
        raise ScenarioFailed(f"{scenario.name}\n{where}\n{_message(error)}") from error


def _do(world: World, step: Mapping[str, Any]) -> None:
    kind = next(iter(step), "")
    if kind == "expect":
        _expect(world, step["expect"])
    elif kind in DEEDS:
        DEEDS[kind](world, step)
    else:
        raise StoryDiffers(f"Expected a step that begins with {', '.join([*DEEDS, 'expect'])}, but it is {kind!r}")


def _expect(world: World, expected: Mapping[str, Any]) -> None:
    for key, value in expected.items():
        if key not in EXPECTATIONS:
            raise StoryDiffers(f"Expected one of {', '.join(EXPECTATIONS)}, but there is {key!r}")
        with world.transaction() as session:
            EXPECTATIONS[key](world, session, value)


def _expect_no_incident(world: World) -> None:
    with world.transaction() as session:
        for incident in open_incidents(session):
            raise StoryDiffers(f"Expected {incident.element_id} to succeed, but {incident.message}\n{incident.details}")


def _is_about_incidents(step: Mapping[str, Any]) -> bool:
    return "mend" in step or "incident" in step.get("expect", {})


def _message(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) else str(error)
