"""
How Alembic runs our migrations: on the connection ``persistence.database.upgrade`` gives it, in its transaction.

From the command line (to write a new migration) the database is the one DATABASE_URL names.
"""

from __future__ import annotations

import os
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import persistence.models  # noqa: F401 - fills Base.metadata
from persistence.base import Base, Instant, Money, Number
from persistence.database import WRITING, make_engine
from persistence.search_index import is_of_the_index

MIGRATION_LOCK = 7_305_118_020_021  # any number that nothing else in the database locks


def ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave alone what this package has no model of: the account's is the web's, the index of words a database's."""
    return not is_of_the_index(name) and not (kind == "table" and reflected and compare_to is None)


def render(kind: str, item: Any, autogen_context: AutogenContext) -> Any:
    """Name our column types by the class, not by what each database makes of them."""
    if kind == "type" and isinstance(item, Instant | Money | Number):
        return f"base.{type(item).__name__}()"
    return False


def migrate(connection: Connection) -> None:
    """Run what is missing; a second process that starts at the same moment waits for the first."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=ours,
        render_item=render,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(os.environ["DATABASE_URL"]).execution_options(**{WRITING: True}).begin() as opened:
        migrate(opened)
