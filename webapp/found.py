"""What search found, as pages and the API show it: a name, an address, and where the words are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from engine import rights
from persistence import leadership, task_facts
from persistence.search import Search, Sight
from persistence.search_index import WORD, SearchEntry, words_of
from persistence.search_sources import SEPARATOR
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor
from webapp.cases import diagrams
from webapp.database import db
from webapp.i18n import DEFAULT_LANGUAGE, language, localized

SNIPPET = 160  # characters
BEFORE_THE_WORD = 40  # of them, so that one sees what it stands in


class Part(NamedTuple):
    """A piece of text; ``marked`` when it is what was asked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    entry: SearchEntry
    kind: str
    what: str
    picture: str
    address: str
    title: list[Part]
    text: list[Part]
    is_side_task: bool = False


PICTURES = {"task": "checklist", "case": "folder", "record": "table", "document": "file-text", "comment": "message"}


def search(question: str) -> Search:
    """A question of the person who acts."""
    return Search(db.session(), question, _sight())


def hits(entries: list[SearchEntry], words: list[str]) -> list[Hit]:
    """Entries as they are shown, with the words marked.  One statement, none when no tasks are among them."""
    tasks = task_facts.instructions(db.session(), [entry.subject_id for entry in entries if entry.kind == "task"])
    return [_hit(entry, words, tasks.get(entry.subject_id) if entry.kind == "task" else None) for entry in entries]


def kind_names() -> dict[str, str]:
    """What the kinds are called, as tabs in this order."""
    return {
        "task": _("Задания"),
        "case": _("Дела"),
        "record": _("Карточки"),
        "document": _("Документы"),
        "comment": _("Комментарии"),
    }


def address_of(entry: SearchEntry) -> str:
    """The page of what was found."""
    match entry.kind:
        case "task":
            return url_for("tasks.show", task_id=entry.subject_id)
        case "record":
            return url_for("registries.card", registry=entry.registry_key, record_id=entry.subject_id)
        case "document":
            return url_for("documents.show", document_id=entry.subject_id)
        case "comment":
            return f"{_place_of(entry)}#comment-{entry.subject_id}"
        case _:
            return url_for("cases.show", case_id=entry.case_id)


def _place_of(entry: SearchEntry) -> str:
    """The page of the case or the record that it belongs to."""
    if entry.case_id is not None:
        return url_for("cases.show", case_id=entry.case_id)
    return url_for("registries.card", registry=entry.registry_key, record_id=entry.record_id)


def marked(text: str, words: list[str]) -> list[Part]:
    """The text in pieces: words that begin with one of those asked for, and what is between them."""
    parts: list[Part] = []
    done = 0
    for found in WORD.finditer(text):
        if _is_meant(found[0], words):
            parts += [Part(text[done : found.start()], False), Part(found[0], True)]
            done = found.end()
    return [part for part in (*parts, Part(text[done:], False)) if part.text]


def snippet(text: str, words: list[str]) -> str:
    """The part of a long text that has the first of the words in it."""
    first = next((found.start() for found in WORD.finditer(text) if _is_meant(found[0], words)), 0)
    begin = max(first - BEFORE_THE_WORD, 0)
    begin = text.find(" ", begin, first) + 1 if begin else 0
    shown = text[begin : begin + SNIPPET]
    return f"{'…' if begin else ''}{shown}{'…' if begin + SNIPPET < len(text) else ''}"


def _hit(entry: SearchEntry, words: list[str], task: Any) -> Hit:
    is_side_task = task is not None and task.token is None
    return Hit(
        entry=entry,
        kind=entry.kind,
        what=_("Задача") if is_side_task else _what(entry),
        picture=PICTURES[entry.kind],
        address=address_of(entry),
        title=marked(localized(entry, "title"), words),
        text=marked(snippet(_text(entry, task), words), words),
        is_side_task=is_side_task,
    )


def _text(entry: SearchEntry, task: Any) -> str:
    """What was found says; what is to be done at a step of a process only in the reader's language."""
    if task is None or task.token is None or language() == DEFAULT_LANGUAGE:
        return entry.text
    subject = entry.text.removesuffix(task.description).removesuffix(SEPARATOR)
    translated = diagrams.translated_description(workflow.definition(task.definition_id), task)
    return SEPARATOR.join(filter(None, (subject, translated)))


def _what(entry: SearchEntry) -> str:
    """A card is known by its registry."""
    registry = workflow.registries().get(entry.registry_key or "")
    if entry.kind == "record" and registry is not None:
        return registry.title_in(language())
    return {"task": _("Задание"), "case": _("Дело"), "document": _("Документ"), "comment": _("Комментарий")}[entry.kind]


def _is_meant(written: str, words: list[str]) -> bool:
    folded = "".join(words_of(written))
    return any(folded == word or (len(word) > 1 and folded.startswith(word)) for word in words)


def _sight() -> Sight:
    viewer = readable.case_viewer()
    led = frozenset(leadership.led_by(db.session(), viewer.person_id)) if viewer else frozenset()
    registries = workflow.registries().values()
    read = frozenset(found.key for found in registries if rights.may_read_registry(actor(), found.rights))
    return Sight(viewer, read, led)
