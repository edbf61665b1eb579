"""The end of a group: nothing is offered to it any more, pickers leave it out, history goes on naming it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import PersonNotFound
from engine.rights import ADMINISTRATORS, ANALYSTS, OPERATORS
from engine.wrong import Texts, Wrong
from persistence import audit, group_queues, people
from persistence.people import Group

NAMED: Final = 3  # of the people or tasks that are in the way

REFUSALS: Final[Texts] = {
    "system": (
        "На этой группе держатся права доступа, она нужна всегда.",
        "Rights depend on this group, it is always needed.",
    ),
    "used": ("Её ключ используется: {names}.", "Its key is used: {names}."),
    "people": (
        "В группе есть сотрудники: {names}. Сначала уберите их из неё.",
        "The group has people: {names}. Take them out of it first.",
    ),
    "tasks": (
        "В её очереди ждут задания ({number}): {names}. Сначала назначьте их.",
        "Tasks wait in its queue ({number}): {names}. Assign them first.",
    ),
}


def archive_group(engine: Engine, session: Session, key: str, used: Sequence[str], by_id: int) -> None:
    """End a group; one that has ended stays so.

    ``used`` are the processes and registries that speak of it (``group_usage.uses``).  Raises PersonNotFound, or
    InvalidInput with everything that is in the way.
    """
    group_queues.lock(session, key)
    group = _existing(session, key)
    if group.archived_at is not None:
        return
    _refuse_what_is_in_the_way(session, key, used)
    group_queues.leave(session, key)
    group.archived_at = engine.now()
    audit.add(session, engine.now(), by_id, "group_archived", (key, group.name))


def restore_group(engine: Engine, session: Session, key: str, by_id: int) -> None:
    """Let a group be used again; it is empty. Raises PersonNotFound."""
    group = _existing(session, key)
    if group.archived_at is not None:
        group.archived_at = None
        audit.add(session, engine.now(), by_id, "group_restored", (key, group.name))


def _refuse_what_is_in_the_way(session: Session, key: str, used: Sequence[str]) -> None:
    wrong = Wrong(REFUSALS)
    if key in (ADMINISTRATORS, OPERATORS, ANALYSTS):
        wrong.add("group", "system")
    if used:
        wrong.add("used", "used", names=", ".join(used))
    if members := people.put_into(session, key):
        wrong.add("people", "people", names=_some(sorted(people.names(session, members).values())))
    if tasks := group_queues.waiting(session, key):
        wrong.add("tasks", "tasks", number=len(tasks), names=_some(tasks))
    wrong.refuse()


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def _existing(session: Session, key: str) -> Group:
    group = people.group(session, key)
    if group is None:
        raise PersonNotFound
    return group
