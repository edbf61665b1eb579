"""
SQLite as a server's database: many readers, one writer at a time, nobody starves.

The driver's own transaction handling is switched off (it begins late and only before some statements); SQLAlchemy says
when a transaction begins, and it begins in one of two ways:

* reading: BEGIN.  In WAL mode it sees one snapshot, waits for nobody, and nobody waits for it.  It cannot write
  (``ReadingCursor``): turning a read into a write half-way fails whenever another writer was quicker
  (SQLITE_BUSY_SNAPSHOT), so the mistake is refused always instead of once a week.
* writing: BEGIN IMMEDIATE, after this process's writers have queued up at a lock.  SQLite itself lets waiting writers
  poll with growing pauses, where the unlucky one waits for ever; the lock serves them in the order they came.  Writers
  of other processes are waited for by busy_timeout.

https://www.sqlite.org/wal.html, https://www.sqlite.org/lang_transaction.html, https://www.sqlite.org/rescode.html#busy_snapshot
"""

from __future__ import annotations

import sqlite3
from collections import deque
from pathlib import Path
from threading import Lock, get_ident
from time import monotonic, sleep
from typing import Any
from weakref import WeakValueDictionary

WAIT_SECONDS = 15

ASK_AGAIN = 0.01  # seconds
PRAGMAS = (
    "PRAGMA synchronous = NORMAL",  # with WAL a crash of the process loses nothing, one of the machine the last moment
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 4000",  # pages: steps write the same ones again and again
)


class WriterQueue:
    """The lock of one database file's writers; it goes to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._owner: int | None = None
        self._waiting: deque[tuple[int, Lock]] = deque()

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def acquire(self, timeout: float) -> None:
        """Wait for our turn, ``timeout`` seconds at most."""
        turn = self._join()
        if turn is not None and not turn[1].acquire(timeout=timeout):
            self._give_up(turn, timeout)

    def release(self) -> None:
        """Hand over to the next in line."""
        with self._guard:
            if not self._waiting:
                self._owner = None
                return
            self._owner, turn = self._waiting.popleft()
            turn.release()

    def _join(self) -> tuple[int, Lock] | None:
        me = get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return None
            if self._owner == me:
                raise sqlite3.OperationalError(
                    "Expected one writing transaction per thread, but this thread already has one open: "
                    "it would wait for itself. Use the session that has it."
                )
            turn = (me, Lock())
            turn[1].acquire()
            self._waiting.append(turn)
            return turn

    def _give_up(self, turn: tuple[int, Lock], timeout: float) -> None:
        with self._guard:
            if turn not in self._waiting:
                return  # our turn came at the very last moment
            self._waiting.remove(turn)
        raise sqlite3.OperationalError(f"database is locked: another writer of this process kept it for {timeout} s")


class ReadingCursor(sqlite3.Cursor):
    """What a reading transaction works with: it refuses to write.

    ``PRAGMA query_only`` would, too.  But switching it makes SQLite forget all it has prepared (OP_Expire in its
    pragma.c), and to prepare a statement again takes many times as long as to execute it.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> ReadingCursor:
        _refuse_unless_reading(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> ReadingCursor:
        _refuse_unless_reading(sql)
        return super().executemany(sql, parameters)


READING = frozenset(
    ["SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
)
"""How statements begin that change nothing; one WITH that does is refused when its transaction ends."""


def _refuse_unless_reading(sql: str) -> None:
    if sql.split(None, 1)[0].upper() not in READING:
        raise sqlite3.OperationalError("attempt to write a readonly database")


class WriterConnection(sqlite3.Connection):
    """A connection that knows whether its transaction writes, and leaves the queue when that transaction ends."""

    queue: WriterQueue | None = None
    _queued = False
    _cursors: type[sqlite3.Cursor] = sqlite3.Cursor
    _changes = 0

    def cursor(self, factory: Any = None) -> Any:
        """A cursor that may do what the transaction may."""
        return super().cursor(factory or self._cursors)

    def begin(self, *, writing: bool) -> None:
        """Start a transaction; one that writes first waits for its turn."""
        if not writing:
            self._cursors, self._changes = ReadingCursor, self.total_changes
            self.execute("BEGIN")
            return
        self._cursors = sqlite3.Cursor
        if self.queue is not None:
            self.queue.acquire(WAIT_SECONDS)
            self._queued = True
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._leave_queue()
            raise

    def commit(self) -> None:
        """Commit; should that fail, the transaction and its turn go on until the rollback."""
        if self._cursors is ReadingCursor and self.total_changes != self._changes:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        super().commit()
        self._leave_queue()

    def rollback(self) -> None:
        """Roll back and let the next writer go."""
        try:
            super().rollback()
        finally:
            self._leave_queue()

    def close(self) -> None:
        """Close and let the next writer go."""
        try:
            super().close()
        finally:
            self._leave_queue()

    def _leave_queue(self) -> None:
        if self._queued and self.queue is not None:
            self._queued = False
            self.queue.release()


_queues: WeakValueDictionary[Path, WriterQueue] = WeakValueDictionary()
_queues_guard = Lock()


def writer_queue(file: Path) -> WriterQueue:
    """The one queue of this file in this process, however many engines are opened on it."""
    with _queues_guard:
        return _queues.setdefault(file.resolve(), WriterQueue())


def prepare(connection: WriterConnection, queue: WriterQueue | None) -> None:
    """Set up a fresh connection."""
    connection.isolation_level = None
    connection.queue = queue
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows no letters beyond ASCII
    _keep_a_log(connection)
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _keep_a_log(connection: WriterConnection) -> None:
    """Write ahead: readers and the writer do not wait for one another.

    Of two processes that open a new file at once each has what the other needs to switch it, and SQLite does not let
    one wait that can only wait for ever (https://www.sqlite.org/c3ref/busy_handler.html): it has to ask again.
    """
    until = monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
        sleep(ASK_AGAIN)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def connect_arguments() -> dict[str, Any]:
    """Arguments of ``sqlite3.connect``."""
    return {"factory": WriterConnection, "check_same_thread": False, "timeout": WAIT_SECONDS}
