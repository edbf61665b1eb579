"""
Finding things: entries that hold every word asked for, the newest first, of what a person may see.

How much a person sees decides how it is looked for, so that neither a common word nor a narrow view costs more as the
company's data grow: for whoever sees few cases the entries of just those are looked through; for whoever sees many,
entries are taken from the index one by one, newest first, until there are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from persistence.inbox import Viewer
from persistence.paging import Page, page_of_entities
from persistence.search_index import IN_CASES, KINDS, SearchEntry, mark_of_kind, mark_of_registry, words_of
from persistence.search_languages import Alternatives, Window, language_of
from persistence.visibility import visible_cases, visible_tasks

PAGE = 20  # entries
MOST_COUNTED = 100  # of a kind; more are "more than a hundred"
FEW = 1_000  # cases, and tasks, whose entries are looked through one by one
MOST_WORDS = 12  # of a question
PHONE = re.compile(r"(?<!\w)\+?[78](?:[ ()-]*\d){10}(?!\w)")  # Russian, as people write it


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: ``viewer`` is None for who sees every case and task; the registries they may read.

    ``led`` are the people whose line manager they are.
    """

    viewer: Viewer | None
    registries: frozenset[str]
    led: frozenset[int] = frozenset()


class Search:
    """A question of a person.

    A word is found by its beginning, a single letter only by itself.  A question without words finds nothing.
    """

    def __init__(self, session: Session, question: str, sight: Sight) -> None:
        self.words = words_of(PHONE.sub(_normal_phone, question))[:MOST_WORDS]
        self._session = session
        self._sight = sight
        self._language = language_of(session)

    def page(self, kind: str = "", before: int | None = None, limit: int = PAGE) -> Page[SearchEntry]:
        """A page of entries, newest first, from before the id ``before`` on."""
        parts = [part.subquery() for part in self._parts(kind, Window(limit + 1, before))]
        if not parts:
            return Page([], limit)
        newest = aliased(SearchEntry, union_all(*map(select, parts)).subquery())
        return page_of_entities(self._session, select(newest).order_by(newest.id.desc()), limit)

    def counts(self) -> dict[str, int]:
        """How many entries of each kind there are, none left out; ``MOST_COUNTED`` stands for at least so many."""
        if not self._first.has_more:
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
    def _first(self) -> Page[SearchEntry]:
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
