"""Prepared statements: what they take and what they refuse."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from persistence.database import WRITING, NotWriting, make_engine, make_session_factory
from persistence.numbering import NumberSequence
from persistence.prepared import Prepared

SEQUENCES = NumberSequence.__table__
INSERT = Prepared(insert(SEQUENCES), ("name", "value"))
FIND = Prepared(select(SEQUENCES.c.value).where(SEQUENCES.c.name == bindparam("called"), SEQUENCES.c.value > 0))


@pytest.fixture
def session() -> Session:
    engine = make_engine("sqlite://")
    session = make_session_factory(engine, write=True)()
    SEQUENCES.create(session.connection())
    return session


def test_rows_written_are_rows_read_with_the_constants_of_the_statement(session: Session) -> None:
    INSERT.many(session, [{"name": "lead", "value": 7}, {"name": "deal", "value": 0}])
    assert FIND.rows(session, called="lead") == [(7,)]
    assert FIND.row(session, called="deal") is None


def test_a_parameter_that_is_not_given_is_an_error_and_no_surprise_in_the_database(session: Session) -> None:
    with pytest.raises(KeyError, match="value"):
        INSERT.many(session, [{"name": "lead"}])


def test_a_write_in_a_reading_transaction_says_how_to_begin_one_that_writes(session: Session) -> None:
    session.commit()
    reader = make_session_factory(session.get_bind().execution_options(**{WRITING: False}))()
    with pytest.raises(NotWriting, match="call writing"):
        INSERT.many(reader, [{"name": "lead", "value": 7}])
