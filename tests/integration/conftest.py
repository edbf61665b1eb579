"""A company with processes, on both kinds of database."""

from __future__ import annotations

import pytest

from tests.databases import Database
from tests.integration.company import Company


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)
