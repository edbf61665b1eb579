"""The history of a case in words: what happened, who did it, when, and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine.definitions import Definition
from persistence import cases
from persistence.history import HistoryEntry
from webapp import answered, diagrams, task_events
from webapp.answers import Pairs
from webapp.i18n import localized
from webapp.lines import Lines


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    at: datetime
    text: str
    picture: str
    tone: str = "neutral"
    who: str | None = None
    details: Pairs = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)


Words = Callable[[str, Mapping[str, Any]], str]

KINDS: dict[str, tuple[str, str, Words]] = {
    "instance_started": ("player-play", "info", lambda step, data: _("Процесс начат")),
    "instance_completed": ("circle-check", "good", lambda step, data: _("Процесс завершён")),
    "instance_cancelled": ("ban", "bad", lambda step, data: _("Процесс прерван")),
    "cancellation_requested": (
        "ban",
        "bad",
        lambda step, data: _("Прервать процесс: %(reason)s", reason=data.get("reason") or "—"),
    ),
    "task_claimed": ("hand-grab", "neutral", lambda step, data: _("Взято в работу: «%(step)s»", step=step)),
    "task_released": ("arrow-back-up", "neutral", lambda step, data: _("Возвращено в очередь: «%(step)s»", step=step)),
    **task_events.KINDS,
    "task_completed": ("check", "good", lambda step, data: _("Выполнено: «%(step)s»", step=step)),
    "document_added": (
        "paperclip",
        "neutral",
        lambda step, data: _("Добавлен документ «%(name)s»", name=data.get("name") or "—"),
    ),
    "document_version": (
        "paperclip",
        "neutral",
        lambda step, data: _("Новая версия документа «%(name)s»", name=data.get("name") or "—"),
    ),
    "document_renamed": (
        "paperclip",
        "neutral",
        lambda step, data: _(
            "Документ «%(before)s» назван «%(name)s»", before=data.get("before") or "—", name=data.get("name") or "—"
        ),
    ),
    "document_removed": (
        "trash",
        "neutral",
        lambda step, data: _("Убран документ «%(name)s»", name=data.get("name") or "—"),
    ),
    "timer_fired": ("clock", "neutral", lambda step, data: _("Наступил срок: «%(step)s»", step=step)),
    "message_received": ("flag", "info", lambda step, data: _("Получено сообщение: «%(step)s»", step=step)),
    "signal_received": ("flag", "info", lambda step, data: _("Получен сигнал: «%(step)s»", step=step)),
    "error_caught": (
        "alert-triangle",
        "neutral",
        lambda step, data: _("Ошибка на шаге «%(step)s»: %(message)s", step=step, message=data.get("message") or "—"),
    ),
    "escalation_caught": (
        "alert-triangle",
        "neutral",
        lambda step, data: _("Эскалация на шаге «%(step)s»: %(code)s", step=step, code=data.get("code") or "—"),
    ),
    "incident_created": (
        "alert-triangle",
        "bad",
        lambda step, data: _("Шаг «%(step)s» не удался: %(message)s", step=step, message=data.get("message") or "—"),
    ),
    "incident_retried": ("arrow-right", "info", lambda step, data: _("Неудавшийся шаг повторён")),
}
"""Icon, tone and words of each kind that people care about."""

PASSED_ON = ("task_assigned", "task_delegated", "task_returned", "side_task_created")
EVENTS = ("startEvent", "endEvent")
"""Elements whose completion is news: what came in, how it ended."""


def of_case(session: Session, instance_id: int, definition: Definition, limit: int = cases.TIMELINE) -> list[Event]:
    """What happened in a case, newest first.  One statement, and two for the names of people and cards that were
    chosen."""
    rows = cases.timeline(session, instance_id, KINDS, EVENTS, limit)
    names = answered.names(session, {found for row in rows for found in _references(row, definition)})
    return [_event(row, definition, names) for row in rows]


def of_task(session: Session, task: Any) -> list[Event]:
    """What happened to one side task, newest first: there is no process to tell of."""
    rows = cases.task_history(session, task.id)
    names = answered.names(session, {found for row in rows for found in _people(row.HistoryEntry)})
    return [_told(row, localized(task), names) for row in rows if row.HistoryEntry.kind in KINDS]


def _event(row: Any, definition: Definition, names: answered.Names) -> Event:
    entry: HistoryEntry = row.HistoryEntry
    step = localized(row) if row.name else diagrams.label(definition, entry.element_id or "")
    if entry.kind == "completed":
        return Event(entry.at, step, "flag", "info")
    return _told(row, step, names, _answered(definition, row, names) if entry.kind == "task_completed" else None)


def _told(row: Any, step: str, names: answered.Names, answer: answered.Answered | None = None) -> Event:
    entry: HistoryEntry = row.HistoryEntry
    picture, tone, words = KINDS[entry.kind]
    text = words(step, {**entry.data, "to_name": names.get(("person", _named(entry)))})
    details = answer.details if answer else task_events.details(entry.data) if entry.kind in task_events.KINDS else []
    return Event(entry.at, text, picture, tone, _who(row, names), details, answer.lines if answer else [])


def _who(row: Any, names: answered.Names) -> str | None:
    """The name of who did it, and of the absent person for whom they did."""
    absent = names.get(("person", row.HistoryEntry.data.get("on_behalf_of", 0)))
    return _("%(who)s (замещает: %(absent)s)", who=row.actor_name, absent=absent) if absent else row.actor_name


def _references(row: Any, definition: Definition) -> set[answered.Reference]:
    """The people and cards one line speaks of: those among its answers, and who was absent."""
    entry: HistoryEntry = row.HistoryEntry
    if entry.kind != "task_completed":
        return _people(entry)
    return answered.references(definition.forms.get(row.form_key or ""), entry.data) | _people(entry)


def _people(entry: HistoryEntry) -> set[answered.Reference]:
    """Who was absent, and to whom a task was given."""
    ids = (entry.data.get("on_behalf_of"), _named(entry))
    return {("person", person_id) for person_id in ids if person_id}


def _named(entry: HistoryEntry) -> int:
    """To whom a task was given; 0 for nobody."""
    to = entry.data.get("to") if entry.kind in PASSED_ON else None
    return to if isinstance(to, int) else 0


def _answered(definition: Definition, row: Any, names: answered.Names) -> answered.Answered:
    """What was answered, with the form's own labels."""
    values = {name: value for name, value in row.HistoryEntry.data.items() if name != "on_behalf_of"}
    return answered.told(definition.forms.get(row.form_key or ""), values, names)
