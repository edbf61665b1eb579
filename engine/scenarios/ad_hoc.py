"""
What people do in ad hoc subprocesses in a scenario.

    - begin: call_client          ``by`` a person, a step of an ad hoc subprocess
    - close: any_order            ``by`` a person, who says that all is done in this ad hoc subprocess
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands import AdHocPart, ad_hoc_parts, end_ad_hoc, start_step
from engine.rights import Actor, CaseSubject, may_steer
from engine.scenarios.deeds import Step, StoryDiffers
from engine.scenarios.world import World
from persistence import cases
from persistence.instances import ProcessInstance
from persistence.people import groups_of

__all__ = ["begin", "close"]


def begin(world: World, step: Step) -> None:
    person = world.person(step["by"])
    with world.transaction() as session:
        for instance, part in _parts(world, session):
            if step["begin"] in part.steps:
                _require_right(session, instance, person, step["by"])
                start_step(world.engine, session, instance.id, part.token, step["begin"], person)
                return
    raise StoryDiffers(f"Expected a step {step['begin']} that can be started, but there is none")


def close(world: World, step: Step) -> None:
    person = world.person(step["by"])
    with world.transaction() as session:
        for instance, part in _parts(world, session):
            if step["close"] == part.element_id:
                _require_right(session, instance, person, step["by"])
                end_ad_hoc(world.engine, session, instance.id, part.token, person)
                return
    raise StoryDiffers(f"Expected the ad hoc subprocess {step['close']} to go on, but it does not")


def _parts(world: World, session: Session) -> list[tuple[ProcessInstance, AdHocPart]]:
    running = session.scalars(select(ProcessInstance).where(ProcessInstance.ended_at.is_(None)))
    return [
        (instance, part)
        for instance in running.all()
        for part in ad_hoc_parts(world.engine, session, instance.id, instance.definition_id)
    ]


def _require_right(session: Session, instance: ProcessInstance, person: int, name: str) -> None:
    people, candidates = cases.involved(session, instance.id)
    case = CaseSubject(instance.started_by, people, candidates)
    if not may_steer(Actor(person, groups_of(session, person)), case):
        raise StoryDiffers(f"Expected {name} to be allowed to start steps, but {name} has no part in the case")
