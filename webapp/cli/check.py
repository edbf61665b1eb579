"""`marshrut check`: says whether what can be found in the database is what the instances are waiting for."""

from __future__ import annotations

import click

from engine import commands
from webapp import create_app
from webapp.database import db
from webapp.workflow import engine


@click.command("check")
def check_command() -> None:
    """Compare instances with the rows of their tasks, timers and variables; the exit status is 1 if they differ."""
    app = create_app()
    with app.app_context():
        differences = list(commands.check_projections(engine(), db.session()))
    for difference in differences:
        click.echo(str(difference))
    if differences:
        raise SystemExit(1)
    click.echo("Every instance is found by what it waits for.")
