"""A scenario's file is read strictly: a misspelt key must not make an expectation vanish."""

from pathlib import Path

import pytest

from engine.scenarios.story import ScenarioUnreadable, read_scenario, scenarios_of


@pytest.fixture
def process(tmp_path: Path) -> Path:
    (tmp_path / "ask" / "scenarios").mkdir(parents=True)
    return tmp_path / "ask"


def written(process: Path, text: str) -> Path:
    file = process / "scenarios" / "story.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_scenario_has_a_name_people_and_steps(process: Path) -> None:
    scenario = read_scenario(
        written(
            process,
            "name: История\nrequirements: [S0-1]\npeople: {anna: clerks, ivan: [clerks, chiefs]}\nsteps: [{wait: P1D}]",
        )
    )
    assert (scenario.file, scenario.name, scenario.requirements) == ("story.yaml", "История", ("S0-1",))
    assert scenario.people == {"anna": ("clerks",), "ivan": ("clerks", "chiefs")}
    assert scenario.steps == ({"wait": "P1D"},)


def test_a_scenario_says_who_leads_whom(process: Path) -> None:
    scenario = read_scenario(written(process, "name: x\nmanagers: {ivan: anna}\nsteps: [{wait: P1D}]"))
    assert scenario.managers == {"ivan": "anna"}


def test_dates_are_text_as_in_forms(process: Path) -> None:
    scenario = read_scenario(
        written(process, "name: x\nsteps: [{until: 2026-03-03T18:00:00+03:00, with: {day: 2026-03-20}}]")
    )
    assert scenario.steps[0] == {"until": "2026-03-03T18:00:00+03:00", "with": {"day": "2026-03-20"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("steps: [{wait: P1D}]", "Expected a name and steps"),
        ("name: x", "Expected a name and steps"),
        ("- name", "Expected a name and steps"),
        ("name: x\nstep: []\nsteps: [{wait: P1D}]", "but there is step"),
        ("name: x\nsteps: [{expect: {tasks: [], tasks: [a]}}]", "tasks is there again"),
        ("name: [", "story.yaml"),
        ("name: x\nstarts: soon\nsteps: [{wait: P1D}]", "soon"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_by_name(process: Path, text: str, reason: str) -> None:
    with pytest.raises(ScenarioUnreadable, match=reason) as refusal:
        read_scenario(written(process, text))
    assert str(refusal.value).startswith("ask/story.yaml: ")


def test_scenarios_come_in_the_order_of_their_files(process: Path) -> None:
    for name in ("b", "a"):
        (process / "scenarios" / f"{name}.yaml").write_text(f"name: {name}\nsteps: [{{wait: P1D}}]", "utf-8")
    assert [scenario.name for scenario in scenarios_of(process)] == ["a", "b"]
