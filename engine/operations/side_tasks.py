"""tasks.*: side tasks of a case, asked by its diagram beside its own steps."""

from __future__ import annotations

from typing import Any

from engine import timers
from engine.errors import OperationError, PersonUnavailable
from engine.operations.context import OperationContext
from engine.operations.notify import GROUP
from engine.side_tasks import SideTask, ask
from persistence import side_tasks


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
    asked = SideTask(
        title,
        description,
        **_addressee(to),
        due_at=None if due in (None, "") else timers.deadline(due, context.now, context.time_zone),
        priority=int(priority),
        instance_id=context.instance_id,
    )
    try:
        return ask(context, asked, by_hand=False)
    except PersonUnavailable as error:
        raise OperationError(f"{error} `to` is {to!r:.60}.") from error


def open_side_tasks(context: OperationContext) -> int:
    """How many side tasks of the case are still to be done."""
    return side_tasks.open_count(context.session, context.instance_id or 0)


def _addressee(to: Any) -> dict[str, Any]:
    if isinstance(to, str) and to.startswith(GROUP):
        return {"group": to.removeprefix(GROUP)}
    if isinstance(to, int) and not isinstance(to, bool):
        return {"assignee_id": to}
    raise OperationError(f"Expected a person's id or «group:…» in `to`, but got {to!r:.60}.")
