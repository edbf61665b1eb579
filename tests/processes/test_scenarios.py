"""
Every scenario beside a diagram comes true, and together a process's scenarios go through all of its diagram.

A test's id names the process, the scenario's file and the requirements it shows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.deployment import Package, packages
from engine.forms import FORMS
from engine.scenarios import Coverage, Played, Scenario, play, scenarios_of

ROOT = Path(__file__).parents[2]
PROCESSES = sorted([*ROOT.glob("bpmn/*/*.bpmn"), *ROOT.glob("examples/*/bpmn/*/*.bpmn")])
FOLDERS = [diagram.parent for diagram in PROCESSES if diagram.stem == diagram.parent.name]
STORIES = [(folder, scenario) for folder in FOLDERS for scenario in scenarios_of(folder)]


@cache
def packages_beside(bpmn: Path) -> list[Package]:
    own = bpmn.parent / "forms"
    return packages(bpmn, own if own.is_dir() else FORMS)


@cache
def played(folder: Path, file: str) -> Played:
    scenario = next(scenario for scenario in scenarios_of(folder) if scenario.file == file)
    return play(scenario, packages_beside(folder.parent))


def story_id(story: object) -> str:
    match story:
        case Path():
            return story.name
        case Scenario():
            return "-".join([story.file.removesuffix(".yaml"), ",".join(story.requirements)]).rstrip("-")
    return ""


@pytest.mark.parametrize(("folder", "scenario"), STORIES, ids=story_id)
def test_scenario_comes_true(folder: Path, scenario: Scenario) -> None:
    assert played(folder, scenario.file).visited


@pytest.mark.parametrize("folder", FOLDERS, ids=story_id)
def test_scenarios_go_through_the_whole_diagram(folder: Path) -> None:
    package = next(package for package in packages_beside(folder.parent) if package.key == folder.name)
    visits = [played(folder, scenario.file).visited for scenario in scenarios_of(folder)]
    assert Coverage.of(package, visits).missing == frozenset()
