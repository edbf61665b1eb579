"""What kinds of things happen in a case, and how each is told: what it counts as, icon, tone and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.cases import incident_words, task_events

Words = Callable[[str, Mapping[str, Any]], str]
"""From the step's label and the entry's data."""

CATEGORIES = {
    "tasks": lazy_gettext("Задания и решения"),
    "course": lazy_gettext("Ход процесса"),
    "events": lazy_gettext("Сообщения и сроки"),
    "reminders": lazy_gettext("Напоминания"),
    "comments": lazy_gettext("Комментарии"),
    "documents": lazy_gettext("Документы"),
    "interventions": lazy_gettext("Вмешательства"),
    "incidents": lazy_gettext("Инциденты"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How entries of one kind are told."""

    category: str
    picture: str
    tone: str
    words: Words


def _category_of(key: str) -> str:
    """What somebody has changed in a task is an intervention, what the system has told of it a reminder."""
    if key in ("task_due_changed", "task_priority_changed"):
        return "interventions"
    return "reminders" if key in ("task_reminder", "task_overdue", "task_escalated") else "tasks"


KINDS: dict[str, Kind] = {
    "instance_started": Kind("course", "player-play", "info", lambda step, data: _("Процесс начат")),
    "instance_completed": Kind("course", "circle-check", "good", lambda step, data: _("Процесс завершён")),
    "instance_cancelled": Kind("course", "ban", "bad", lambda step, data: _("Процесс прерван")),
    "decided": Kind("course", "table", "neutral", lambda step, data: _("Решено по таблице: «%(step)s»", step=step)),
    "task_completed": Kind("tasks", "check", "good", lambda step, data: _("Выполнено: «%(step)s»", step=step)),
    "task_claimed": Kind(
        "tasks", "hand-grab", "neutral", lambda step, data: _("Взято в работу: «%(step)s»", step=step)
    ),
    "task_released": Kind(
        "tasks", "arrow-back-up", "neutral", lambda step, data: _("Возвращено в очередь: «%(step)s»", step=step)
    ),
    **{key: Kind(_category_of(key), *told) for key, told in task_events.KINDS.items()},
    "document_added": Kind(
        "documents",
        "paperclip",
        "neutral",
        lambda step, data: _("Добавлен документ «%(name)s»", name=data.get("name") or "—"),
    ),
    "document_version": Kind(
        "documents",
        "paperclip",
        "neutral",
        lambda step, data: _("Новая версия документа «%(name)s»", name=data.get("name") or "—"),
    ),
    "document_renamed": Kind(
        "documents",
        "paperclip",
        "neutral",
        lambda step, data: _(
            "Документ «%(before)s» назван «%(name)s»", before=data.get("before") or "—", name=data.get("name") or "—"
        ),
    ),
    "document_removed": Kind(
        "documents",
        "trash",
        "neutral",
        lambda step, data: _("Убран документ «%(name)s»", name=data.get("name") or "—"),
    ),
    "timer_fired": Kind("events", "clock", "neutral", lambda step, data: _("Наступил срок: «%(step)s»", step=step)),
    "message_received": Kind(
        "events", "flag", "info", lambda step, data: _("Получено сообщение: «%(step)s»", step=step)
    ),
    "signal_received": Kind("events", "flag", "info", lambda step, data: _("Получен сигнал: «%(step)s»", step=step)),
    "error_caught": Kind(
        "events",
        "alert-triangle",
        "neutral",
        lambda step, data: _("Ошибка на шаге «%(step)s»: %(message)s", step=step, message=data.get("message") or "—"),
    ),
    "escalation_caught": Kind(
        "events",
        "alert-triangle",
        "neutral",
        lambda step, data: _("Эскалация на шаге «%(step)s»: %(code)s", step=step, code=data.get("code") or "—"),
    ),
    "step_started": Kind("course", "plus", "info", lambda step, data: _("Начато: «%(step)s»", step=step)),
    "ad_hoc_ended": Kind("course", "check", "good", lambda step, data: _("Завершено: «%(step)s»", step=step)),
    "cancellation_requested": Kind("interventions", "ban", "bad", lambda step, data: _("Процесс прерывают")),
    "incident_created": Kind(
        "incidents",
        "alert-triangle",
        "bad",
        lambda step, data: _("Шаг «%(step)s» не удался: %(reason)s", step=step, reason=_reason(data)),
    ),
    "incident_retried": Kind("incidents", "arrow-right", "info", lambda step, data: _("Неудавшийся шаг повторён")),
    "incident_skipped": Kind("incidents", "arrow-right", "warning", lambda step, data: _("Неудавшийся шаг пропущен")),
    "attempt_failed": Kind(
        "incidents",
        "clock",
        "warning",
        lambda step, data: _("Шаг «%(step)s» не удался и будет повторён: %(reason)s", step=step, reason=_reason(data)),
    ),
}
"""Every kind of the history that is told."""

OF_CALLED = ("instance_started", "instance_completed", "instance_cancelled", "task_completed", "incident_created")
"""What is told of the processes a case has called."""

ADDRESSED = ("task_assigned", "task_delegated", "task_returned", "side_task_created")
"""Kinds whose ``to`` is a person."""


def of_category(category: str) -> list[str]:
    """The kinds that count as something; all of them for no category."""
    return [key for key, kind in KINDS.items() if category in ("", kind.category)]


def remarks(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What people said to what they did, and the engine to what failed."""
    told = ((_("Причина"), data.get("reason")), (_("Подробности"), data.get("message") if "kind" in data else None))
    return [*task_events.details(data), *((label, str(text)) for label, text in told if text)]


def _reason(data: Mapping[str, Any]) -> str:
    """Why a step failed."""
    return incident_words.happened(data["kind"])
