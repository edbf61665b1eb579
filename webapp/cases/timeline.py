"""The timeline of a case in words: what happened, who did it, when, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy.orm import Session

from engine.definitions import Definition
from engine.dialect.diagram import SUBPROCESSES
from persistence import cases
from persistence import timeline as stored
from persistence.timeline import COMMENT, HISTORY, Entry, Wanted
from webapp import workflow
from webapp.cases import diagrams, timeline_kinds
from webapp.cases.timeline_kinds import KINDS
from webapp.forms import answered
from webapp.forms.answers import Pairs
from webapp.forms.lines import Lines
from webapp.i18n import localized

PAGE = 100  # entries

EVENTS = ("startEvent", "endEvent")
AUTOMATIC = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity", *SUBPROCESSES)
"""Elements of the process itself whose completion is told; what happens inside a subprocess is its own business."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; ``kind`` is the history's, or "comment"."""

    at: datetime
    kind: str
    text: str
    picture: str
    tone: str = "neutral"
    who: str | None = None
    details: Pairs = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the timeline, newest first, and where the next one begins."""

    events: list[Event]
    earlier: str | None

    @property
    def days(self) -> list[tuple[date, list[Event]]]:
        """The events of each day."""
        by_day = groupby(self.events, key=lambda event: to_user_timezone(event.at).date())
        return [(day, list(events)) for day, events in by_day]


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the timeline somebody wants to see: one category, what one person did."""

    category: str = ""
    person: int | None = None


def of_case(
    session: Session,
    instance_id: int,
    definition: Definition,
    *,
    called: Iterable[int] = (),
    only: Filter = Filter(),
    before: str | None = None,
    limit: int = PAGE,
) -> Page:
    """What happened in a case and, in short, in the processes it ``called``.  Six statements at most."""
    found = stored.entries(session, _wanted(instance_id, definition, called, only), limit + 1, _place(before))
    shown = found[:limit]
    earlier = _address(shown[-1]) if len(found) > limit else None
    return Page(_events(session, shown, instance_id), earlier)


def brief(session: Session, instance_id: int, definition: Definition, limit: int) -> list[Event]:
    """The latest of what people and the process have done, beside a task."""
    kinds = [key for key, kind in KINDS.items() if kind.category in ("tasks", "events", "incidents", "course")]
    passed = _elements(definition, EVENTS)
    wanted = Wanted(instance_id, kinds, passed, with_comments=False)
    return _events(session, stored.entries(session, wanted, limit), instance_id)


def of_task(session: Session, task: Any) -> list[Event]:
    """What happened to one side task, newest first: there is no process to tell of."""
    rows = [row for row in cases.task_history(session, task.id) if row.HistoryEntry.kind in KINDS]
    names = answered.names(session, {found for row in rows for found in _people(row.HistoryEntry)})
    return [_told(row, localized(task), names) for row in rows]


def _wanted(instance_id: int, definition: Definition, called: Iterable[int], only: Filter) -> Wanted:
    kinds = timeline_kinds.of_category(only.category)
    return Wanted(
        instance_id,
        kinds,
        _elements(definition, EVENTS + AUTOMATIC) if only.category in ("", "course") else (),
        tuple(called),
        [kind for kind in timeline_kinds.OF_CALLED if kind in kinds],
        with_comments=only.category in ("", "comments"),
        person=only.person,
    )


def _elements(definition: Definition, types: Sequence[str]) -> list[str]:
    """Elements of the process itself, not of its subprocesses."""
    return [name for name, node in definition.spec.nodes.items() if node.element_type in types]


def _address(entry: Entry) -> str:
    return "~".join((entry.at.isoformat(), entry.source, str(entry.id)))


def _place(address: str | None) -> Entry | None:
    """The entry that an address names; the beginning for one that names none."""
    try:
        at, source, which = (address or "").split("~")
        return Entry(datetime.fromisoformat(at), source, int(which))
    except ValueError:
        return None


