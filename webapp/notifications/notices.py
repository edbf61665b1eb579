"""Notifications in words: what is told, in the reader's language, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from webapp import dates
from webapp.i18n import localized

TONES = {"task_overdue": "bad", "task_escalated": "bad", "incident": "bad", "task_reminder": "warning"}
EXCERPT = 200  # characters
NEVER_DONE = (
    "mention",
    "comment",
    "task_recalled",
    "side_task_completed",
    "side_task_cancelled",
    "done_for_you",
)  # kinds that are not about the task being done


class Words(NamedTuple):
    """What a kind is called, its picture, and what it says of %(task)s, %(subject)s and %(who)s."""

    kind: str
    picture: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification in words; ``outdated`` says why nothing is to be done any more, where something was."""

    row: Any
    sentence: str
    details: str
    context: str
    outdated: str
    picture: str
    tone: str


def words() -> dict[str, Words]:
    """Every kind in the reader's language."""
    return {
        "task_assigned": Words(_("Назначено мне"), "user-check", _("Вам назначено: %(task)s")),
        "task_offered": Words(_("Новое в очереди"), "users", _("Новое в очереди: %(task)s")),
        "task_delegated": Words(_("Делегировано мне"), "user-check", _("%(who)s делегирует вам: %(task)s")),
        "task_returned": Words(_("Возвращено мне"), "arrow-back-up", _("%(who)s возвращает вам: %(task)s")),
        "task_reminder": Words(_("Напоминания"), "clock", _("Напоминание: %(task)s")),
        "task_overdue": Words(_("Просрочено"), "clock-exclamation", _("Просрочено: %(task)s")),
        "task_escalated": Words(_("Эскалации"), "flag", _("Не сделано в срок: %(task)s")),
        "task_recalled": Words(_("Отозвано"), "arrow-back-up", _("%(who)s отзывает своё решение: %(task)s")),
        "side_task": Words(_("Задачи"), "checklist", _("Задача для вас: %(task)s")),
        "side_task_completed": Words(
            _("Выполненные задачи"), "circle-check", _("%(who)s выполняет вашу задачу: %(task)s")
        ),
        "side_task_cancelled": Words(_("Снятые задачи"), "ban", _("Задача больше не нужна: %(task)s")),
        "substitution": Words(_("Замещение"), "users", _("Вы замещаете: %(absent)s, %(days)s")),
        "done_for_you": Words(_("Сделано за меня"), "circle-check", _("%(who)s выполняет за вас: %(task)s")),
        "mention": Words(_("Упоминания"), "user", _("%(who)s упоминает вас: %(subject)s")),
        "comment": Words(_("Комментарии"), "file-text", _("%(who)s комментирует: %(subject)s")),
        "case_ended": Words(_("Завершённые дела"), "circle-check", _("Процесс завершён: %(case)s")),
        "incident": Words(_("Инциденты"), "alert-triangle", _("Инцидент в процессе: %(case)s")),
        "webhook_off": Words(_("Отключённые вебхуки"), "alert-triangle", _("Вебхук отключён: %(name)s")),
        "process": Words(_("Сообщения процессов"), "info-circle", "%(title)s"),
    }


def worded(rows: Iterable[Any]) -> list[Notice]:
    """Rows of ``notification_list`` in the reader's language."""
    known = words()
    return [_worded(row, known[row.kind]) for row in rows]


def address(row: Any) -> str:
    """Where a notification leads, within the application."""
    if row.link:
        return str(row.link)
    if row.task_id is not None:
        return url_for("tasks.show", task_id=row.task_id)
    if row.instance_id is not None:
        return url_for("cases.show", case_id=row.instance_id)
    if row.record_id is not None:
        return url_for("registries.card", registry=row.registry_key, record_id=row.record_id)
    return url_for("notifications.index")


def _worded(row: Any, said: Words) -> Notice:
    sentence = _template(row, said) % _named(row)
    tone = TONES.get(row.kind, "neutral")
    return Notice(row, sentence, _details(row), _context(row, sentence), _outdated(row), said.picture, tone)


def _template(row: Any, said: Words) -> str:
    if row.kind == "case_ended" and row.data.get("status") == "cancelled":
        return _("Процесс прерван: %(case)s")
    if row.kind == "task_assigned" and row.task_assignee_id not in (None, row.person_id):
        return _("Назначено (%(assignee)s): %(task)s")  # to whom the reader stands in for, or to whom it went on
    if row.kind == "done_for_you" and row.data.get("deed") == "task_delegated":
        return _("%(who)s делегирует ваше задание: %(task)s")
    if row.kind == "done_for_you" and row.data.get("deed") == "task_assigned":
        return _("%(who)s передаёт ваше задание: %(task)s")
    if row.kind == "substitution" and row.data["is_off"]:
        return _("Замещать больше не нужно: %(absent)s, %(days)s")
    return said.sentence


def _named(row: Any) -> dict[str, str]:
    """The task, the case or card, who acted: by what people call them."""
    numbered = " ".join(part for part in (row.record_number or row.business_key, row.record_title) if part)
    case = numbered or (localized(row, "process_name") if row.process_name else _("дело"))
    task = localized(row, "task_name") if row.task_name else case
    who = row.actor_name or _("Маршрут")
    return {
        "task": task,
        "subject": task,
        "case": case,
        "who": who,
        "title": row.title,
        "assignee": row.task_assignee_name or "",
        "name": row.data.get("name", ""),
        "absent": row.data.get("absent", ""),
        "days": _days(row.data),
    }


def _days(data: dict[str, Any]) -> str:
    """The days of an absence, both included."""
    days = [dates.day(date.fromisoformat(data[name])) for name in ("starts_on", "ends_on") if name in data]
    return " – ".join(dict.fromkeys(days))


def _details(row: Any) -> str:
    """What was said, shortened, or why it happened."""
    said = row.body or row.data.get("text") or row.data.get("message") or row.data.get("reason") or ""
    return said if len(said) <= EXCERPT else said[: EXCERPT - 1].rstrip() + "…"


def _context(row: Any, sentence: str) -> str:
    """The process and the card, unless the sentence names them already."""
    process = localized(row, "process_name") if row.process_name else None
    parts = (process, row.record_number or row.business_key, row.record_title)
    return " · ".join(dict.fromkeys(part for part in parts if part and part not in sentence))


def _outdated(row: Any) -> str:
    if row.task_status is None or row.kind in NEVER_DONE:
        return ""
    if row.task_status == "completed":
        return _("уже выполнено")
    if row.task_status == "cancelled":
        return _("больше не нужно")
    if row.kind == "task_offered" and row.task_assignee_id not in (None, row.person_id):
        return _("в работе: %(who)s", who=row.task_assignee_name)
    return ""
