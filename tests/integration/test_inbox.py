"""The list of tasks: what its queries cost a database that keeps every task ever done."""

import re
from datetime import UTC, datetime

from sqlalchemy import Connection, event

from persistence import inbox
from tests.databases import Database


def test_the_next_task_is_looked_for_among_the_open_ones_of_the_person(sqlite_database: Database) -> None:
    asked: list[tuple[str, object]] = []

    def remember(connection: Connection, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(sqlite_database.engine, "before_cursor_execute", remember)
    with sqlite_database.sessions() as session:
        inbox.next_task(session, instance_id=1, person_id=1, now=datetime.now(UTC))
        ((statement, parameters),) = asked
        driver = session.connection().connection.cursor()
        plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    assert any(
        re.match(r"SEARCH user_task USING INDEX ix_user_task_open_\w+ \(assignee_id=\?\)", row[-1]) for row in plan
    )
