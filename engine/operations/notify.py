"""notify.*: telling people something that is no task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine import notices
from engine.errors import OperationError
from engine.operations.context import OperationContext
from persistence import people as persons

GROUP = "group:"


def people(context: OperationContext, to: Any, title: str, text: str = "", link: str | None = None) -> int:
    """Notify people, inside the application and by mail where it is configured; how many there were.

    ``to`` is a person's id, ``"group:head_of_sales"``, or a list of these.  Nobody is told twice.
    """
    row: dict[str, Any] = {
        "kind": "process",
        "key": f"process:{context.idempotency_key}" if context.idempotency_key else None,
        "title": title,
        "body": text,
        "link": link or (f"/cases/{context.instance_id}" if context.instance_id else None),
        "created_at": context.now,
        "instance_id": context.instance_id,
        "task_id": None,
        "record_id": None,
        "actor_id": None,  # a diagram may well tell something to the person whose act led here
        "data": {},
    }
    whom = _told(context, to if isinstance(to, list) else [to])
    return len(notices.write(context.session, row, whom, mail=context.mail, zone=context.time_zone))


def _told(context: OperationContext, to: Iterable[Any]) -> list[int]:
    wanted = [addressee for addressee in to if addressee not in (None, "")]
    groups = [str(key).removeprefix(GROUP) for key in wanted if isinstance(key, str) and key.startswith(GROUP)]
    ids = [person for person in wanted if isinstance(person, int) and not isinstance(person, bool)]
    if len(groups) + len(ids) < len(wanted):
        raise OperationError(f"Expected people's ids or «group:…» in `to`, but got {wanted!r:.120}.")
    unknown = persons.unknown_groups(context.session, groups)
    if unknown:
        raise OperationError(f"Expected groups in `to`, but there is no {', '.join(sorted(unknown))}.")
    of_groups = [member for group in groups for member in persons.member_ids(context.session, group)]
    return list(dict.fromkeys([*persons.active_ids(context.session, ids), *of_groups]))
