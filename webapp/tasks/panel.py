"""What the buttons of a task's page need to know: what the person may do to it, and to whom it can be given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine import commands, rights
from engine.rights import TaskSubject
from persistence import choices
from webapp import dates, workflow
from webapp.access.signed_in import actor

MORNING = 9  # o'clock
LATER = 3  # working days a task is put aside unless another date is chosen


def panel(session: Session, subject: TaskSubject, task: Any) -> dict[str, Any]:
    """For ``tasks/_actions.html``.  Two statements at most."""
    who = actor()
    if not subject.is_open:
        return {"recall": _recall(session, task.id) if rights.may_recall(who, subject) else None}
    passed_on = rights.may_assign(who, subject)
    return {
        "may_assign": passed_on,
        "may_delegate": rights.may_delegate(who, subject),
        "may_give_back": rights.may_give_back(who, subject),
        "is_theirs": task.owner_id not in who.people(),
        "may_postpone": rights.may_postpone(who, subject),
        "may_direct": rights.may_direct(who, subject),
        "may_withdraw": rights.may_withdraw(who, subject),
        "is_postponed": task.follow_up_at is not None and task.follow_up_at > dates.now(),
        "later": workday(session, LATER, MORNING),
        "colleagues": choices.colleagues(session, but=task.assignee_id) if passed_on else [],
    }


def _recall(session: Session, task_id: int) -> dict[str, str]:
    """For ``tasks/_recall.html``, for whoever completed the task.  Two statements at most."""
    reason = commands.recall_refusal(session, task_id)
    return {"refusal": recall_words(reason) if reason else ""}


def recall_words(reason: str) -> str:
    """Why a submission cannot be taken back any more (a reason of ``RecallRefused``)."""
    return {
        "moved": _("Отозвать решение уже нельзя: процесс пошёл дальше."),
        "ended": _("Отозвать решение уже нельзя: процесс закончился."),
        "touched": _("Отозвать решение уже нельзя: следующее задание взяли в работу или начали заполнять."),
        "unrepeatable": _("Отозвать решение нельзя: по нему уже создана запись, выдан номер или отправлено письмо."),
        "elsewhere": _("Отозвать решение нельзя: оно уже дошло до другого процесса."),
        "withdrawn": _("Отозвать решение нельзя: из-за него сняли задание другого сотрудника."),
    }[reason]


def workday(session: Session, days: int, hour: int) -> datetime:
    """An hour of the company's clock so many working days from now."""
    engine = workflow.engine()
    day = engine.working_calendar(session).add_workdays(dates.now(), days)
    return day.astimezone(engine.zone).replace(hour=hour, minute=0)
