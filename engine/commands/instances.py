"""What operators do with a whole instance."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.step import Steps
from engine.engine import Engine
from persistence import steps


def cancel_instance(engine: Engine, session: Session, instance_id: int, person_id: int, reason: str) -> None:
    """End an instance, and those it called, at once. Raises InstanceNotFound or InstanceEnded."""
    work = Steps(engine, session, person_id)
    instance = work.lock(instance_id)
    tell(engine, session, instance_id, "cancellation_requested", person_id, {"reason": reason})
    work.run(instance, runtime.Cancel())


def tell(
    engine: Engine,
    session: Session,
    instance_id: int,
    kind: str,
    actor_id: int,
    data: dict[str, Any],
    element_id: str | None = None,
) -> None:
    """Add a line about the whole instance, or what somebody did with an element of it, to its history."""
    line = {
        "instance_id": instance_id,
        "at": engine.now(),
        "kind": kind,
        "element_id": element_id,
        "element_type": None,
        "token": None,
        "actor_id": actor_id,
        "data": data,
    }
    steps.insert_history(session, [line])
