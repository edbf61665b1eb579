"""
What a service task can do, by topic.

An operation is ``function(context, **arguments) -> JSON value``.  It runs inside the step's transaction, behind a
savepoint: it flushes at most, never commits, and raises OperationError for what an operator can mend or BpmnError for
what the diagram catches.  Whatever leaves the process is enqueued as a job.  Adding one is adding a line to the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.operations import notify, numbering, record_changes, records, side_tasks, similar
from engine.operations.context import OperationContext
from engine.operations.references import reference

__all__ = ["OPERATIONS", "REPEATABLE", "Operation", "OperationContext", "reference"]

Operation = Callable[..., Any]

REPEATABLE = frozenset(
    (
        *("records.find", "records.similar", "tasks.open_side_tasks"),
        *("records.update", "records.set_stage", "records.assign"),
    )
)
"""What may be done again with the same result: a step that did nothing else can be taken back (see recall)."""

OPERATIONS: Mapping[str, Operation] = {
    "records.create": records.create,
    "records.create_many": records.create_many,
    "records.find": records.find,
    "records.find_or_create": records.find_or_create,
    "records.similar": similar.similar,
    "records.link": records.link,
    "records.save": record_changes.save,
    "records.update": record_changes.update,
    "records.set_stage": record_changes.set_stage,
    "records.withdraw": record_changes.withdraw,
    "records.assign": record_changes.assign,
    "tasks.create_side_task": side_tasks.create_side_task,
    "tasks.open_side_tasks": side_tasks.open_side_tasks,
    "notify.people": notify.people,
    "numbering.next": numbering.next_number,
}
