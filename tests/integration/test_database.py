"""Sessions that read and sessions that write."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from persistence.database import NotWriting, is_writing, make_engine, make_session_factory, writing, writing_afresh
from persistence.numbering import NumberSequence, next_value
from persistence.people import Person
from persistence.records import Record
from persistence.sqlite import WriterConnection, WriterQueue, prepare
from tests.databases import Database

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def reader(database: Database):
    with make_session_factory(database.engine)() as session:
        yield session


@pytest.fixture
def sqlite_reader(sqlite_database: Database):
    with make_session_factory(sqlite_database.engine)() as session:
        yield session


def person(name: str = "Анна", **columns: object) -> Person:
    return Person(name=name, created_at=NOON, **columns)


def test_a_session_writes_after_saying_so(reader: Session):
    writing(reader)
    reader.add(person())
    reader.commit()
    assert reader.scalars(select(Person.name)).all() == ["Анна"]


def test_saying_so_twice_does_no_harm(reader: Session):
    writing(reader)
    writing(reader)
    assert is_writing(reader)


def test_every_transaction_says_it_anew(reader: Session):
    writing(reader)
    reader.commit()
    assert not is_writing(reader)


def test_saying_so_after_the_first_query_is_too_late(reader: Session):
    reader.scalars(select(Person)).all()
    with pytest.raises(NotWriting):
        writing(reader)


def test_what_was_read_is_let_go_to_write_afresh(database: Database, reader: Session):
    anna = read_person(database, reader)
    with database.sessions.begin() as other:
        other.get(Person, anna.id).name = "Вера"
    writing_afresh(reader)
    assert (is_writing(reader), anna.name) == (True, "Вера")
    anna.name = "Галина"
    reader.commit()
    assert reader.scalars(select(Person.name)).all() == ["Галина"]


def test_to_write_afresh_takes_no_other_connection(database: Database, reader: Session):
    read_person(database, reader)
    before = reader.connection().connection.dbapi_connection
    writing_afresh(reader)
    assert reader.connection().connection.dbapi_connection is before


def test_what_was_changed_before_is_lost_when_one_writes_afresh(database: Database, reader: Session):
    read_person(database, reader).name = "Вера"
    reader.add(person("Борис"))
    writing_afresh(reader)
    reader.commit()
    assert reader.scalars(select(Person.name)).all() == ["Анна"]


def test_what_was_written_before_is_lost_when_one_writes_afresh(reader: Session):
    writing(reader)
    reader.add(person())
    reader.flush()
    writing_afresh(reader)
    reader.commit()
    assert reader.scalars(select(Person.name)).all() == []


def test_a_session_that_has_read_nothing_writes_afresh(reader: Session):
    writing_afresh(reader)
    assert is_writing(reader)


def read_person(database: Database, reader: Session) -> Person:
    """Somebody whom the reader has seen."""
    with database.sessions.begin() as other:
        other.add(person())
    return reader.scalars(select(Person)).one()


def test_a_savepoint_belongs_to_the_writing_transaction(reader: Session):
    writing(reader)
    with reader.begin_nested():
        assert is_writing(reader)


def test_a_rolled_back_savepoint_keeps_what_came_before(session: Session):
    session.add(person("Анна"))
    session.flush()
    savepoint = session.begin_nested()
    session.add(person("Борис"))
    session.flush()
    savepoint.rollback()
    session.commit()
    assert session.scalars(select(Person.name)).all() == ["Анна"]


def test_a_sqlite_session_that_only_reads_cannot_write(sqlite_reader: Session):
    sqlite_reader.add(person())
    with pytest.raises(NotWriting):
        sqlite_reader.commit()


def test_a_sqlite_session_that_only_reads_cannot_write_behind_a_common_table_expression(sqlite_reader: Session):
    sqlite_reader.execute(text("WITH new AS (VALUES ('deal', 1)) INSERT INTO number_sequence SELECT * FROM new"))
    with pytest.raises(NotWriting):
        sqlite_reader.commit()
    sqlite_reader.rollback()
    assert sqlite_reader.scalars(select(NumberSequence)).all() == []


def test_a_sqlite_connection_that_has_written_only_reads_in_its_next_transaction(sqlite_reader: Session):
    writing(sqlite_reader)
    sqlite_reader.add(person("Анна"))
    sqlite_reader.commit()
    sqlite_reader.add(person("Борис"))
    with pytest.raises(NotWriting):
        sqlite_reader.commit()


def test_a_reader_on_sqlite_waits_for_no_writer(sqlite_database: Database, sqlite_reader: Session):
    with sqlite_database.sessions() as writer:
        writer.add(person())
        writer.flush()
        assert sqlite_reader.scalars(select(Person)).all() == []


def test_a_second_writing_transaction_of_the_same_thread_is_refused(sqlite_database: Database):
    with sqlite_database.sessions() as first, sqlite_database.sessions() as second:
        next_value(first, "deal")
        with pytest.raises((OperationalError, sqlite3.OperationalError), match="one writing transaction per thread"):
            next_value(second, "deal")


def test_many_writers_on_sqlite_all_get_their_turn(sqlite_database: Database):
    def write(_: int) -> None:
        with sqlite_database.sessions.begin() as session:
            value = session.scalar(select(func.max(NumberSequence.value))) or 0
            session.merge(NumberSequence(name="turns", value=value + 1))

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(200)))
    with sqlite_database.sessions() as session:
        assert session.scalar(select(NumberSequence.value)) == 200


def test_writers_are_served_in_the_order_they_came():
    queue, served, started = WriterQueue(), list[int](), Barrier(2)

    def wait(number: int) -> None:
        started.wait()
        queue.acquire(timeout=10)
        served.append(number)
        queue.release()

    queue.acquire(timeout=10)
    threads = [Thread(target=wait, args=(number,)) for number in range(5)]
    for count, thread in enumerate(threads, start=1):
        thread.start()
        started.wait()
        while queue.length < count:
            pass
    queue.release()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def test_a_writer_that_waits_too_long_gives_up_its_place():
    queue = WriterQueue()
    queue.acquire(timeout=1)
    with ThreadPoolExecutor(1) as other, pytest.raises(sqlite3.OperationalError, match="database is locked"):
        other.submit(queue.acquire, 0.01).result()
    assert queue.length == 0


def test_a_transaction_that_fails_lets_the_next_writer_go(sqlite_database: Database):
    with suppress(ZeroDivisionError), sqlite_database.sessions.begin() as session:
        next_value(session, "deal")
        _ = 1 / 0
    with sqlite_database.sessions.begin() as session:
        assert next_value(session, "deal") == 1


def test_sqlite_in_memory_keeps_its_data_between_sessions():
    engine = make_engine("sqlite://")
    sessions = make_session_factory(engine, write=True)
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE thing (name TEXT)"))
    with sessions() as session:
        assert session.execute(text("SELECT count(*) FROM thing")).scalar_one() == 0
    engine.dispose()


def test_instants_come_back_in_utc(session: Session):
    moscow = timezone(timedelta(hours=3))
    session.add(Person(name="Анна", created_at=NOON.astimezone(moscow)))
    session.commit()
    found = session.scalars(select(Person.created_at)).one()
    assert (found, found.utcoffset()) == (NOON, timedelta(0))


def test_instants_compare_as_time_to_the_microsecond(session: Session):
    session.add_all(Person(name=str(n), created_at=NOON + timedelta(microseconds=n)) for n in (9, 10, 100))
    session.commit()
    later = select(Person.name).where(Person.created_at > NOON + timedelta(microseconds=9)).order_by(Person.created_at)
    assert session.scalars(later).all() == ["10", "100"]


def test_a_naive_instant_is_refused(session: Session):
    session.add(Person(name="Анна", created_at=datetime(2026, 3, 5)))  # noqa: DTZ001 - the point
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def record(**columns: object) -> Record:
    return Record(registry_key="deal", title="Сделка", data={}, created_at=NOON, updated_at=NOON, **columns)


def test_sums_of_money_are_exact(session: Session):
    session.add_all(record(amount=Decimal("0.10")) for _ in range(3))
    session.flush()
    assert session.scalar(select(func.sum(Record.amount))) == Decimal("0.30")


def test_the_largest_amount_of_money_survives(session: Session):
    largest = Decimal("9999999999999999.99")
    session.add(record(amount=largest))
    session.commit()
    session.expire_all()
    assert session.scalars(select(Record.amount)).one() == largest


def test_letters_beyond_ascii_are_found_in_either_case(session: Session):
    session.add(person("Ёлкина Анна"))
    session.flush()
    assert session.scalars(select(Person.name).where(Person.name.icontains("ёЛКИНА"))).all() == ["Ёлкина Анна"]


def test_a_new_file_that_somebody_is_switching_is_asked_again(tmp_path: Path) -> None:
    """Each of two that open it at once may hold what the other needs, which SQLite tells one of them at once."""
    with closing(sqlite3.connect(tmp_path / "new")) as other:
        other.execute("BEGIN EXCLUSIVE")

        class Opening(WriterConnection):
            def execute(self, statement: str, *parameters: Any) -> Any:
                try:
                    return super().execute(statement, *parameters)
                finally:
                    if "journal_mode" in statement and other.in_transaction:
                        other.rollback()  # it was refused once: from now on nobody else holds the file

        with closing(sqlite3.connect(tmp_path / "new", timeout=0, factory=Opening)) as connection:
            prepare(connection, None)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
