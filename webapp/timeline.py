"""The history of a case in words: what happened, who did it, when, and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine.definitions import Definition
from persistence import cases, people
from persistence.history import HistoryEntry
from webapp import answers, diagrams
from webapp.i18n import language, localized
from webapp.lines import Lines, lines_of

Pairs = list[tuple[str, str]]


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
    "task_assigned": ("user-check", "neutral", lambda step, data: _("Назначен исполнитель: «%(step)s»", step=step)),
    "task_completed": ("check", "good", lambda step, data: _("Выполнено: «%(step)s»", step=step)),
    "timer_fired": ("clock", "neutral", lambda step, data: _("Наступил срок: «%(step)s»", step=step)),
    "message_received": ("flag", "info", lambda step, data: _("Получено сообщение: «%(step)s»", step=step)),
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

EVENTS = ("startEvent", "endEvent")
"""Elements whose completion is news: what came in, how it ended."""


def of_case(session: Session, instance_id: int, definition: Definition, limit: int = cases.TIMELINE) -> list[Event]:
    """What happened in a case, newest first.  One statement, and one for the names of people that were chosen."""
    rows = cases.timeline(session, instance_id, KINDS, EVENTS, limit)
    chosen = {person for row in rows for person in _people_named(row, definition)}
    names = people.names(session, chosen) if chosen else {}
    return [_event(row, definition, names) for row in rows]


def _event(row: Any, definition: Definition, names: Mapping[int, str]) -> Event:
    entry: HistoryEntry = row.HistoryEntry
    step = localized(row) if row.name else diagrams.label(definition, entry.element_id or "")
    if entry.kind == "completed":
        return Event(entry.at, step, "flag", "info")
    picture, tone, words = KINDS[entry.kind]
    told = _answered(definition, row, names) if entry.kind == "task_completed" else {}
    return Event(entry.at, words(step, entry.data), picture, tone, _who(row, names), **told)


def _who(row: Any, names: Mapping[int, str]) -> str | None:
    """The name of who did it, and of the absent person for whom they did."""
    absent = names.get(row.HistoryEntry.data.get("on_behalf_of"))
    return _("%(who)s (замещает: %(absent)s)", who=row.actor_name, absent=absent) if absent else row.actor_name


def _people_named(row: Any, definition: Definition) -> list[int]:
    """The ids of people one line speaks of: those among its answers, and who was absent."""
    entry: HistoryEntry = row.HistoryEntry
    absent = [entry.data["on_behalf_of"]] if "on_behalf_of" in entry.data else []
    form = definition.forms.get(row.form_key or "")
    if form is None or entry.kind != "task_completed":
        return absent
    return answers.people_in(form, entry.data) + absent


def _answered(definition: Definition, row: Any, names: Mapping[int, str]) -> dict[str, Any]:
    """What was answered, with the form's own labels; without a form the names of the fields stand for them."""
    form, data = definition.forms.get(row.form_key or ""), row.HistoryEntry.data
    values = {name: value for name, value in data.items() if name != "on_behalf_of"}
    fields = answers.fields_of(form.localized(language()).schema) if form else {}
    return {"details": answers.pairs(values, fields, names), "lines": lines_of(values, fields)}
