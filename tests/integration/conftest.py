"""A company with processes, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.integration.company import COMPANIES, Company

DATABASES = ("database", "sqlite_database", "postgres_database")


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


@pytest.fixture(autouse=True)
def rows_say_what_states_say(request: pytest.FixtureRequest) -> Iterator[None]:
    """Looks after every test, before its database is emptied."""
    for name in DATABASES:
        if name in request.fixturenames:
            request.getfixturevalue(name)
    COMPANIES.clear()
    yield
    assert [difference for company in COMPANIES for difference in company.differences()] == []
