"""
Finding things: entries that hold every word asked for, the newest first, of what a person may see.

How much a person sees decides how it is looked for, so that neither a common word nor a narrow view costs more as the
company's data grow: for whoever sees few cases the entries of just those are looked through; for whoever sees many,
entries are taken from the index one by one, newest first, until there are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, aliased

from persistence.inbox import Viewer
from persistence.search_index import IN_CASES, KINDS, SearchEntry, mark_of_kind, mark_of_registry, words_of
from persistence.visibility import visible_cases, visible_tasks

PAGE = 20  # entries
MOST_COUNTED = 100  # of a kind; more are "more than a hundred"
FEW = 1_000  # cases, and tasks, whose entries are looked through one by one
MOST_WORDS = 12  # of a question
MOST_ENDINGS = 40  # words that begin with one of the question and are looked for one by one
PHONE = re.compile(r"(?<!\w)\+?[78](?:[ ()-]*\d){10}(?!\w)")  # Russian, as people write it
LATEST = 2_000  # entries looked through before all the others
LAST = chr(0x10FFFF)  # no word is above it

INDEX = table("search_words", column("rowid"), column("search_words"))
VECTOR: ColumnElement[Any] = literal_column("search_entry.search_words")
VOCABULARY = table("search_vocabulary", column("word"))

Alternatives = Sequence[str]  # terms in the database's own language, one of which must be there


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: ``viewer`` is None for who sees every case and task; the registries they may read.

    ``led`` are the people whose line manager they are.
    """

    viewer: Viewer | None
    registries: frozenset[str]
    led: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """Which of the entries found: the newest ``limit`` of those from before the id ``before``."""

    limit: int
    before: int | None = None

    def of(self, entries: Select[Any], key: Any) -> Select[Any]:
        """These, ordered by the key."""
        earlier = entries if self.before is None else entries.where(key < self.before)
        return earlier.order_by(key.desc()).limit(self.limit)


class Search:
    """A question of a person.

    A word is found by its beginning, a single letter only by itself.  A question without words finds nothing.
    """

    def __init__(self, session: Session, question: str, sight: Sight) -> None:
        self.words = words_of(PHONE.sub(_normal_phone, question))[:MOST_WORDS]
        self._session = session
        self._sight = sight
        self._language = _LANGUAGES[session.get_bind().dialect.name](session)

    def page(self, kind: str = "", before: int | None = None, limit: int = PAGE) -> Sequence[SearchEntry]:
        """Entries, newest first, from before the id ``before`` on; one more than ``limit`` means there are more."""
        parts = [part.subquery() for part in self._parts(kind, Window(limit + 1, before))]
        if not parts:
            return []
        newest = aliased(SearchEntry, union_all(*map(select, parts)).subquery())
        return self._session.scalars(select(newest).order_by(newest.id.desc()).limit(limit + 1)).all()

    def counts(self) -> dict[str, int]:
        """How many entries of each kind there are, none left out; ``MOST_COUNTED`` stands for at least so many."""
        if len(self._first) <= PAGE:
            return dict(Counter(entry.kind for entry in self._first))
        parts = [_counted(kind, part) for kind in KINDS for part in self._parts(kind, Window(MOST_COUNTED))]
        found = union_all(*parts).subquery()
        total = func.sum(found.c.number)
        rows = self._session.execute(select(found.c.kind, total).group_by(found.c.kind).having(total > 0))
        return {kind: min(int(number), MOST_COUNTED) for kind, number in rows}

    def _parts(self, kind: str, window: Window) -> list[Select[Any]]:
        """Queries that together find what is sought: entries under the rights of registries, and those of cases."""
        if not self.words or not all(self._terms):
            return []
        of_kind = [[self._language.exactly(mark_of_kind(kind))]] if kind else []
        terms = [*of_kind, *self._terms]
        readable = [self._language.exactly(mark_of_registry(key)) for key in sorted(self._sight.registries)]
        cases = self._language.exactly(IN_CASES)
        if self._sight.viewer is None:
            return [self._language.newest([[cases, *readable], *terms], window)]
        parts = [self._language.newest([readable, *terms], window)] if readable else []
        if kind == "record":
            return parts
        if self._own is None:
            return [*parts, self._language.newest([[cases], *terms], window, self._is_visible(*self._visible))]
        return [*parts, self._looked_through(*self._own, kind, window)]

    def _looked_through(self, cases: Any, tasks: Any, kind: str, window: Window) -> Select[Any]:
        """The entries of few cases and tasks, without the index."""
        held = (SearchEntry.words.contains(f" {word}" if len(word) > 1 else f" {word} ") for word in self.words)
        is_kind = SearchEntry.kind == kind if kind else SearchEntry.kind != "record"
        of_cases = SearchEntry.registry_key.is_(None)
        return window.of(
            select(SearchEntry).where(self._is_visible(cases, tasks), of_cases, is_kind, *held), SearchEntry.id
        )

    @staticmethod
    def _is_visible(cases: Any, tasks: Any) -> ColumnElement[bool]:
        is_task = and_(SearchEntry.kind == "task", SearchEntry.subject_id.in_(tasks))
        return or_(SearchEntry.case_id.in_(cases), is_task)

    @cached_property
    def _first(self) -> Sequence[SearchEntry]:
        return self.page()

    @cached_property
    def _terms(self) -> list[Alternatives]:
        return [self._language.beginning_with(word) for word in self.words]

    @cached_property
    def _visible(self) -> tuple[Select[int], Select[int]]:
        """The cases and tasks the person sees, as queries that a statement makes once however often it asks."""
        viewer = cast(Viewer, self._sight.viewer)
        led = self._sight.led
        cases, tasks = visible_cases(viewer, led).cte("visible_cases"), visible_tasks(viewer, led).cte("visible_tasks")
        return select(cases.c[0]), select(tasks.c[0])

    @cached_property
    def _own(self) -> tuple[Sequence[int], Sequence[int]] | None:
        """The same as ids, if these are few."""
        cases, tasks = (self._session.scalars(visible.limit(FEW + 1)).all() for visible in self._visible)
        return None if max(len(cases), len(tasks)) > FEW else (cases, tasks)


