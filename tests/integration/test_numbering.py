"""Committed numbers are consecutive, whatever runs beside them and whatever is rolled back."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from persistence.numbering import NumberSequence, next_value
from persistence.people import Group
from tests.databases import Database

ROOT = Path(__file__).parents[2]
TAKE_MANY = """
import random, sys
from persistence.database import make_engine, make_session_factory
from persistence.numbering import next_value
from persistence.people import Group

url, seed = sys.argv[1:]
chance = random.Random(seed)
sessions = make_session_factory(make_engine(url), write=True)
for _ in range(40):
    with sessions() as session:
        session.add(Group(key=f"{next_value(session, 'deal')}", name=""))
        session.flush()
        session.commit() if chance.random() < 0.7 else session.rollback()
"""


class Refused(Exception):
    """Makes a transaction roll back."""


def take(database: Database, chance: random.Random) -> None:
    """Keep a number in a row of its own, or change one's mind."""
    with database.sessions.begin() as session:
        session.add(Group(key=f"{next_value(session, 'deal')}", name=""))
        session.flush()
        if chance.random() < 0.3:
            raise Refused


def kept_numbers(database: Database) -> list[int]:
    with database.sessions() as session:
        return sorted(int(key) for key in session.scalars(select(Group.key)))


def test_the_first_number_is_one(session: Session):
    assert next_value(session, "deal") == 1


def test_numbers_go_up_by_one(session: Session):
    assert [next_value(session, "deal") for _ in range(3)] == [1, 2, 3]


def test_counters_are_independent(session: Session):
    next_value(session, "deal")
    assert next_value(session, "lead") == 1


def test_a_rollback_gives_the_number_back(database: Database):
    with database.sessions() as session:
        next_value(session, "deal")
        session.rollback()
        assert next_value(session, "deal") == 1


def test_a_rolled_back_savepoint_gives_the_number_back(session: Session):
    next_value(session, "deal")
    savepoint = session.begin_nested()
    next_value(session, "deal")
    savepoint.rollback()
    assert next_value(session, "deal") == 2


def test_numbers_committed_by_threads_at_once_have_no_gaps(database: Database):
    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(25):
            with suppress(Refused):
                take(database, chance)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    kept = kept_numbers(database)
    assert len(kept) > 100
    assert kept == list(range(1, len(kept) + 1))


def test_numbers_committed_by_processes_at_once_have_no_gaps(database: Database):
    command = [sys.executable, "-c", TAKE_MANY, database.url]
    processes = [subprocess.Popen([*command, str(seed)], cwd=ROOT) for seed in range(4)]
    assert [process.wait(timeout=300) for process in processes] == [0, 0, 0, 0]
    kept = kept_numbers(database)
    assert len(kept) > 80
    assert kept == list(range(1, len(kept) + 1))
    with database.sessions() as session:
        assert session.scalar(select(func.max(NumberSequence.value))) == len(kept)
