"""What one step of a process instance reads and writes: the hot path, in prepared statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.jobs import Job, note_due
from persistence.messages import MessageSubscription
from persistence.prepared import Prepared
from persistence.user_tasks import OPEN, UserTask, UserTaskCandidate
from persistence.variables import Variable

Rows = Sequence[Mapping[str, Any]]


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


INSTANCE, TASK, CANDIDATE = _table(ProcessInstance), _table(UserTask), _table(UserTaskCandidate)
HISTORY, JOB, SUBSCRIPTION = _table(HistoryEntry), _table(Job), _table(MessageSubscription)
INCIDENT, VARIABLE = _table(Incident), _table(Variable)

READ = (
    "id", "definition_id", "key", "business_key", "title", "status", "state", "version", "started_by", "parent_id",
    "parent_token", "root_id", "record_id",
)  # fmt: skip
SAVED = ("status", "state", "business_key", "record_id", "ended_at")
RUNNING = INSTANCE.c.status.in_(("active", "suspended", "incident"))


def _own(table: Table) -> Any:
    """The row of one token of one instance."""
    return (table.c.instance_id == bindparam("of_instance")) & (table.c.token == bindparam("of_token"))


def _insert(table: Table, *columns: str) -> Prepared:
    return Prepared(insert(table), columns)


def _upsert(dialect: Any) -> Prepared:
    new = dialect.insert(VARIABLE)
    changed = {name: new.excluded[name] for name in ("type", "text", "number")}
    statement = new.on_conflict_do_update(index_elements=["instance_id", "name"], set_=changed)
    return Prepared(statement, ("instance_id", "name", "type", "text", "number"))


# FOR NO KEY UPDATE: who only refers to an instance (a claim telling its history) does not wait for its steps, nor they
# for each other.
LOCK = select(*(INSTANCE.c[name] for name in READ))
LOCK_INSTANCE = Prepared(LOCK.where(INSTANCE.c.id == bindparam("which")).with_for_update(key_share=True))
LOCK_INSTANCE_OF_TASK = Prepared(
    LOCK.add_columns(TASK.c.token, TASK.c.status, TASK.c.assignee_id, TASK.c.form_key)
    .join(TASK, TASK.c.instance_id == INSTANCE.c.id)
    .where(TASK.c.id == bindparam("which"))
    .with_for_update(of=INSTANCE, key_share=True)
)
INSERT_INSTANCE = Prepared(insert(INSTANCE).returning(INSTANCE.c.id), (*READ[1:], "started_at"))
UPDATE_INSTANCE = Prepared(
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("which"), INSTANCE.c.version == bindparam("seen"))
    .values(version=INSTANCE.c.version + 1, **{name: bindparam(f"new_{name}") for name in SAVED})
)
UPDATE_STATE = Prepared(  # of most steps: a column that is set is written to its indexes, changed or not
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("which"), INSTANCE.c.version == bindparam("seen"))
    .values(version=INSTANCE.c.version + 1, state=bindparam("new_state"))
)
CLOSE_TASK = Prepared(
    update(TASK)
    .where(TASK.c.id == bindparam("which"), OPEN)
    .where(TASK.c.owner_id.is_(None))  # a delegated task is completed once it has been given back
    .where(or_(TASK.c.assignee_id.is_(None), TASK.c.assignee_id == bindparam("holder")))
    .values(
        status="completed",
        completed_at=bindparam("at"),
        completed_by=bindparam("person"),
        completed_for=bindparam("absent"),
        assignee_id=bindparam("holder"),
        outcome=bindparam("decided"),
        draft=bindparam("no_draft"),
    )
)
TASK_COLUMNS = (
    "instance_id", "token", "element_id", "name", "name_en", "description", "form_key", "status", "assignee_id",
    "requested_by", "created_at", "due_at", "follow_up_at", "priority",
)  # fmt: skip
INSERT_TASK = Prepared(insert(TASK).returning(TASK.c.id), TASK_COLUMNS)
INSERT_CANDIDATES = _insert(CANDIDATE, "task_id", "kind", "value")
INSERT_JOBS = _insert(
    JOB, "kind", "instance_id", "token", "element_id", "payload", "due_at", "created_at", "attempts", "max_attempts",
    "status",
)  # fmt: skip
INSERT_SUBSCRIPTIONS = _insert(SUBSCRIPTION, "instance_id", "token", "kind", "name", "correlation_key")
INSERT_INCIDENTS = _insert(INCIDENT, "instance_id", "token", "element_id", "kind", "message", "details", "created_at")
INSERT_HISTORY = _insert(
    HISTORY, "instance_id", "at", "kind", "element_id", "element_type", "token", "actor_id", "data"
)  # fmt: skip
INSERT_TASK_HISTORY = _insert(
    HISTORY, "instance_id", "at", "kind", "element_id", "element_type", "token", "actor_id", "data", "task_id"
)  # fmt: skip
CANCEL_TASK = Prepared(update(TASK).where(_own(TASK), OPEN).values(status="cancelled"))
DELETE_ALARMS = Prepared(delete(JOB).where(JOB.c.task_id.in_(select(TASK.c.id).where(_own(TASK)))))
DELETE_TIMER = Prepared(delete(JOB).where(_own(JOB), JOB.c.kind == "timer"))
DELETE_CONTINUATION = Prepared(delete(JOB).where(_own(JOB), JOB.c.kind == "continue"))
DELETE_SUBSCRIPTION = Prepared(delete(SUBSCRIPTION).where(_own(SUBSCRIPTION)))
RESOLVE_INCIDENT = Prepared(
    update(INCIDENT)
    .where(_own(INCIDENT), INCIDENT.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("at"), resolved_by=bindparam("by"), resolution=bindparam("how"))
)
SAVE_VARIABLES = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
DELETE_VARIABLE = Prepared(
    delete(VARIABLE).where(VARIABLE.c.instance_id == bindparam("of_instance"), VARIABLE.c.name == bindparam("called"))
)


def lock_instance(session: Session, instance_id: int) -> dict[str, Any] | None:
    """The columns ``READ`` of an instance, kept from others until the transaction ends (SQLite has one writer)."""
    row = LOCK_INSTANCE.row(session, which=instance_id)
    return None if row is None else dict(zip(READ, row, strict=True))


def lock_instance_of_task(session: Session, task_id: int) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The instance a user task belongs to, locked, and of the task: token, status, assignee_id, form_key.

    The instance is always locked first, then its rows: two steps cannot wait for one another.
    """
    row = LOCK_INSTANCE_OF_TASK.row(session, which=task_id)
    if row is None:
        return None
    task = dict(zip(("token", "status", "assignee_id", "form_key"), row[len(READ) :], strict=True))
    return dict(zip(READ, row[: len(READ)], strict=True)), task


