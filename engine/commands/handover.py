"""Handing all of a person's open tasks to somebody else: they have left, or have too much."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.commands.task_handing import assign
from engine.engine import Engine
from engine.wrong import Texts, Wrong
from persistence import people, workload

REFUSALS: Texts = {
    "required": ("Выберите, кому передать.", "Choose whom to hand them to."),
    "inactive": ("Выберите работающего сотрудника.", "Choose somebody who works here."),
    "oneself": ("Это тот же сотрудник. Выберите другого.", "This is the same person. Choose somebody else."),
}


def hand_over(engine: Engine, session: Session, from_id: int, to_id: int | None, by_id: int) -> int:
    """Assign every open task of a person to another; how many that were. Raises InvalidInput."""
    wrong = Wrong(REFUSALS)
    if to_id is None:
        wrong.add("to_id", "required")
    elif to_id == from_id:
        wrong.add("to_id", "oneself")
    elif not people.active_ids(session, [to_id]):
        wrong.add("to_id", "inactive")
    wrong.refuse()
    waiting = workload.open_task_ids(session, from_id)
    for task_id in waiting:
        assign(engine, session, task_id, to_id or 0, by_id)
    return len(waiting)
