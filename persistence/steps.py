"""What one step of a process instance reads and writes: the hot path, in Core statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.messages import MessageSubscription
from persistence.statements import insert as upsert
from persistence.user_tasks import UserTask, UserTaskCandidate
from persistence.variables import Variable

Rows = Sequence[Mapping[str, Any]]


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


INSTANCE, TASK, CANDIDATE = _table(ProcessInstance), _table(UserTask), _table(UserTaskCandidate)
HISTORY, JOB, SUBSCRIPTION = _table(HistoryEntry), _table(Job), _table(MessageSubscription)
INCIDENT, VARIABLE = _table(Incident), _table(Variable)
OPEN = TASK.c.status.in_(("created", "assigned"))


def lock_instance(session: Session, instance_id: int) -> Row[Any] | None:
    """An instance, kept from others until the transaction ends; SQLite has one writer anyway."""
    return session.execute(select(INSTANCE).where(INSTANCE.c.id == instance_id).with_for_update()).one_or_none()


def lock_instance_of_task(session: Session, task_id: int) -> Row[Any] | None:
    """The instance a user task belongs to, locked; with the task as ``task_*``.

    The instance is always locked first, then its rows: two steps cannot wait for one another.
    """
    task = [TASK.c[name].label(f"task_{name}") for name in ("token", "status", "assignee_id", "form_key", "element_id")]
    query = select(INSTANCE, *task).join(TASK, TASK.c.instance_id == INSTANCE.c.id).where(TASK.c.id == task_id)
    return session.execute(query.with_for_update(of=INSTANCE)).one_or_none()


def insert_instance(session: Session, values: Mapping[str, Any]) -> int:
    """A new instance; its id."""
    return int(session.execute(insert(INSTANCE).returning(INSTANCE.c.id), values).scalar_one())


def update_instance(session: Session, instance_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Save a step if nobody else has saved one since ``version`` was read."""
    query = update(INSTANCE).where(INSTANCE.c.id == instance_id, INSTANCE.c.version == version)
    return _rowcount(session.execute(query.values(version=version + 1, **values))) == 1


def open_children(session: Session, instance_id: int, tokens: Collection[int] | None = None) -> list[int]:
    """The running instances called by these tokens of an instance, or by any."""
    query = select(INSTANCE.c.id).where(
        INSTANCE.c.parent_id == instance_id, INSTANCE.c.status.in_(("active", "suspended", "incident"))
    )
    if tokens is not None:
        query = query.where(INSTANCE.c.parent_token.in_(tokens))
    return list(session.scalars(query.order_by(INSTANCE.c.id)))


def close_task(session: Session, task_id: int, person_id: int, at: datetime, outcome: str | None) -> bool:
    """Complete a user task unless somebody did already or another person has taken it."""
    query = update(TASK).where(
        TASK.c.id == task_id, OPEN, (TASK.c.assignee_id.is_(None)) | (TASK.c.assignee_id == person_id)
    )
    values = {"status": "completed", "completed_at": at, "completed_by": person_id, "outcome": outcome, "draft": None}
    return _rowcount(session.execute(query.values(**values, assignee_id=person_id))) == 1


def insert_tasks(session: Session, rows: Rows, candidates: Sequence[Sequence[tuple[str, str]]]) -> tuple[int, ...]:
    """New user tasks with their candidates; their ids in the order given."""
    result = session.execute(insert(TASK).returning(TASK.c.id, sort_by_parameter_order=True), list(rows))
    ids = tuple(result.scalars())
    who = [
        {"task_id": task_id, "kind": kind, "value": value}
        for task_id, chosen in zip(ids, candidates, strict=True)
        for kind, value in dict.fromkeys(chosen)
    ]
    if who:
        session.execute(insert(CANDIDATE), who)
    return ids


def insert_jobs(session: Session, rows: Rows) -> None:
    """New jobs, such as timers."""
    session.execute(insert(JOB), list(rows))


def insert_subscriptions(session: Session, rows: Rows) -> None:
    """Tokens that now wait for a message."""
    session.execute(insert(SUBSCRIPTION), list(rows))


def insert_incidents(session: Session, rows: Rows) -> None:
    """Tokens that cannot go on."""
    session.execute(insert(INCIDENT), list(rows))


def insert_history(session: Session, rows: Rows) -> None:
    """What happened, in order."""
    session.execute(insert(HISTORY), list(rows))


def cancel_tasks(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """The process has moved on: nobody needs to do these any more."""
    query = update(TASK).where(TASK.c.instance_id == instance_id, TASK.c.token.in_(tokens), OPEN)
    session.execute(query.values(status="cancelled"))


def delete_timers(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """Timers that are no longer waited for."""
    session.execute(delete(JOB).where(JOB.c.instance_id == instance_id, JOB.c.token.in_(tokens), JOB.c.kind == "timer"))


def delete_subscriptions(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """Messages that are no longer waited for."""
    query = delete(SUBSCRIPTION).where(SUBSCRIPTION.c.instance_id == instance_id, SUBSCRIPTION.c.token.in_(tokens))
    session.execute(query)


def resolve_incidents(
    session: Session, instance_id: int, tokens: Collection[int], at: datetime, by: int | None, how: str
) -> None:
    """Incidents that are mended or overtaken."""
    query = update(INCIDENT).where(
        INCIDENT.c.instance_id == instance_id, INCIDENT.c.token.in_(tokens), INCIDENT.c.resolved_at.is_(None)
    )
    session.execute(query.values(resolved_at=at, resolved_by=by, resolution=how))


def save_variables(session: Session, rows: Rows) -> None:
    """The present values of scalar variables."""
    statement = upsert(session, Variable)
    changed = {name: statement.excluded[name] for name in ("type", "text", "number")}
    keys = [VARIABLE.c.instance_id, VARIABLE.c.name]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def delete_variables(session: Session, instance_id: int, names: Iterable[str]) -> None:
    """Variables that are scalars no more."""
    query = delete(VARIABLE).where(VARIABLE.c.instance_id == instance_id, VARIABLE.c.name.in_(list(names)))
    session.execute(query)


def _rowcount(result: Any) -> int:
    return int(result.rowcount)
