"""What operators do with an incident: try again, or leave it behind; who and why is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.instance import Instance
from engine.commands.instances import tell
from engine.commands.step import Steps
from engine.engine import Engine
from engine.errors import Conflict, InvalidInput, NotFound
from engine.forms import FieldError
from engine.semantics.failures import UnknownFlow
from engine.values import freeze
from persistence import incidents
from persistence.incidents import Incident


def retry_incident(
    engine: Engine,
    session: Session,
    incident_id: int,
    person_id: int,
    variables: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Try again what failed, with these variables changed first; if it fails again, that is a new incident.

    Raises NotFound, Conflict when the incident is resolved already, InstanceEnded.
    """
    work = Steps(engine, session, person_id)
    incident, instance = _locked(work, incident_id)
    changed = freeze(dict(variables or {}))
    told = {"variables": changed, "incident": incident_id, "reason": reason}
    tell(engine, session, instance.id, "incident_retried", person_id, told)
    incidents.keep_note(session, incident_id, reason)
    work.run(instance, runtime.Retry(incident.token or 0, changed))


def skip_incident(
    engine: Engine, session: Session, incident_id: int, person_id: int, reason: str, flow: str | None = None
) -> None:
    """Leave an incident behind: the process goes on at the next element, along ``flow`` if it is named.

    What the step should have done is not done. Raises NotFound, Conflict when the incident is resolved already,
    InvalidInput without a reason or with a flow that does not leave the element, InstanceEnded.
    """
    if not reason.strip():
        raise InvalidInput((FieldError(("reason",), "required"),))
    work = Steps(engine, session, person_id)
    incident, instance = _locked(work, incident_id)
    told = {"incident": incident_id, "reason": reason, "flow": flow}
    tell(engine, session, instance.id, "incident_skipped", person_id, told)
    incidents.keep_note(session, incident_id, reason)
    try:
        work.run(instance, runtime.Skip(incident.token or 0, flow))
    except UnknownFlow as error:
        raise InvalidInput((FieldError(("flow",), "enum", flow),)) from error


def _locked(work: Steps, incident_id: int) -> tuple[Incident, Instance]:
    """The incident with its instance, which nobody else changes from now on."""
    incident = incidents.by_id(work.session, incident_id)
    if incident is None or incident.token is None:
        raise NotFound("There is no such incident.")
    instance = work.lock(incident.instance_id)
    if incidents.is_resolved(work.session, incident_id):
        raise Conflict("The incident has been resolved already.")
    return incident, instance
