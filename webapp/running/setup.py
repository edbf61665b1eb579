"""What an installation needs before it serves: schema, groups, processes, people."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from engine import commands
from engine.commands import Deployment
from engine.deployment import packages
from persistence import search_sources
from persistence.database import upgrade
from persistence.people import Person, PersonGroup
from webapp import dates, workflow
from webapp.access.account import add_account
from webapp.people.groups import ensure_groups
from webapp.running import demo
from webapp.settings import Settings
from webapp.transaction import run_in_transaction


def migrate(app: Flask) -> None:
    """Bring the schema up to date and add missing groups."""
    upgrade(app.config["SETTINGS"].database_url)
    with app.app_context():
        run_in_transaction(ensure_groups)
        run_in_transaction(_fill_search)


def deploy_files(app: Flask) -> list[Deployment]:
    """Deploy the processes in files, those that are called first; what is unchanged stays as it is."""
    settings: Settings = app.config["SETTINGS"]
    found = packages(settings.content_root / "bpmn", settings.content_root / "forms")
    with app.app_context():
        return [workflow.act(commands.deploy, package) for package in found]


def _fill_search(session: Session) -> None:
    """Data may be older than the search over them."""
    if search_sources.is_empty(session):
        search_sources.rebuild(session)


def add_administrator(session: Session, name: str, email: str, password: str) -> int:
    """The first person of an installation, who can let in the others."""
    ensure_groups(session)
    person = Person(name=name, email=email, created_at=dates.now())
    session.add(person)
    session.flush()
    session.add(PersonGroup(person_id=person.id, group_key="administrators"))
    add_account(session, person.id, email, password)
    return person.id


def prepare_demo(app: Flask) -> None:
    """Everything `marshrut demo` needs; what is there already stays."""
    migrate(app)
    deploy_files(app)
    with app.app_context():
        run_in_transaction(demo.seed)
