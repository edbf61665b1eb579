"""What a list of tasks can be filtered by: the processes and people its tasks have, the variables of a process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from persistence import inbox
from persistence.definitions import ProcessDefinition
from persistence.inbox import Viewer
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.records import Record
from persistence.user_tasks import UserTask
from persistence.variables import Variable

LOOKED_AT = 1000  # tasks of each lane, the newest: enough to know what one works with
CASES = 200  # of a process, the newest: enough to know its variables

Choices = Sequence[Row[*tuple[Any, ...]]]


def processes(session: Session, viewer: Viewer, now: datetime) -> Choices:
    """The processes one has open tasks of: key, name, name_en."""
    seen = _seen(viewer, now).subquery()
    query = (
        select(ProcessDefinition.key, ProcessDefinition.name, ProcessDefinition.name_en)
        .where(ProcessDefinition.id.in_(select(func.max(ProcessInstance.definition_id)).join(
            seen, seen.c.instance_id == ProcessInstance.id).group_by(ProcessInstance.key)))
        .order_by(ProcessDefinition.name)
    )  # fmt: skip
    return session.execute(query).all()


def people(session: Session, viewer: Viewer, now: datetime, chosen: int | None) -> Choices:
    """Who has the open tasks one sees, or is responsible for their records, and who is chosen already: id, name."""
    seen = _seen(viewer, now).subquery()
    responsible = (
        select(Record.responsible_id)
        .join(ProcessInstance, ProcessInstance.record_id == Record.id)
        .join(seen, seen.c.instance_id == ProcessInstance.id)
    )
    known = or_(Person.id.in_(select(seen.c.assignee_id)), Person.id.in_(responsible), Person.id == chosen)
    return session.execute(select(Person.id, Person.name).where(known).order_by(Person.name, Person.id)).all()


def registries(session: Session, viewer: Viewer, now: datetime) -> set[str]:
    """The registries whose cards the cases of one's open tasks are about."""
    seen = _seen(viewer, now).subquery()
    query = (
        select(Record.registry_key)
        .join(ProcessInstance, ProcessInstance.record_id == Record.id)
        .join(seen, seen.c.instance_id == ProcessInstance.id)
    )
    return set(session.scalars(query.distinct()))


def variables(session: Session, process: str) -> Choices:
    """The scalar variables of a process's newest running cases: name and type; null is no type."""
    newest = (
        select(ProcessInstance.id)
        .where(ProcessInstance.status == "active", ProcessInstance.key == process)
        .order_by(ProcessInstance.id.desc())
        .limit(CASES)
    )
    query = select(Variable.name, Variable.type).where(Variable.instance_id.in_(newest), Variable.type != "null")
    return session.execute(query.distinct().order_by(Variable.name, Variable.type)).all()


def _seen(viewer: Viewer, now: datetime) -> Select[*tuple[Any, ...]]:
    """The newest open tasks of the viewer and their groups."""
    lanes = [lane for tab in ("mine", "groups", "deferred") for lane in inbox.lanes(viewer, tab, now)]
    newest = (
        select(UserTask.instance_id, UserTask.assignee_id)
        .where(*lane)
        .order_by(UserTask.id.desc())
        .limit(LOOKED_AT)
        .subquery()
        for lane in lanes
    )
    together = union_all(*(part.select() for part in newest)).subquery()
    return select(together.c.instance_id, together.c.assignee_id).distinct()
