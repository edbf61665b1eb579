"""The databases tests run on: SQLite files and a private PostgreSQL, both starting from one migrated template."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from persistence.database import WRITING, make_engine, make_session_factory, upgrade

SETTINGS = {
    "listen_addresses": "",  # a Unix socket in a folder of our own: no port to clash, nobody else gets in
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "deadlock_timeout": "100ms",
}

EMPTY_ALL_TABLES = """
    SET LOCAL session_replication_role = replica;
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE 'DELETE FROM ' || quote_ident(name);
        END LOOP;
    END $$
"""


@dataclass(frozen=True)
class Database:
    """An empty, migrated database.  ``sessions`` make sessions whose transactions may write."""

    url: str
    engine: Engine
    sessions: sessionmaker[Session]

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at the URL, its connections closed afterwards."""
    engine = make_engine(url)
    try:
        yield Database(url, engine, make_session_factory(engine, write=True))
    finally:
        engine.dispose()


class PrivatePostgres:
    """A PostgreSQL server in a temporary folder, run as the postgres user when we are root (it refuses root)."""

    def __init__(self) -> None:
        self.programs = _find_programs()
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="marshrut-pg-"))
        if self.user:
            shutil.chown(self.folder, self.user, self.user)

    def start(self) -> None:
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", f"--log={log}", f"--options=-k {self.folder} {settings}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database with what the template holds; its URL."""
        engine = make_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        engine.dispose()
        return self.url(database)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), f"--pgdata={self.folder / 'data'}", *arguments]
        # Not captured through pipes: the server would inherit them and keep them open.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, user=self.user, cwd="/", stdout=output, stderr=output, check=False)
            output.seek(0)
            assert done.returncode == 0, f"{program} failed: {output.read().decode()}"


def _find_programs() -> Path:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    assert debian, "Expected PostgreSQL's programs, but there are none. Install them: apt-get install postgresql"
    return debian[-1].parent


@contextmanager
def running_postgres() -> Iterator[PrivatePostgres]:
    """A running server with a migrated database `template`."""
    server = PrivatePostgres()
    server.start()
    try:
        upgrade(server.create("template"))
        yield server
    finally:
        server.stop()


def empty(engine: Engine) -> None:
    """Delete every row, in one round trip and without looking at references; TRUNCATE takes ten times as long."""
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        connection.exec_driver_sql(EMPTY_ALL_TABLES)
