"""What this request may look at: a task, a case, a registry, a card; found, and refused when rights do not allow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine import rights
from engine.errors import (
    Forbidden,
    InstanceNotFound,
    NotFound,
    PersonNotFound,
    RecordNotFound,
    UserTaskClaimed,
    UserTaskClosed,
    UserTaskNotFound,
    UserTaskUnclaimed,
)
from engine.registries import Registry
from engine.rights import Actor, CaseSubject, PersonSubject, TaskSubject
from persistence import cases, incidents, leadership, record_list, staff, task_facts
from persistence.inbox import OPEN_STATUSES, Viewer
from persistence.incidents import Incident
from persistence.task_facts import Standing
from webapp import workflow
from webapp.access.signed_in import actor
from webapp.database import db


def task(task_id: int) -> tuple[Any, TaskSubject]:
    """A task one may see, with what rights need to know of it."""
    found = task_facts.facts(db.session(), task_id)
    if found is None:
        raise UserTaskNotFound
    subject = task_subject(found, task_id)
    rights.require(rights.may_see_task(actor(), subject) or _may_see_its_case(found))
    return found, subject


def require_task(task_id: int, right: Callable[[Actor, TaskSubject], bool]) -> Standing:
    """The task, if the person has this right to it, and on whose behalf they would act.

    One that is done, taken, or still to be taken is a conflict, not a lack of rights.
    """
    found = task_facts.standing(db.session(), task_id)
    if found is None:
        raise UserTaskNotFound
    subject = task_subject(found, task_id)
    if right(actor(), subject):
        return found._replace(on_behalf_of=rights.on_behalf_of(actor(), subject, right))
    if not subject.is_open:
        raise UserTaskClosed
    if subject.assignee_id not in (None, *actor().people()) and right(actor(), replace(subject, assignee_id=None)):
        raise UserTaskClaimed
    if rights.may_claim(actor(), subject) and right(actor(), replace(subject, assignee_id=actor().person_id)):
        raise UserTaskUnclaimed
    raise Forbidden


def case(case_id: int) -> Any:
    """A case one may see."""
    found = cases.facts(db.session(), case_id)
    if found is None:
        raise InstanceNotFound
    rights.require(_may_see_case(found, case_id))
    return found


def case_to_steer(case_id: int) -> Any:
    """A case in which one may start steps."""
    found = cases.facts(db.session(), case_id)
    if found is None:
        raise InstanceNotFound
    rights.require(may_steer(found))
    return found


def may_steer(found: Any) -> bool:
    """Whether one may start steps in a case (a row of ``cases.facts``)."""
    return rights.may_steer(actor(), case_subject(found, found.id))


def incident(case_id: int, incident_id: int) -> Incident:
    """An incident of this case."""
    found = incidents.by_id(db.session(), incident_id)
    if found is None or found.instance_id != case_id:
        raise NotFound("There is no such incident in this case.")
    return found


def registry(key: str) -> Registry:
    """A registry one may read."""
    found = workflow.registries().named(key)
    rights.require(rights.may_read_registry(actor(), found.rights))
    return found


def record(registry_key: str, record_id: int) -> Any:
    """A card of a registry one may read, with the name of who is responsible for it."""
    found = record_list.record(db.session(), record_id)
    if found is None or found.Record.registry_key != registry(registry_key).key:
        raise RecordNotFound
    return found


def viewer() -> Viewer:
    """Whose list of tasks it is."""
    who = actor()
    return Viewer(who.person_id, who.candidacies(), frozenset(who.acts_for))


def leading_viewer() -> Viewer:
    """The same with the people whose line manager they are: they see and reassign their tasks."""
    return replace(viewer(), led=frozenset(leadership.led_by(db.session(), actor().person_id)))


def case_viewer() -> Viewer | None:
    """Whose cases to list; ``None`` for those who oversee all."""
    return None if rights.oversees(actor()) else viewer()


def person(person_id: int) -> tuple[Any, PersonSubject]:
    """A colleague's card, with what rights need to know of them.  Everybody may see who works here."""
    found = staff.person(db.session(), person_id)
    if found is None:
        raise PersonNotFound
    return found, PersonSubject(person_id, leadership.line_manager(db.session(), person_id))


def task_subject(found: Any, task_id: int) -> TaskSubject:
    """What rights need to know of a task (a row with the columns of ``task_facts.Standing``)."""
    others = found.assignee_id not in (None, actor().person_id)
    candidates, overseers = task_facts.concerned(db.session(), task_id)
    return TaskSubject(
        assignee_id=found.assignee_id,
        requested_by=found.requested_by,
        completed_by=found.completed_by,
        is_open=found.status in OPEN_STATUSES,
        candidates=candidates,
        line_manager=leadership.line_manager(db.session(), found.assignee_id) if others else None,
        owner_id=found.owner_id,
        overseers=overseers,
        is_side=found.token is None,
    )


def _may_see_its_case(found: Any) -> bool:
    """A side task may belong to none."""
    return found.instance_id is not None and _may_see_case(found, found.instance_id)


def _may_see_case(found: Any, case_id: int) -> bool:
    """Who leads the people of a case is looked up last, for those who would be refused otherwise."""
    subject = case_subject(found, case_id)
    return rights.may_see_case(actor(), subject) or rights.may_see_case(actor(), led(subject))


def led(subject: CaseSubject) -> CaseSubject:
    """The same with who leads the people of the case."""
    leaders = leadership.line_managers(db.session(), subject.participants).values()
    return replace(subject, line_managers={leader for leader in leaders if leader})


def case_subject(found: Any, case_id: int) -> CaseSubject:
    """What rights need to know of a case (a row of ``cases.facts``), but for who leads its people."""
    people, candidates = cases.involved(db.session(), case_id)
    return CaseSubject(found.started_by, people, candidates, found.responsible_id)
