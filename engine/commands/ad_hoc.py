"""What people start in the ad hoc subprocesses of a case, and that they say when all is done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import runtime, state
from engine.commands.instances import tell
from engine.commands.step import Steps
from engine.engine import Engine
from engine.semantics import ad_hoc
from engine.shelves import StoredShelf
from persistence import cases


@dataclass(frozen=True, slots=True)
class AdHocPart:
    """An ad hoc subprocess of a case that is going on: its token, what can be started now, whether people end it.

    ``takes_away``: what still runs in it then is interrupted.
    """

    token: int
    element_id: str
    steps: tuple[str, ...]
    ends_by_hand: bool
    takes_away: bool


def ad_hoc_parts(engine: Engine, session: Session, instance_id: int, definition_id: int) -> tuple[AdHocPart, ...]:
    """Where in a case people choose what is done.  One statement, none if its process has no such place."""
    spec = engine.definitions.get(session, definition_id).spec
    stored = cases.state(session, instance_id) if ad_hoc.has_ad_hoc(spec) else None
    if not stored:
        return ()
    found = ad_hoc.open_ones(state.load(stored, spec, StoredShelf(session, instance_id)))
    return tuple(
        AdHocPart(host.id, node.name, tuple(node.offered(scope)), node.until is None, node.cancels_rest)
        for host, node, scope in found
    )


def start_step(
    engine: Engine, session: Session, instance_id: int, token: int, element_id: str, person_id: int
) -> tuple[int, ...]:
    """Start a step of an ad hoc subprocess; the ids of the tasks this opens.

    Raises InstanceNotFound, InstanceEnded, and StepUnavailable if the step cannot be started now.
    """
    work = Steps(engine, session, person_id)
    instance = work.lock(instance_id)
    tell(engine, session, instance_id, "step_started", person_id, {}, element_id)
    work.run(instance, runtime.StartStep(token, element_id))
    return tuple(work.opened_tasks)


def end_ad_hoc(engine: Engine, session: Session, instance_id: int, token: int, person_id: int) -> None:
    """All is done in an ad hoc subprocess: what still runs in it is taken away, unless it is to be waited for.

    Raises InstanceNotFound, InstanceEnded, and StepUnavailable if it is over or a condition ends it.
    """
    work = Steps(engine, session, person_id)
    instance = work.lock(instance_id)
    definition = engine.definitions.get(session, instance.definition_id)
    parts = ad_hoc_parts(engine, session, instance_id, definition.id)
    element_id = next((part.element_id for part in parts if part.token == token), None)
    tell(engine, session, instance_id, "ad_hoc_ended", person_id, {}, element_id)
    work.run(instance, runtime.EndAdHoc(token))
