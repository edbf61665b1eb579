"""
The command line: ``marshrut``.

``marshrut run`` is everything in one process; ``web`` and ``worker`` are its halves, for PostgreSQL and several
machines.
"""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import replace

import click

from engine.dialect.report import as_text
from engine.errors import DeploymentRefused, EngineError
from webapp import create_app
from webapp.cli.check import check_command
from webapp.cli.data import (
    deploy_command,
    init_command,
    jobs_command,
    migrate_command,
    search_group,
    seed_command,
    token_group,
)
from webapp.cli.lint import lint_command
from webapp.cli.mail import mail_group
from webapp.cli.people import people_group
from webapp.cli.test import test_command
from webapp.running import serving
from webapp.running.setup import prepare_demo
from webapp.running.worker import Clock
from webapp.settings import Settings, SettingsError, Webhook

DEMO_WEBHOOK = {"demo": Webhook("lead.received", "demo-webhook-secret")}


class Commands(click.Group):
    """A refusal is told in a line, not in a traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except DeploymentRefused as refusal:
            raise click.ClickException(f"{refusal}\n{as_text(refusal.findings)}") from refusal
        except (EngineError, SettingsError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands)
@click.version_option(package_name="marshrut")
def main() -> None:
    """Marshrut runs a trading company's processes as BPMN diagrams."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
@click.option("--port", type=int, help="Where to listen, instead of PORT.")
def run(port: int | None) -> None:
    """Serve pages and do jobs, in one process."""
    app = create_app(_settings(port))
    serving.serve(app, clock=Clock(app))


@main.command()
@click.option("--port", type=int, help="Where to listen, instead of PORT.")
def web(port: int | None) -> None:
    """Serve pages only; `marshrut worker` does the jobs."""
    serving.serve(create_app(_settings(port)))


@main.command()
def worker() -> None:
    """Do jobs only; `marshrut web` serves the pages."""
    clock, stopped = Clock(create_app()), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    clock.start()
    click.echo("Waiting for jobs. Ctrl+C ends it.")
    stopped.wait()
    clock.stop()


@main.command()
@click.option("--port", type=int, help="Where to listen, instead of PORT.")
def demo(port: int | None) -> None:
    """Migrate, deploy, seed a demo company and serve it, on this computer only."""
    settings = replace(_settings(port), demo=True)
    app = create_app(replace(settings, webhooks={**DEMO_WEBHOOK, **settings.webhooks}))
    prepare_demo(app)
    click.echo(f"A demo company on http://{settings.host}:{settings.port} — choose who to be on the sign-in page.")
    serving.serve(app, clock=Clock(app))


def _settings(port: int | None) -> Settings:
    settings = Settings.from_environment()
    return settings if port is None else replace(settings, port=port)


for command in (
    check_command,
    deploy_command,
    init_command,
    jobs_command,
    lint_command,
    mail_group,
    migrate_command,
    search_group,
    people_group,
    seed_command,
    test_command,
    token_group,
):
    main.add_command(command)
