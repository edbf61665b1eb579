"""Models and migrations describe the same schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import persistence.models  # noqa: F401 - fills Base.metadata
import webapp.access.account  # noqa: F401 - the account's table
from persistence.base import Base
from persistence.database import make_engine, upgrade, upgrade_engine
from persistence.search_index import is_of_the_index
from tests.databases import Database, PrivatePostgres


def test_migrations_give_exactly_the_tables_of_the_models(database: Database):
    with database.engine.connect() as connection:
        of_models = {"include_object": lambda item, name, *rest: not is_of_the_index(name)}
        differences = compare_metadata(MigrationContext.configure(connection, opts=of_models), Base.metadata)
    assert differences == []


def test_partial_indexes_keep_their_condition(database: Database):
    with database.engine.connect() as connection:
        found = {index["name"]: index for index in inspect(connection).get_indexes("job")}
    condition = found["ix_job_due"]["dialect_options"][f"{database.dialect}_where"]
    assert "pending" in str(condition)


def test_a_second_upgrade_changes_nothing_and_keeps_the_data(database: Database):
    with database.sessions.begin() as session:
        session.execute(text("INSERT INTO number_sequence (name, value) VALUES ('deal', 7)"))
    upgrade(database.url)
    with database.sessions() as session:
        assert session.scalar(text("SELECT value FROM number_sequence")) == 7


def test_a_database_in_memory_can_be_migrated():
    engine = make_engine("sqlite://")
    upgrade_engine(engine)
    with engine.connect() as connection:
        assert "process_instance" in inspect(connection).get_table_names()
    engine.dispose()


def test_upgrading_creates_the_folder_of_a_sqlite_file(tmp_path: Path):
    upgrade(f"sqlite:///{tmp_path / 'new' / 'folder' / 'marshrut.sqlite'}")
    assert (tmp_path / "new" / "folder" / "marshrut.sqlite").exists()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_may_upgrade_at_the_same_moment(kind: str, tmp_path: Path, request: pytest.FixtureRequest):
    url = f"sqlite:///{tmp_path / 'raced.sqlite'}"
    if kind == "postgresql":
        postgres: PrivatePostgres = request.getfixturevalue("postgres")
        url = postgres.create("raced")
    command = [sys.executable, "-c", f"from persistence.database import upgrade; upgrade({url!r})"]
    racers = [subprocess.Popen(command) for _ in range(2)]
    assert [racer.wait(timeout=300) for racer in racers] == [0, 0]


def test_foreign_keys_are_enforced_after_an_upgrade(database: Database):
    upgrade_engine(database.engine)
    with database.sessions() as session, pytest.raises(Exception, match=r"(?i)foreign key"):
        session.execute(text("INSERT INTO person_group (person_id, group_key) VALUES (404, 'nobody')"))
