"""`marshrut test`: plays the scenarios beside the diagrams and says what they do not show."""

from __future__ import annotations

from pathlib import Path

import click

from engine.deployment import PROCESSES, Package, packages
from engine.forms import FORMS
from engine.scenarios import Coverage, Played, Scenario, ScenarioFailed, play, scenarios_of


@click.command("test")
@click.argument("processes", nargs=-1)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where bpmn/ and forms/ are; without it the processes that are shipped.",
)
def test_command(processes: tuple[str, ...], folder: Path | None) -> None:
    """Play the scenarios of PROCESSES, of all if none is named; the exit status is 1 if one does not come true."""
    root = folder / "bpmn" if folder else PROCESSES
    found = packages(root, folder / "forms" if folder else FORMS)
    unknown = set(processes) - {package.key for package in found}
    if unknown:
        raise click.BadParameter(f"Expected processes under {root}, but there is no {', '.join(sorted(unknown))}.")
    chosen = [package for package in found if not processes or package.key in processes]
    came_true = [_test(package, found, scenarios_of(root / package.key)) for package in chosen]
    raise SystemExit(0 if all(came_true) else 1)


def _test(package: Package, found: list[Package], scenarios: list[Scenario]) -> bool:
    click.echo(click.style(package.key, bold=True))
    played = [_play(scenario, found) for scenario in scenarios]
    came_true = [one for one in played if one]
    coverage = Coverage.of(package, (one.visited for one in came_true))
    click.echo(
        f"  {len(came_true)} of {len(scenarios)} scenarios came true, {coverage.percent} % of the diagram visited"
    )
    if coverage.missing:
        click.echo(f"  not visited: {', '.join(sorted(coverage.missing))}")
    return len(came_true) == len(scenarios)


def _play(scenario: Scenario, found: list[Package]) -> Played | None:
    requirements = f" ({', '.join(scenario.requirements)})" if scenario.requirements else ""
    try:
        played = play(scenario, found)
    except ScenarioFailed as failure:
        click.echo(click.style("  ✗ ", fg="red") + str(failure).replace("\n", "\n    "))
        return None
    click.echo(click.style("  ✓ ", fg="green") + scenario.name + requirements)
    return played
