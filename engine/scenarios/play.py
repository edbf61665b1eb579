"""Plays a scenario from its first step to its last, and says where the story and what happened part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

from engine.deployment import Package
from engine.errors import EngineError
from engine.scenarios import ad_hoc, deeds
from engine.scenarios.coverage import visited
from engine.scenarios.deeds import Step, StoryDiffers
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


@dataclass(frozen=True)
class StepKind:
    """What a kind of step does, and the keys it may have beside its own."""

    do: Callable[[World, Step], None]
    keys: frozenset[str] = frozenset()


def play(scenario: Scenario, packages: Iterable[Package]) -> Played:
    """Play a scenario on the packages.

    Raises ScenarioFailed, naming the file, the step's number, what was expected and what was there.
    """
    with closing(_world(packages, scenario)) as world:
        for number, step in enumerate(scenario.steps, 1):
            _take(world, scenario, number, step)
        with world.transaction() as session:
            return Played(scenario, visited(session))


def expect(world: World, step: Step) -> None:
    for key, value in step["expect"].items():
        if key not in EXPECTATIONS:
            raise StoryDiffers(f"Expected one of {', '.join(EXPECTATIONS)}, but there is {key!r}")
        with world.transaction() as session:
            EXPECTATIONS[key](world, session, value)


STEPS: Mapping[str, StepKind] = {
    "message": StepKind(deeds.message, frozenset({"with", "key", "once", "outcome"})),
    "start": StepKind(deeds.start, frozenset({"by", "answer", "with"})),
    "task": StepKind(deeds.task, frozenset({"of", "by", "answer", "refused", "forbidden"})),
    "side_task": StepKind(deeds.side_task, frozenset({"by", "result"})),
    "signal": StepKind(deeds.signal, frozenset({"with", "missed"})),
    "wait": StepKind(deeds.wait),
    "until": StepKind(deeds.until),
    "mend": StepKind(deeds.mend, frozenset({"by", "with"})),
    "begin": StepKind(ad_hoc.begin, frozenset({"by"})),
    "close": StepKind(ad_hoc.close, frozenset({"by"})),
    "expect": StepKind(expect),
}
"""The one of these keys that a step has names its kind."""


def _world(packages: Iterable[Package], scenario: Scenario) -> World:
    try:
        return World(packages, scenario)
    except EngineError as error:
        findings = [f"{finding.element_id}: {finding.message}" for finding in getattr(error, "findings", ())]
        told = [scenario.name, f"{scenario.file}, before the first step", str(error), *findings]
        raise ScenarioFailed("\n".join(told)) from error


def _take(world: World, scenario: Scenario, number: int, step: Step) -> None:
    try:
        kind = _kind_of(step)
        STEPS[kind].do(world, step)
        if not _is_about_incidents(step, *scenario.steps[number : number + 1]):
            _expect_no_incident(world)
    except (StoryDiffers, EngineError, KeyError, ValueError, TypeError) as error:
        written = ", ".join(f"{key}: {value}" for key, value in list(step.items())[:1])
        raise ScenarioFailed(f"{scenario.name}\n{scenario.file}, step {number} ({written})\n{_said(error)}") from error


def _kind_of(step: Step) -> str:
    kinds = [key for key in STEPS if key in step]
    if len(kinds) != 1:
        raise StoryDiffers(
            f"Expected one of {', '.join(STEPS)} in the step, but there is {', '.join(step) or 'nothing'}"
        )
    allowed = {kinds[0], *STEPS[kinds[0]].keys}
    if unknown := step.keys() - allowed:
        raise StoryDiffers(f"Expected only {', '.join(sorted(allowed))}, but there is {', '.join(sorted(unknown))}")
    return kinds[0]


def _expect_no_incident(world: World) -> None:
    with world.transaction() as session:
        for incident in open_incidents(session):
            raise StoryDiffers(f"Expected {incident.element_id} to succeed, but {incident.message}\n{incident.details}")


def _is_about_incidents(*steps: Step) -> bool:
    """An incident that this step or the following one speaks of is part of the story."""
    return any("mend" in step or "incident" in step.get("expect", {}) for step in steps)


def _said(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) else str(error)