def _events(session: Session, entries: Sequence[Entry], instance_id: int) -> list[Event]:
    ids = {source: [entry.id for entry in entries if entry.source == source] for source in (HISTORY, COMMENT)}
    history = stored.history(session, ids[HISTORY]) if ids[HISTORY] else {}
    comments = stored.comments(session, ids[COMMENT]) if ids[COMMENT] else {}
    names = answered.names(session, {found for row in history.values() for found in _references(row)})
    return [
        _said(comments[entry.id]) if entry.source == COMMENT else _happened(history[entry.id], names, instance_id)
        for entry in entries
    ]


def _said(row: Any) -> Event:
    return Event(row.Comment.at, COMMENT, row.Comment.text, "message", "neutral", row.actor_name)


def _happened(row: Any, names: answered.Names, instance_id: int) -> Event:
    entry, definition = row.HistoryEntry, workflow.definition(row.definition_id)
    step = localized(row) if row.name else diagrams.label(definition, entry.element_id or "")
    if entry.kind == "completed":
        return _passed(entry, step)
    told = replace(_told(row, step, names), task_id=row.task)
    if entry.kind == "task_completed":
        answer = _answered(row, definition, names)
        told = replace(told, details=answer.details, lines=answer.lines)
    return told if entry.instance_id == instance_id else _of_called(told, definition)


def _told(row: Any, step: str, names: answered.Names) -> Event:
    """The entry in the words of its kind, with what was said to it."""
    entry, kind = row.HistoryEntry, KINDS[row.HistoryEntry.kind]
    to = ", ".join(names.get(("person", one), str(one)) for one in _addressees(entry))
    words = kind.words(step, {**entry.data, "to_name": to})
    return Event(
        entry.at, entry.kind, words, kind.picture, kind.tone, _who(row, names), timeline_kinds.remarks(entry.data)
    )


def _of_called(event: Event, definition: Definition) -> Event:
    return replace(event, text=f"{diagrams.name(definition)}: {event.text}", details=[], lines=[])


def _passed(entry: Any, step: str) -> Event:
    """An event of the diagram is called by its name; an automatic step was done by the system."""
    if entry.element_type in EVENTS:
        return Event(entry.at, "completed", step, "flag", "info")
    return Event(entry.at, "completed", _("Система: «%(step)s»", step=step), "settings", "neutral")


def _who(row: Any, names: answered.Names) -> str | None:
    """The name of who did it, and of the absent person for whom they did."""
    absent = names.get(("person", row.HistoryEntry.data.get("on_behalf_of", 0)))
    return _("%(who)s (замещает: %(absent)s)", who=row.actor_name, absent=absent) if absent else row.actor_name


def _references(row: Any) -> set[answered.Reference]:
    """The people and cards an entry speaks of: those among its answers, whom it concerns, who was absent."""
    entry = row.HistoryEntry
    if entry.kind != "task_completed":
        return _people(entry)
    form = workflow.definition(row.definition_id).forms.get(row.form_key or "")
    return answered.references(form, entry.data) | _people(entry)


def _people(entry: Any) -> set[answered.Reference]:
    """Who was absent, and to whom a task was given."""
    return {("person", one) for one in (*_addressees(entry), entry.data.get("on_behalf_of")) if one}


def _addressees(entry: Any) -> list[int]:
    """The ids of those to whom a task was given."""
    if entry.kind not in timeline_kinds.ADDRESSED:
        return []
    to = entry.data.get("to")
    return [one for one in (to if isinstance(to, list) else [to]) if isinstance(one, int)]


def _answered(row: Any, definition: Definition, names: answered.Names) -> answered.Answered:
    """What was answered, with the form's own labels."""
    values = {name: value for name, value in row.HistoryEntry.data.items() if name != "on_behalf_of"}
    return answered.told(definition.forms.get(row.form_key or ""), values, names)