def definition_of(session: Session, instance_id: int) -> int:
    """The definition an instance runs."""
    return int(session.execute(select(INSTANCE.c.definition_id).where(INSTANCE.c.id == instance_id)).scalar_one())


def insert_instance(session: Session, values: Mapping[str, Any]) -> int:
    """A new instance (the columns ``READ`` but its id, and ``started_at``); its id."""
    return int(INSERT_INSTANCE.row(session, **values)[0])


def update_instance(session: Session, instance_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Save a step (the columns ``SAVED``) if nobody else has saved one since ``version`` was read."""
    new = {f"new_{name}": values.get(name) for name in SAVED}
    return UPDATE_INSTANCE.changed(session, which=instance_id, seen=version, **new) == 1


def update_state(session: Session, instance_id: int, version: int, state: bytes) -> bool:
    """Save a step that changes no other column of the instance; like ``update_instance``."""
    return UPDATE_STATE.changed(session, which=instance_id, seen=version, new_state=state) == 1


def open_children(session: Session, instance_id: int, tokens: Collection[int]) -> list[int]:
    """The running instances called by these tokens of an instance."""
    called = select(INSTANCE.c.id).where(INSTANCE.c.parent_id == instance_id, INSTANCE.c.parent_token.in_(tokens))
    return list(session.scalars(called.where(RUNNING).order_by(INSTANCE.c.id)))


def close_task(
    session: Session, task_id: int, person_id: int, at: datetime, outcome: str | None, on_behalf_of: int | None = None
) -> bool:
    """Complete a user task unless somebody did already or another person has taken it.

    The task stays the absent person's when somebody completes it on their behalf.
    """
    who = {"person": person_id, "absent": on_behalf_of, "holder": on_behalf_of or person_id}
    return CLOSE_TASK.changed(session, which=task_id, at=at, decided=outcome, no_draft=None, **who) == 1


def insert_tasks(session: Session, rows: Rows, candidates: Sequence[Sequence[tuple[str, str]]]) -> tuple[int, ...]:
    """New user tasks (the columns ``TASK_COLUMNS``) with their candidates; their ids in the order given."""
    ids = tuple(int(INSERT_TASK.row(session, **row)[0]) for row in rows)
    who = [
        {"task_id": task_id, "kind": kind, "value": value}
        for task_id, chosen in zip(ids, candidates, strict=True)
        for kind, value in dict.fromkeys(chosen)
    ]
    if who:
        INSERT_CANDIDATES.many(session, who)
    return ids


def insert_timers(session: Session, rows: Rows) -> None:
    """Timers: instance_id, token, element_id, due_at, created_at."""
    _insert_jobs(session, "timer", rows)


def insert_continuations(session: Session, rows: Rows) -> None:
    """Tokens that go on in a step of their own: the same columns."""
    _insert_jobs(session, "continue", rows)


def insert_subscriptions(session: Session, rows: Rows) -> None:
    """Tokens that now wait for a message or a signal."""
    INSERT_SUBSCRIPTIONS.many(session, rows)


def insert_incidents(session: Session, rows: Rows) -> None:
    """Tokens that cannot go on."""
    INSERT_INCIDENTS.many(session, rows)


def insert_history(session: Session, rows: Rows) -> None:
    """What happened, in order."""
    INSERT_HISTORY.many(session, rows)


def insert_task_history(session: Session, row: Mapping[str, Any]) -> None:
    """What somebody did with a task, of a case or of none: the columns of the history with ``task_id``."""
    INSERT_TASK_HISTORY.changed(session, **row)


def cancel_tasks(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """The process has moved on: nobody needs to do these any more, or to be reminded of them."""
    DELETE_ALARMS.many(session, _tokens(instance_id, tokens))
    CANCEL_TASK.many(session, _tokens(instance_id, tokens))


def delete_timers(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """Timers that are no longer waited for."""
    DELETE_TIMER.many(session, _tokens(instance_id, tokens))


def delete_continuations(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """Steps that are no longer to be taken."""
    DELETE_CONTINUATION.many(session, _tokens(instance_id, tokens))


def delete_subscriptions(session: Session, instance_id: int, tokens: Collection[int]) -> None:
    """Messages and signals that are no longer waited for."""
    DELETE_SUBSCRIPTION.many(session, _tokens(instance_id, tokens))


def resolve_incidents(
    session: Session, instance_id: int, tokens: Collection[int], at: datetime, by: int | None, how: str
) -> None:
    """Incidents that are mended or overtaken."""
    RESOLVE_INCIDENT.many(session, [row | {"at": at, "by": by, "how": how} for row in _tokens(instance_id, tokens)])


def save_variables(session: Session, rows: Rows) -> None:
    """The present values of scalar variables."""
    SAVE_VARIABLES[session.get_bind().dialect.name].many(session, rows)


def delete_variables(session: Session, instance_id: int, names: Iterable[str]) -> None:
    """Variables that are scalars no more."""
    DELETE_VARIABLE.many(session, [{"of_instance": instance_id, "called": name} for name in names])


def _insert_jobs(session: Session, kind: str, rows: Rows) -> None:
    note_due(session, min(row["due_at"] for row in rows))
    job = {"kind": kind, "payload": {}, "attempts": 0, "max_attempts": 3, "status": "pending"}
    INSERT_JOBS.many(session, [job | dict(row) for row in rows])


def _tokens(instance_id: int, tokens: Collection[int]) -> list[dict[str, Any]]:
    return [{"of_instance": instance_id, "of_token": token} for token in tokens]
