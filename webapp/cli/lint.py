"""`marshrut lint`: says what is wrong with diagrams before anybody deploys them."""

from __future__ import annotations

from pathlib import Path

import click

from engine.decisions.findings import findings_in
from engine.dialect.linter import HOUSE_RULES, RULES, Finding, LintContext, lint_files
from engine.dialect.report import as_json, as_text, has_errors
from engine.operations import OPERATIONS
from engine.surroundings import NAMES


@click.command("lint")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to write the findings."
)
@click.option("--house-style", is_flag=True, help="Also check how our own diagrams are drawn.")
def lint_command(files: tuple[Path, ...], form: str, house_style: bool) -> None:
    """Check BPMN and DMN FILES; the exit status is 1 if one of them could not be deployed."""
    rules = (*RULES, *HOUSE_RULES) if house_style else RULES
    findings: list[Finding] = []
    for path in files:
        content = {str(path): path.read_bytes()}
        findings += findings_in(content)[1] if path.suffix == ".dmn" else lint_files(content, context_of(path), rules)
    click.echo(as_json(findings) if form == "json" else as_text(findings))
    raise SystemExit(has_errors(findings))


def context_of(path: Path) -> LintContext:
    """What is known without a database: operations, functions, the forms in forms/<process>, the tables beside it."""
    folder = path.absolute().parents[2] / "forms" / path.parent.name if len(path.absolute().parents) > 2 else path
    forms = [form.stem for form in folder.glob("*.json")] if folder.is_dir() else None
    decisions, _ = findings_in({table.name: table.read_bytes() for table in path.parent.glob("*.dmn")})
    return LintContext(forms=forms, operations=OPERATIONS, functions=NAMES, decisions=decisions)
