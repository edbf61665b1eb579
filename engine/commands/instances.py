"""What operators do with a whole instance: cancel it, retry what failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.step import Steps
from engine.engine import Engine
from engine.errors import Conflict, NotFound
from engine.values import freeze
from persistence import incidents, steps


def cancel_instance(engine: Engine, session: Session, instance_id: int, person_id: int, reason: str) -> None:
    """End an instance, and those it called, at once. Raises InstanceNotFound or InstanceEnded."""
    work = Steps(engine, session, person_id)
    instance = work.lock(instance_id)
    _tell(engine, session, instance_id, "cancellation_requested", person_id, {"reason": reason})
    work.run(instance, runtime.Cancel())


def retry_incident(
    engine: Engine,
    session: Session,
    incident_id: int,
    person_id: int,
    variables: Mapping[str, Any] | None = None,
) -> None:
    """Try again what failed, with these variables changed first; if it fails again, that is a new incident.

    Raises NotFound, Conflict when the incident is resolved already, InstanceEnded.
    """
    incident = incidents.by_id(session, incident_id)
    if incident is None or incident.token is None:
        raise NotFound("There is no such incident.")
    work = Steps(engine, session, person_id)
    instance = work.lock(incident.instance_id)
    if incidents.is_resolved(session, incident_id):
        raise Conflict("The incident has been resolved already.")
    changed = freeze(dict(variables or {}))
    _tell(engine, session, instance.id, "incident_retried", person_id, {"variables": changed, "incident": incident_id})
    work.run(instance, runtime.Retry(incident.token, changed))


def _tell(engine: Engine, session: Session, instance_id: int, kind: str, actor_id: int, data: dict[str, Any]) -> None:
    line = {
        "instance_id": instance_id,
        "at": engine.now(),
        "kind": kind,
        "element_id": None,
        "element_type": None,
        "token": None,
        "actor_id": actor_id,
        "data": data,
    }
    steps.insert_history(session, [line])
