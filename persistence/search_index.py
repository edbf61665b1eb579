"""
What search finds things in: an entry for each task, case, record, document and comment, kept in the transaction that
changes its subject.

An entry's ``words`` are made here, not by a database, so that both databases find the same: in lower case, ё as е, each
once, with a space on either side.  Among them are marks that no text can hold, for an underscore ends a word: the kind
(``_kind_task``) and whose rights apply, those of the case or task (``_cases``) or of a registry (``_registry_lead``).

An entry of the kind ``data`` for each case, called processes too, holds what only the list of tasks finds cases by: the
words of their variables.  All of them are such marks (``_тверь``), so search over everything finds nothing by them.

SQLite finds words by FTS5 (the table ``search_words`` and its triggers; ``search_vocabulary`` tells which words begin
with a few letters), PostgreSQL by a generated tsvector (the column ``search_words``) with a GIN index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared

KINDS = ("task", "case", "record", "document", "comment")
DATA = "data"
IN_CASES = "_cases"

LONGEST_TITLE = 300  # characters
LONGEST_TEXT = 2_000
LONGEST_WORD = 60
MOST_WORDS = 2_000
WORD = re.compile(r"[^\W_]+")


class SearchEntry(Base):
    """One thing that can be found.  ``registry`` is set where the rights of a registry apply, else those of the case.

    No foreign keys: it is an index, made anew by ``search_sources.rebuild``, and every step writes to it.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # one of KINDS, or DATA
    subject_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(index=True)
    record_id: Mapped[int | None]
    registry_key: Mapped[str | None] = mapped_column("registry")  # SQLAlchemy keeps the name `registry` for itself
    title: Mapped[str]
    title_en: Mapped[str]
    text: Mapped[str]  # what else it is found by, to show where the words are
    words: Mapped[str]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Entry:
    """What to keep of one subject."""

    kind: str
    subject_id: int
    title: str
    text: str
    changed_at: datetime
    title_en: str = ""
    case_id: int | None = None
    record_id: int | None = None
    registry_key: str | None = None
    hidden: str = ""  # found by, but not worth showing: a phone in its normal form


def keep(session: Session, entries: Iterable[Entry]) -> None:
    """Write entries, in place of what was kept of the same subjects.  One statement."""
    rows = [_row(entry) for entry in entries]
    if rows:
        KEEP[session.get_bind().dialect.name].many(session, rows)


def forget(session: Session, kind: str, subject_ids: Sequence[int]) -> None:
    """What is gone is not found any more."""
    session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id.in_(subject_ids)))


def words_of(text: str) -> list[str]:
    """The words of a text in the form they are compared in, each once, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in WORD.findall(folded)))


def mark_of_kind(kind: str) -> str:
    """The word that entries of a kind hold."""
    return f"_kind_{kind}"


def mark_of_registry(key: str) -> str:
    """The word that entries hold to which a registry's rights apply."""
    return f"_registry_{key}"


def mark_of_data(word: str) -> str:
    """The word that an entry of a case's data holds for a word of its variables."""
    return f"_{word}"


def is_of_the_index(name: str | None) -> bool:
    """Whether a table, column or index is part of the index itself, which the models know nothing of."""
    return name is not None and name.startswith(("search_words", "search_vocabulary"))


def _row(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "subject_id": entry.subject_id,
        "case_id": entry.case_id,
        "record_id": entry.record_id,
        "registry": entry.registry_key,
        "title": entry.title[:LONGEST_TITLE],
        "title_en": entry.title_en[:LONGEST_TITLE],
        "text": entry.text[:LONGEST_TEXT],
        "words": f" {' '.join(_words(entry))} ",
        "changed_at": entry.changed_at,
    }


def _words(entry: Entry) -> list[str]:
    found_by = words_of(f"{entry.title} {entry.title_en} {entry.text[:LONGEST_TEXT]} {entry.hidden}")[:MOST_WORDS]
    if entry.kind == DATA:
        return sorted(map(mark_of_data, found_by))
    rights = mark_of_registry(entry.registry_key) if entry.registry_key else IN_CASES
    return [mark_of_kind(entry.kind), rights, *found_by]


FIXED = ("kind", "subject_id", "case_id")  # set once: a set column is written to its indexes
CHANGED = ("record_id", "registry", "title", "title_en", "text", "words", "changed_at")


def _upsert(insert: type[postgresql.Insert] | type[sqlite.Insert]) -> Prepared:
    new = insert(SearchEntry.__table__)  # type: ignore[arg-type]
    statement = new.on_conflict_do_update(
        index_elements=["kind", "subject_id"], set_={name: new.excluded[name] for name in CHANGED}
    )
    return Prepared(statement, (*FIXED, *CHANGED))


KEEP = {"sqlite": _upsert(sqlite.Insert), "postgresql": _upsert(postgresql.Insert)}
