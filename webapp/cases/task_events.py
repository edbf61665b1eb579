"""What people did with a task besides filling it in, and what was told of it by itself: in words, for the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from webapp import dates

Words = Callable[[str, Mapping[str, Any]], str]


def details(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was said with it."""
    told = ((_("Комментарий"), data.get("comment")), (_("Результат"), data.get("result")))
    return [(label, text) for label, text in told if text]


def _to(data: Mapping[str, Any]) -> str:
    return str(data.get("to_name") or "—")


def _moment(text: str | None) -> str:
    return dates.moment(datetime.fromisoformat(text)) if text else _("без срока")


KINDS: dict[str, tuple[str, str, Words]] = {
    "task_assigned": (
        "user-check",
        "neutral",
        lambda step, data: _("Передано сотруднику %(to)s: «%(step)s»", to=_to(data), step=step),
    ),
    "task_delegated": (
        "users",
        "neutral",
        lambda step, data: _("Делегировано сотруднику %(to)s: «%(step)s»", to=_to(data), step=step),
    ),
    "task_returned": (
        "arrow-back-up",
        "neutral",
        lambda step, data: _("Возвращено владельцу %(to)s: «%(step)s»", to=_to(data), step=step),
    ),
    "task_postponed": (
        "clock",
        "neutral",
        lambda step, data: _("Отложено, вернётся %(when)s: «%(step)s»", when=_moment(data.get("until")), step=step),
    ),
    "task_fetched_back": ("arrow-right", "neutral", lambda step, data: _("Снова в работе: «%(step)s»", step=step)),
    "task_due_changed": (
        "clock-exclamation",
        "neutral",
        lambda step, data: _("Новый срок, %(when)s: «%(step)s»", when=_moment(data.get("to")), step=step),
    ),
    "task_priority_changed": (
        "flag",
        "neutral",
        lambda step, data: _("Новый приоритет, %(to)s: «%(step)s»", to=data.get("to"), step=step),
    ),
    "task_recalled": ("arrow-back-up", "neutral", lambda step, data: _("Решение отозвано: «%(step)s»", step=step)),
    "task_reminder": ("bell", "neutral", lambda step, data: _("Отправлено напоминание: «%(step)s»", step=step)),
    "task_overdue": ("clock-exclamation", "bad", lambda step, data: _("Просрочено: «%(step)s»", step=step)),
    "task_escalated": ("alert-triangle", "bad", lambda step, data: _("Эскалация: «%(step)s»", step=step)),
    "side_task_created": (
        "checklist",
        "info",
        lambda step, data: _("Поставлена задача «%(step)s»", step=data.get("name") or step),
    ),
    "side_task_completed": (
        "check",
        "good",
        lambda step, data: _("Выполнена задача «%(step)s»", step=data.get("name") or step),
    ),
    "side_task_cancelled": (
        "ban",
        "neutral",
        lambda step, data: _("Снята задача «%(step)s»", step=data.get("name") or step),
    ),
}
"""Icon, tone and words of each kind."""
