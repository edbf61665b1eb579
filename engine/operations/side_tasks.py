"""tasks.*: side tasks of a case, asked by its diagram beside its own steps."""

from __future__ import annotations

from typing import Any

from engine import notices, timers
from engine.errors import OperationError
from engine.operations.context import OperationContext
from engine.operations.notify import GROUP
from persistence import people, side_tasks, steps, task_jobs


def create_side_task(
    context: OperationContext,
    title: str,
    to: Any,
    description: str = "",
    due: Any = None,
    priority: int = 50,
) -> int:
    """Ask a person (their id) or a group (``"group:accountants"``) to do something about the case; the task's id.

    ``due`` is an instant or a duration.  The case goes on meanwhile: it asks with ``tasks.open_side_tasks`` how many
    are still to be done.
    """
    group = to.removeprefix(GROUP) if isinstance(to, str) and to.startswith(GROUP) else None
    addressees = _addressees(context, to, group)
    due_at = None if due in (None, "") else timers.deadline(due, context.now, context.time_zone)
    columns = {
        "name": title,
        "name_en": "",
        "description": description,
        "status": "created" if group else "assigned",
        "assignee_id": None if group else addressees[0],
        "requested_by": context.actor_id,
        "created_at": context.now,
        "due_at": due_at,
        "priority": int(priority),
        "instance_id": context.instance_id,
    }
    task_id = side_tasks.add(context.session, columns, [("group", group)] if group else [])
    if due_at is not None:
        payload = {"by_due": True, "to": []}
        task_jobs.schedule(context.session, task_id, "task_overdue", due_at, now=context.now, payload=payload)
    _tell(context, task_id, title, addressees, group)
    return task_id


def open_side_tasks(context: OperationContext) -> int:
    """How many side tasks of the case are still to be done."""
    return side_tasks.open_count(context.session, context.instance_id or 0)


def _addressees(context: OperationContext, to: Any, group: str | None) -> list[int]:
    if group is not None:
        if people.unknown_groups(context.session, [group]):
            raise OperationError(f"Expected a group to do it, but there is no {group!r}.")
        return people.member_ids(context.session, group)
    found = people.active_ids(context.session, [to]) if isinstance(to, int) and not isinstance(to, bool) else []
    if not found:
        raise OperationError(f"Expected somebody who works here, or «group:…», in `to`, but got {to!r:.60}.")
    return found


def _tell(context: OperationContext, task_id: int, title: str, addressees: list[int], group: str | None) -> None:
    """In the history of the case, and those who are to do it."""
    line = {
        "instance_id": context.instance_id,
        "at": context.now,
        "kind": "side_task_created",
        "element_id": None,
        "element_type": "userTask",
        "token": None,
        "actor_id": context.actor_id,
        "data": {"name": title} | ({} if group else {"to": addressees[0]}),
        "task_id": task_id,
    }
    steps.insert_task_history(context.session, line)
    row = {
        "kind": "side_task",
        "key": f"side_task:{task_id}",
        "created_at": context.now,
        "data": {},
        **notices.NO_TEXTS,
        "task_id": task_id,
        "instance_id": context.instance_id,
        "record_id": None,
        "actor_id": None,
        "link": None,
    }
    notices.write(context.session, row, addressees, mail=context.mail, zone=context.time_zone)
