"""Long lists page by page, each going on behind the last row of the one before.

The keyset (https://use-the-index-luke.com/no-offset) keeps the hundredth page as quick as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

Thing = TypeVar("Thing")


class Page(list[Thing]):
    """What a page shows; ``has_more`` when something follows, as a row beyond the page's ``size`` has told."""

    def __init__(self, found: Sequence[Thing], size: int) -> None:
        super().__init__(found[:size])
        self.has_more = len(found) > size


def page_of_rows(session: Session, query: Select[*tuple[Any, ...]], size: int) -> Page[Row[*tuple[Any, ...]]]:
    """The first ``size`` rows of a query.  One statement."""
    return Page(session.execute(query.limit(size + 1)).all(), size)


def page_of_entities(session: Session, query: Select[Thing], size: int) -> Page[Thing]:
    """The same of a query for whole entities."""
    return Page(session.scalars(query.limit(size + 1)).all(), size)