def _counted(kind: str, part: Select[Any]) -> Select[Any]:
    columns: Sequence[Any] = (literal(kind).label("kind"), func.count().label("number"))
    return select(*columns).select_from(part.subquery())


def _normal_phone(written: re.Match[str]) -> str:
    """A whole phone number is sought in the form cards keep it in, however it is written."""
    return "7" + re.sub(r"\D", "", written[0])[1:]


class _FTS5:
    """SQLite's full-text queries: https://www.sqlite.org/fts5.html#full_text_query_syntax.

    Ordered by the index's own key, FTS5 gives entry after entry; by any other it would first gather all of them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def exactly(self, word: str) -> str:
        return f'"{word}"'

    def beginning_with(self, word: str) -> Alternatives:
        """The words there are: FTS5 would gather all entries of a beginning before it gives the first."""
        if len(word) == 1:
            return [self.exactly(word)]
        known = select(VOCABULARY.c.word).where(VOCABULARY.c.word >= word, VOCABULARY.c.word < word + LAST)
        endings = self._session.scalars(known.limit(MOST_ENDINGS + 1)).all()
        return [f'"{word}"*'] if len(endings) > MOST_ENDINGS else [self.exactly(ending) for ending in endings]

    def newest(
        self, terms: Sequence[Alternatives], window: Window, visible: ColumnElement[bool] | None = None
    ) -> Select[Any]:
        question = " AND ".join(f"({' OR '.join(alternatives)})" for alternatives in terms)
        found = select(SearchEntry).join(INDEX, INDEX.c.rowid == SearchEntry.id)
        found = found.where(INDEX.c.search_words.op("MATCH")(question))
        return window.of(found if visible is None else found.where(visible), INDEX.c.rowid)


class _TsVector:
    """PostgreSQL's: https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY.

    Its planner cannot tell a common beginning of words from a rare one.  So what is common is sought among the latest
    entries, one by one; only when these have too few, all of them are taken from the index.
    """

    def __init__(self, session: Session) -> None:
        self._latest = session.scalar(select(func.max(SearchEntry.id))) or 0

    def exactly(self, word: str) -> str:
        return f"'{word}'"

    def beginning_with(self, word: str) -> Alternatives:
        return [self.exactly(word) if len(word) == 1 else f"'{word}':*"]

    def newest(
        self, terms: Sequence[Alternatives], window: Window, visible: ColumnElement[bool] | None = None
    ) -> Select[Any]:
        question = " & ".join(f"({' | '.join(alternatives)})" for alternatives in terms)
        found = select(SearchEntry).where(VECTOR.op("@@")(sql_cast(question, TSQUERY)))
        found = found if visible is None else found.where(visible)
        latest = self._latest if window.before is None else min(window.before, self._latest)
        late = window.of(found.where(SearchEntry.id > latest - LATEST), SearchEntry.id).cte()
        every = found.cte().prefix_with("MATERIALIZED")
        are_enough = select(func.count()).select_from(late).scalar_subquery() >= window.limit
        parts = select(late).where(are_enough), window.of(select(every).where(~are_enough), every.c.id)
        return select(union_all(*(select(part.subquery()) for part in parts)).subquery())


_LANGUAGES: dict[str, Callable[[Session], _FTS5 | _TsVector]] = {"sqlite": _FTS5, "postgresql": _TsVector}
