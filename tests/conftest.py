"""Databases for tests: ``database`` is SQLite and then PostgreSQL, ``session`` a session on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from persistence.database import upgrade
from tests.databases import Database, PrivatePostgres, empty, opened, running_postgres


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A private PostgreSQL, one per test process, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def shared_postgres_database(postgres: PrivatePostgres) -> Iterator[Database]:
    """The database PostgreSQL tests share one after another: emptying it is faster than making one."""
    with opened(postgres.create("shared", template="template")) as database:
        yield database


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database in a file of its own."""
    file = shutil.copy(sqlite_template, tmp_path / "marshrut.sqlite")
    with opened(f"sqlite:///{file}") as database:
        yield database


@pytest.fixture
def postgres_database(shared_postgres_database: Database) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    yield shared_postgres_database
    empty(shared_postgres_database.engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, on both kinds."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; what a test leaves uncommitted is rolled back."""
    with database.sessions() as session:
        yield session
