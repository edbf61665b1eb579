"""Commands about people: import them from a file."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from engine import commands, staff_file
from engine.commands import Plan
from engine.engine import Engine
from engine.errors import InvalidInput
from webapp import create_app, workflow
from webapp.database import db


@click.group("people")
def people_group() -> None:
    """The people of the company."""


@people_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_command(file: Path, dry_run: bool) -> None:
    """Add and change people as a CSV file says: all lines, or none if one of them is wrong."""
    with create_app().app_context():
        try:
            lines = staff_file.read(file.read_bytes())
        except InvalidInput as refused:
            raise click.ClickException(" ".join(error.text("en") for error in refused.errors)) from refused
        if dry_run:
            _tell(commands.plan_import(db.session(), lines))
            return
        plan = workflow.act(lambda engine, session: _carry_out(engine, session, lines))
        _tell(plan)


def _carry_out(engine: Engine, session: Session, lines: list[staff_file.Line]) -> Plan:
    plan = commands.plan_import(session, lines)
    if not plan.number("wrong"):
        commands.import_people(engine, session, plan, None)
    return plan


def _tell(plan: Plan) -> None:
    """What became of the lines; a failure when one of them is wrong."""
    for one in plan.people:
        for error in one.errors:
            click.echo(f"line {one.line}: {error.path[0]}: {error.text('en')}", err=True)
    numbers = ", ".join(f"{plan.number(status)} {status}" for status in ("new", "changed", "unchanged", "wrong"))
    if plan.number("wrong"):
        raise click.ClickException(f"{numbers}. Nothing was saved: correct the lines above.")
    click.echo(f"{numbers}.")
