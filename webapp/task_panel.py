"""What the buttons of a task's page need to know: what the person may do to it, and to whom it can be given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import rights
from engine.rights import TaskSubject
from persistence import choices
from webapp import dates, workflow
from webapp.signed_in import actor

MORNING = 9  # o'clock
LATER = 3  # working days a task is put aside unless another date is chosen


def panel(session: Session, subject: TaskSubject, task: Any) -> dict[str, Any]:
    """For ``tasks/_actions.html``.  Two statements at most; none once the task is closed."""
    who = actor()
    if not subject.is_open:
        return {}
    passed_on = rights.may_assign(who, subject)
    return {
        "may_assign": passed_on,
        "may_delegate": rights.may_delegate(who, subject),
        "may_give_back": rights.may_give_back(who, subject),
        "may_postpone": rights.may_postpone(who, subject),
        "may_direct": rights.may_direct(who, subject),
        "may_withdraw": rights.may_withdraw(who, subject),
        "is_postponed": task.follow_up_at is not None and task.follow_up_at > dates.now(),
        "later": workday(session, LATER, MORNING),
        "colleagues": choices.colleagues(session, but=task.assignee_id) if passed_on else [],
    }


def workday(session: Session, days: int, hour: int) -> datetime:
    """An hour of the company's clock so many working days from now."""
    engine = workflow.engine()
    day = engine.working_calendar(session).add_workdays(dates.now(), days)
    return day.astimezone(engine.zone).replace(hour=hour, minute=0)
