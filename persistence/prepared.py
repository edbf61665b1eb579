"""
Statements of the hot path: written in SQLAlchemy's language, compiled once, executed by the driver's own cursor.

Every execution through ``Session.execute`` costs several times what SQLite needs to do the work. What is lost here is
what the hot path does not use: results as objects, defaults from Python, automatic flushes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement

from persistence.database import connection_of

Parameters = Mapping[str, Any]
Processor = Callable[[Any], Any]


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
        return next(iter(self.rows(session, **parameters)), None)

    def changed(self, session: Session, **parameters: Any) -> int:
        """Execute; how many rows it changed."""
        return int(self._execute(session, parameters).rowcount)

    def many(self, session: Session, rows: Sequence[Parameters]) -> None:
        """Execute for each of the rows."""
        connection = connection_of(session)
        compiled = self._for(connection)
        bound = [compiled.bind(row) for row in rows]
        _run(connection, compiled.text, bound, many=True)

    def _execute(self, session: Session, parameters: Parameters) -> Any:
        connection = connection_of(session)
        compiled = self._for(connection)
        return _run(connection, compiled.text, compiled.bind(parameters))

    def _for(self, connection: Connection) -> _Compiled:
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = _Compiled(self._statement, self._columns, connection)
        return compiled


class _Compiled:
    """A statement's text for one kind of database, and how its parameters are bound."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None, connection: Connection) -> None:
        dialect = connection.dialect
        compiled: Any = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        self.text: str = compiled.string
        types = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        names = compiled.positiontup if compiled.positional else list(types)
        given = {name: parameter.value for parameter, name in compiled.bind_names.items() if not parameter.required}
        self._constants = {name: value for name, value in given.items() if value is not None}  # what no caller passes
        self._binders: list[tuple[str, Processor | None]] = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect)) for name in names
        ]
        self._positional: bool = compiled.positional

    def bind(self, parameters: Parameters) -> Any:
        """The parameters as the driver takes them."""
        values = {**self._constants, **parameters} if self._constants else parameters
        bound = [(name, values[name] if process is None else process(values[name])) for name, process in self._binders]
        return tuple(value for _, value in bound) if self._positional else dict(bound)


def _run(connection: Connection, text: str, parameters: Any, many: bool = False) -> Any:
    """Execute, telling listeners as SQLAlchemy would (tests count statements) and failing with its exceptions."""
    cursor: Any = connection.connection.cursor()
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, text, parameters, None, many)
    try:
        return (cursor.executemany if many else cursor.execute)(text, parameters) or cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(text, parameters, error, connection.dialect.loaded_dbapi.Error) from error
