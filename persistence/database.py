"""
Opening the database: SQLite by default, PostgreSQL by URL.

Sessions read unless they say otherwise::

    with sessions() as session, session.begin():
        writing(session)          # before the first query of the transaction
        ...

``writing`` matters on SQLite (see ``persistence.sqlite``); on PostgreSQL, which locks rows instead, it only connects.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.pool import StaticPool

from persistence import sqlite

MIGRATIONS = Path(__file__).parent / "migrations"

WRITING = "marshrut_writing"  # execution option of a connection whose transaction writes
_BEGUN = "marshrut_begun"


class NotWriting(Exception):
    """Expected a writing transaction, but it began as a reading one: call writing(session) before its first query."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def make_engine(url: str | URL, **options: Any) -> Engine:
    """An engine for the URL; ``postgresql://`` and ``postgres://`` mean psycopg 3.

    ``sqlite://`` is one connection in memory, for tests of one thread.
    """
    address = _with_driver(make_url(url))
    options = {"json_serializer": _to_json, "json_deserializer": orjson.loads} | options
    if address.get_backend_name() == "sqlite":
        return _make_sqlite_engine(address, options)
    return create_engine(address, **{"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True} | options)


def make_session_factory(engine: Engine, *, write: bool = False) -> sessionmaker[Session]:
    """Sessions on the engine.  With ``write`` every transaction of theirs is a writing one from its first statement."""
    bind = engine.execution_options(**{WRITING: True}) if write else engine
    return sessionmaker(bind, expire_on_commit=False)


def writing(session: Session) -> None:
    """Begin the session's transaction as one that writes, or check that it did.  Raises NotWriting when it is too late.

    Inside a transaction that already writes it does nothing, so that whoever needs it may call it.
    """
    connection = _begun(session) or session.connection(execution_options={WRITING: True})
    if not _writes(connection):
        raise NotWriting


def writing_afresh(session: Session) -> None:
    """Let go what the session has read, and begin a writing transaction.

    That is ``rollback()`` and ``writing()``, over the same connection when nothing waits to be written: giving it back
    and fetching it again costs more than most of what a request reads.
    """
    connection = _begun(session)
    if connection is None or session.in_nested_transaction() or session.new or session.dirty or session.deleted:
        session.rollback()
        writing(session)
        return
    session.expire_all()
    driver_connection: Any = connection.connection.dbapi_connection
    driver_connection.rollback()
    connection.execution_options(**{WRITING: True})
    if connection.dialect.name == "sqlite":  # other drivers begin by themselves
        _begin_on_sqlite(connection)


def is_writing(session: Session) -> bool:
    """Whether the session is in a transaction that may write."""
    connection = _begun(session)
    return connection is not None and _writes(connection)


@event.listens_for(Session, "after_begin")
def _remember(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Keep the connection of the transaction: asking the session for it would begin one."""
    session.info[_BEGUN] = (session.get_transaction(), connection)


def connection_of(session: Session) -> Connection:
    """The connection of the session's transaction, which begins if it has not."""
    return _begun(session) or session.connection()


def _begun(session: Session) -> Connection | None:
    transaction, connection = session.info.get(_BEGUN, (None, None))
    return connection if transaction is not None and transaction is session.get_transaction() else None


def upgrade(url: str | URL) -> None:
    """Bring the database to the newest schema, creating a SQLite file if there is none.  Safe to run twice at once."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(address)
    try:
        upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine) -> None:
    """``upgrade`` for an engine that is already open, such as one in memory."""
    from alembic import command  # half a second that only this function needs
    from alembic.config import Config

    config = Config(MIGRATIONS / "alembic.ini")
    writer = engine.execution_options(**{WRITING: True})
    with writer.connect() as connection, _without_foreign_keys(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, which must not be taken for deleting its rows.

    https://www.sqlite.org/lang_altertable.html#otheralter; the switch has no effect inside a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver_connection = cast(sqlite.WriterConnection, connection.connection.dbapi_connection)
    driver_connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver_connection.execute("PRAGMA foreign_keys = ON")


def _with_driver(url: URL) -> URL:
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _make_sqlite_engine(url: URL, options: dict[str, Any]) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    pool = {"poolclass": StaticPool} if in_memory else {"pool_size": 10, "max_overflow": 20}
    engine = create_engine(url, connect_args=sqlite.connect_arguments(), **pool | options)
    queue = None if in_memory else sqlite.writer_queue(Path(str(url.database)))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite.WriterConnection, record: object) -> None:
        sqlite.prepare(connection, queue)

    event.listen(engine, "begin", _begin_on_sqlite)
    event.listen(engine, "handle_error", _explain_refused_write)
    return engine


def _begin_on_sqlite(connection: Connection) -> None:
    cast(sqlite.WriterConnection, connection.connection.dbapi_connection).begin(writing=_writes(connection))


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITING))


def _explain_refused_write(context: ExceptionContext) -> None:
    error = context.original_exception
    if context.connection is not None and is_refused_write(context.connection, error):
        raise NotWriting from error


def is_refused_write(connection: Connection, error: BaseException) -> bool:
    """Whether SQLite refused to write because the transaction began as a reading one."""
    return not _writes(connection) and "readonly database" in str(error)
