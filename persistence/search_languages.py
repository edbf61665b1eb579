"""How each database is asked for words: terms, alternatives of them, and the entries of the index that hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from persistence.search_index import SearchEntry

MOST_ENDINGS = 40  # words that begin with one of the question and are looked for one by one
LATEST = 2_000  # entries looked through before all the others
LAST = chr(0x10FFFF)  # no word is above it

INDEX = table("search_words", column("rowid"), column("search_words"))
VECTOR: ColumnElement[Any] = literal_column("search_entry.search_words")
VOCABULARY = table("search_vocabulary", column("word"))

Alternatives = Sequence[str]  # terms in the database's own language, one of which must be there


@dataclass(frozen=True, slots=True)
class Window:
    """Which of the entries found: the newest ``limit`` of those from before the id ``before``."""

    limit: int
    before: int | None = None

    def of(self, entries: Select[Any], key: Any) -> Select[Any]:
        """These, ordered by the key."""
        earlier = entries if self.before is None else entries.where(key < self.before)
        return earlier.order_by(key.desc()).limit(self.limit)


class FTS5:
    """SQLite's full-text queries: https://www.sqlite.org/fts5.html#full_text_query_syntax.

    Ordered by the index's own key, FTS5 gives entry after entry; by any other it would first gather all of them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def exactly(self, word: str) -> str:
        """A word as a term."""
        return f'"{word}"'

    def beginning_with(self, word: str) -> Alternatives:
        """The words there are: FTS5 would gather all entries of a beginning before it gives the first."""
        if len(word) == 1:
            return [self.exactly(word)]
        known = select(VOCABULARY.c.word).where(VOCABULARY.c.word >= word, VOCABULARY.c.word < word + LAST)
        endings = self._session.scalars(known.limit(MOST_ENDINGS + 1)).all()
        return [f'"{word}"*'] if len(endings) > MOST_ENDINGS else [self.exactly(ending) for ending in endings]

    def holding(self, terms: Sequence[Alternatives]) -> Select[Any]:
        """The entries that hold one of each."""
        question = " AND ".join(f"({' OR '.join(alternatives)})" for alternatives in terms)
        found = select(SearchEntry).join(INDEX, INDEX.c.rowid == SearchEntry.id)
        return found.where(INDEX.c.search_words.op("MATCH")(question))

    def newest(
        self, terms: Sequence[Alternatives], window: Window, visible: ColumnElement[bool] | None = None
    ) -> Select[Any]:
        """The newest of these, in order."""
        found = self.holding(terms)
        return window.of(found if visible is None else found.where(visible), INDEX.c.rowid)


class TsVector:
    """PostgreSQL's: https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY.

    Its planner cannot tell a common beginning of words from a rare one.  So what is common is sought among the latest
    entries, one by one; only when these have too few, all of them are taken from the index.
    """

    def __init__(self, session: Session) -> None:
        self._latest = session.scalar(select(func.max(SearchEntry.id))) or 0

    def exactly(self, word: str) -> str:
        """A word as a term."""
        return f"'{word}'"

    def beginning_with(self, word: str) -> Alternatives:
        """The words of a beginning; a single letter is only itself."""
        return [self.exactly(word) if len(word) == 1 else f"'{word}':*"]

    def holding(self, terms: Sequence[Alternatives]) -> Select[Any]:
        """The entries that hold one of each."""
        question = " & ".join(f"({' | '.join(alternatives)})" for alternatives in terms)
        return select(SearchEntry).where(VECTOR.op("@@")(sql_cast(question, TSQUERY)))

    def newest(
        self, terms: Sequence[Alternatives], window: Window, visible: ColumnElement[bool] | None = None
    ) -> Select[Any]:
        """The newest of these, in order."""
        found = self.holding(terms)
        found = found if visible is None else found.where(visible)
        latest = self._latest if window.before is None else min(window.before, self._latest)
        late = window.of(found.where(SearchEntry.id > latest - LATEST), SearchEntry.id).cte()
        every = found.cte().prefix_with("MATERIALIZED")
        are_enough = select(func.count()).select_from(late).scalar_subquery() >= window.limit
        parts = select(late).where(are_enough), window.of(select(every).where(~are_enough), every.c.id)
        return select(union_all(*(select(part.subquery()) for part in parts)).subquery())


def language_of(session: Session) -> FTS5 | TsVector:
    """The language of the session's database."""
    return LANGUAGES[session.get_bind().dialect.name](session)


LANGUAGES: dict[str, Callable[[Session], FTS5 | TsVector]] = {"sqlite": FTS5, "postgresql": TsVector}
