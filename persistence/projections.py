"""What the rows say instances wait for, to be compared with their states."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, literal, select, union_all
from sqlalchemy.orm import Session

from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.jobs import PENDING, Job
from persistence.messages import MessageSubscription
from persistence.state_parts import StatePart
from persistence.user_tasks import UserTask
from persistence.variables import Variable

RUNNING = ("active", "suspended", "incident")
OPEN_TASK = ("created", "assigned")
KINDS = {"timer": "timer", "continue": "job"}
"""The jobs a token waits for, and what its state calls them."""


def instances(session: Session, after: int, limit: int) -> Sequence[Row[int, int, str, bytes]]:
    """Id, definition, status and state of the next instances by their ids."""
    columns = (ProcessInstance.id, ProcessInstance.definition_id, ProcessInstance.status, ProcessInstance.state)
    wanted = select(*columns).where(ProcessInstance.id > after).order_by(ProcessInstance.id).limit(limit)
    return session.execute(wanted).all()


def waiting(session: Session, instance_ids: Collection[int]) -> list[tuple[int, str, int]]:
    """Instance, kind (as in ``engine.semantics.outcome.Projection``) and token of every row that waits."""
    found = [
        _rows(UserTask, literal("task"), UserTask.status.in_(OPEN_TASK)),
        _rows(MessageSubscription, MessageSubscription.kind, literal(True)),
        _rows(Incident, literal("incident"), Incident.resolved_at.is_(None)),
        *(_rows(Job, literal(kind), (Job.kind == job) & PENDING) for job, kind in KINDS.items()),
    ]
    chosen = [rows.where(model.instance_id.in_(instance_ids), model.token.is_not(None)) for model, rows in found]
    child = select(ProcessInstance.parent_id, literal("call"), ProcessInstance.parent_token)
    children = child.where(ProcessInstance.parent_id.in_(instance_ids), ProcessInstance.status.in_(RUNNING))
    return [(instance, kind, token) for instance, kind, token in session.execute(union_all(*chosen, children))]


def beside(session: Session, instance_ids: Collection[int]) -> list[tuple[int, str, str]]:
    """Instance, kind and name of what is kept beside the states."""
    columns = StatePart.instance_id, StatePart.kind, StatePart.name
    return [(*row,) for row in session.execute(select(*columns).where(StatePart.instance_id.in_(instance_ids)))]


def variables(session: Session, instance_ids: Collection[int]) -> Sequence[Variable]:
    """Their scalar variables."""
    return session.scalars(select(Variable).where(Variable.instance_id.in_(instance_ids))).all()


def _rows(model: Any, kind: ColumnElement[Any] | Any, condition: ColumnElement[bool]) -> tuple[Any, Any]:
    return model, select(model.instance_id, kind.label("kind"), model.token).where(condition)
