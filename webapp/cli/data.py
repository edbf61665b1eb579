"""Commands that change data: migrate, init, deploy, seed-demo, token, jobs."""

from __future__ import annotations

from datetime import timedelta

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence import jobs, people, search_sources
from persistence.jobs import Job
from persistence.people import Person
from webapp import create_app, dates
from webapp.access import tokens
from webapp.access.account import SHORTEST_PASSWORD
from webapp.database import db
from webapp.running import demo, setup
from webapp.transaction import run_in_transaction


@click.command("migrate")
def migrate_command() -> None:
    """Create the database or bring its schema up to date."""
    setup.migrate(create_app())
    click.echo("The database is up to date.")


@click.command("init")
@click.option("--name", prompt="Name", help="Of the first administrator.")
@click.option("--email", prompt="E-mail", help="To sign in with.")
@click.password_option(help="At least 12 characters.")
def init_command(name: str, email: str, password: str) -> None:
    """Create the database and its first administrator."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(
            f"Expected a password of at least {SHORTEST_PASSWORD} characters, but it is shorter."
        )
    app = create_app()
    setup.migrate(app)
    with app.app_context():
        if people.by_email(db.session(), email) is not None:
            raise click.ClickException(f"Expected a new person, but there already is one with the address {email}.")
        run_in_transaction(lambda session: setup.add_administrator(session, name, email, password))
    click.echo(f"{name} can sign in as {email}.")


@click.command("deploy")
def deploy_command() -> None:
    """Deploy the processes in files; unchanged ones are skipped, published ones never overwritten."""
    for done in setup.deploy_files(create_app()):
        what = "deployed" if done.changed else "unchanged"
        click.echo(f"{done.key}: {what}, version {done.version}")


@click.command("seed-demo")
def seed_command() -> None:
    """Add the people of the demo company."""
    app = create_app()
    with app.app_context():
        if not app.config["DEMO"]:
            raise click.ClickException(
                "Expected demo mode, because demo people have a known password, but MARSHRUT_DEMO is not 1."
            )
        number = run_in_transaction(demo.seed)
    click.echo(f"{number} people added.")


@click.group("token")
def token_group() -> None:
    """Bearer tokens of the REST API."""


@token_group.command("create")
@click.argument("email")
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option("--days", type=int, help="How long it is valid; for ever unless given.")
def create_token(email: str, name: str, days: int | None) -> None:
    """Make a token for the person with this address and print it, this once."""

    def issue(session: Session) -> str:
        person_id = session.scalar(select(Person.id).where(Person.email == email, Person.active))
        if person_id is None:
            raise click.ClickException(f"Expected an active person with the address {email}, but there is none.")
        return tokens.issue(session, person_id, name, None if days is None else timedelta(days=days))

    with create_app().app_context():
        click.echo(run_in_transaction(issue))


@click.group("search")
def search_group() -> None:
    """The index that everything is found by."""


@search_group.command("rebuild")
def rebuild_search() -> None:
    """Make the index anew from what there is to find."""
    with create_app().app_context():
        number = run_in_transaction(search_sources.rebuild)
    click.echo(f"{number} things can be found.")


@click.command("jobs")
@click.option("--retry", type=int, metavar="ID", help="Give a failed job a new set of attempts.")
def jobs_command(retry: int | None) -> None:
    """List the jobs that wait or have failed, the earliest first."""
    with create_app().app_context():
        if retry is not None:
            again = run_in_transaction(lambda session: jobs.try_again(session, retry, dates.now()))
            if not again:
                raise click.ClickException(f"Expected a failed job with the id {retry}, but there is none.")
        query = select(Job).where(Job.status != "done").order_by(Job.status, Job.due_at, Job.id).limit(100)
        for job in db.session().scalars(query):
            due, attempts = f"{job.due_at:%Y-%m-%d %H:%M:%S}Z", f"{job.attempts}/{job.max_attempts}"
            click.echo(f"{job.id:>8}  {job.status:<8}{job.kind:<12} {due}  {attempts}  {job.error or ''}")
