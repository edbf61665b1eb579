"""What expressions can ask of the world: the time, working days, people, records. Everything here only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from engine.calendar import WorkingCalendar
from engine.operations import records
from engine.operations.context import OperationContext
from engine.operations.references import Reference, reference
from engine.operations.side_tasks import open_side_tasks
from engine.operations.similar import similar
from persistence import leadership, people
from persistence.records import Record

Functions = Mapping[str, Callable[..., Any]]

NAMES = frozenset(
    (
        *("now", "today", "workdays", "workhours"),
        *("initiator", "actor", "person_name", "department_of", "line_manager", "group_members"),
        *("find_record", "similar_records", "record", "open_side_tasks"),
    )
)
"""The names ``functions_of`` gives; the linter knows them by this."""


def functions_of(
    context: OperationContext, calendar: Callable[[Session], WorkingCalendar], initiator: int | None
) -> Functions:
    """The functions of one step. Instants are local to the company; where one is taken, its ISO 8601 text will do.

    The calendar is asked for when it is first needed, and stays the same for the step.

    ``initiator`` began the process, ``actor`` is the person whose action led here; either may be None.
    """
    session, zone = context.session, context.time_zone

    @cache
    def working() -> WorkingCalendar:
        return calendar(session)

    def since(start: Any) -> datetime:
        if start is None:
            return context.now
        return start if isinstance(start, datetime) else datetime.fromisoformat(str(start))

    return {
        "now": lambda: context.now.astimezone(zone),
        "today": lambda: context.today,
        "workdays": lambda days, start=None: working().add_workdays(since(start), int(days)).astimezone(zone),
        "workhours": lambda hours, start=None: (
            working().add_work_hours(since(start), timedelta(hours=float(hours))).astimezone(zone)
        ),
        "initiator": lambda: initiator,
        "actor": lambda: context.actor_id,
        "person_name": lambda person: _name(session, person),
        "department_of": lambda person: None if person is None else people.department_name(session, int(person)),
        "line_manager": lambda person: None if person is None else leadership.line_manager(session, int(person)),
        "group_members": lambda group: people.member_ids(session, str(group)),
        "find_record": lambda registry, **values: records.find(context, registry, [values]),
        "similar_records": lambda registry, field, value, **others: similar(context, registry, field, value, **others),
        "record": lambda record_id: _record(session, int(record_id)),
        "open_side_tasks": lambda: open_side_tasks(context),
    }


def _name(session: Session, person: int | None) -> str | None:
    return None if person is None else people.names(session, [int(person)]).get(int(person))


def _record(session: Session, record_id: int) -> Reference | None:
    found = session.get(Record, record_id)
    return None if found is None else reference(found)
