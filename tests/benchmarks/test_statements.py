"""What one step costs the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.benchmarks import plain_spiff
from tests.benchmarks.engine_stored import Stored

MOST_STATEMENTS = 15  # two find the texts for search, one asks for webhooks, one keeps the state for a recall

pytestmark = pytest.mark.benchmark


@contextmanager
def watched(database: Engine) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile, and every commit."""
    seen: list[str] = []

    def statement(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    def commit(connection: object) -> None:
        seen.append("COMMIT")

    event.listen(database, "before_cursor_execute", statement)
    event.listen(database, "commit", commit)
    yield seen
    event.remove(database, "before_cursor_execute", statement)
    event.remove(database, "commit", commit)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Stored]:
    ours = Stored(tmp_path / "stored.sqlite")
    yield ours
    ours.database.dispose()


def test_a_step_without_operations_is_one_commit_and_few_statements(stored: Stored):
    task_id = stored.start()
    with watched(stored.database) as seen:
        stored.complete(task_id)
    assert seen.count("COMMIT") == 1
    assert len(seen) - 1 <= MOST_STATEMENTS, "\n".join(seen)


def test_both_sides_of_the_comparison_write_the_same_rows(stored: Stored):
    theirs = plain_spiff.Stored(stored.sessions, stored.definition_id, stored.person_id)
    stored.run(1)
    theirs.run(1)
    assert rows_of(stored, instance_id=1) == rows_of(stored, instance_id=2)


def rows_of(stored: Stored, instance_id: int) -> dict[str, list[str]]:
    """What lists and reports find of an instance."""
    queries = {
        "tasks": "SELECT element_id || ' ' || status FROM user_task WHERE instance_id = ? ORDER BY id",
        "candidates": "SELECT value FROM user_task_candidate JOIN user_task ON id = task_id WHERE instance_id = ?",
        "history": "SELECT kind FROM history WHERE instance_id = ? ORDER BY kind",
        "timers": "SELECT element_id FROM job WHERE instance_id = ? AND status = 'pending'",
        "late": "SELECT kind FROM job JOIN user_task ON user_task.id = task_id WHERE user_task.instance_id = ?",
        "found": "SELECT kind || ' ' || title FROM search_entry WHERE case_id = ? ORDER BY id",
        "recalled": "SELECT version FROM recall_point WHERE instance_id = ?",
        "variables": "SELECT name || ' ' || type FROM variable WHERE instance_id = ? ORDER BY name",
    }
    with stored.sessions() as session:
        connection = session.connection()
        return {name: list(connection.exec_driver_sql(sql, (instance_id,)).scalars()) for name, sql in queries.items()}
