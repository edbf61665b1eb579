"""
Statements of the hot path: written in SQLAlchemy's language, compiled once, executed by the driver's own cursor.

Every execution through ``Session.execute`` costs several times what SQLite needs to do the work. What is lost here is
what the hot path does not use: results as objects, defaults from Python, automatic flushes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement

from persistence.database import NotWriting, connection_of, is_refused_write

Parameters = Mapping[str, Any]

_CHANNEL = "marshrut_channel"


class Prepared:
    """One statement; ``columns`` names an insert's columns.

    It returns columns that need no conversion: numbers, texts, bytes.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, **parameters: Any) -> list[Any]:
        """What a SELECT or RETURNING gives."""
        found: list[Any] = self._execute(session, parameters).fetchall()
        return found

    def row(self, session: Session, **parameters: Any) -> Any:
        """The first row, or None."""
        found = self._execute(session, parameters).fetchall()
        return found[0] if found else None

    def changed(self, session: Session, **parameters: Any) -> int:
        """Execute; how many rows it changed."""
        return int(self._execute(session, parameters).rowcount)

    def many(self, session: Session, rows: Sequence[Parameters]) -> None:
        """Execute for each of the rows."""
        channel = _channel(session)
        compiled = self._compiled.get(channel.dialect) or self._compile(channel)
        channel.execute(compiled.text, [compiled.bind(row) for row in rows], many=True)

    def _execute(self, session: Session, parameters: Parameters) -> Any:
        channel = _channel(session)
        compiled = self._compiled.get(channel.dialect) or self._compile(channel)
        return channel.execute(compiled.text, compiled.bind(parameters))

    def _compile(self, channel: _Channel) -> _Compiled:
        compiled = _Compiled(self._statement, self._columns, channel.connection.dialect)
        self._compiled[channel.dialect] = compiled
        return compiled


class _Compiled:
    """A statement's text for one kind of database, and how its parameters are bound."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        self.text: str = compiled.string
        types = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        names = tuple(compiled.positiontup if compiled.positional else types)
        processors = [types[name].dialect_impl(dialect).bind_processor(dialect) for name in names]
        given = {name: parameter.value for parameter, name in compiled.bind_names.items() if not parameter.required}
        self._constants = {name: value for name, value in given.items() if value is not None}  # what no caller passes
        self._names = None if compiled.positional else names
        self._pick: Callable[[Parameters], tuple[Any, ...]] = itemgetter(*names, *names[:1])  # of one name no tuple
        self._converted = [(place, process) for place, process in enumerate(processors) if process is not None]

    def bind(self, parameters: Parameters) -> Any:
        """The parameters as the driver takes them."""
        values = list(self._pick({**self._constants, **parameters} if self._constants else parameters))
        values.pop()
        for place, process in self._converted:
            values[place] = process(values[place])
        return values if self._names is None else dict(zip(self._names, values, strict=True))


class _Channel:
    """The way to the driver within one transaction: what is the same for all of its statements is looked up once."""

    __slots__ = ("_cursor", "_errors", "_listeners", "_transaction", "connection", "dialect")

    def __init__(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        self.connection = connection
        self._transaction = connection.get_transaction()
        self.dialect = connection.dialect.name
        self._cursor = driver.cursor
        self._errors = connection.dialect.loaded_dbapi.Error
        self._listeners = tuple(connection.dispatch.before_cursor_execute)

    @property
    def is_open(self) -> bool:
        """Whether its transaction is still going on."""
        return self._transaction is not None and self.connection.get_transaction() is self._transaction

    def execute(self, text: str, parameters: Any, many: bool = False) -> Any:
        """Execute, telling listeners as SQLAlchemy would (tests count statements), failing with its exceptions."""
        cursor = self._cursor()
        for listener in self._listeners:
            listener(self.connection, cursor, text, parameters, None, many)
        try:
            return (cursor.executemany if many else cursor.execute)(text, parameters) or cursor
        except self._errors as error:
            if is_refused_write(self.connection, error):
                raise NotWriting from error
            raise DBAPIError.instance(text, parameters, error, self._errors) from error


def _channel(session: Session) -> _Channel:
    """The channel of the session's transaction, which begins if it has not."""
    channel: _Channel | None = session.info.get(_CHANNEL)
    if channel is None or not channel.is_open:
        channel = session.info[_CHANNEL] = _Channel(connection_of(session))
    return channel
