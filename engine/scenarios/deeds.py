"""
What can happen in a scenario, one function a kind of step; the table in ``engine.scenarios.play`` names them.

    - message: lead.received      a message comes; ``with`` its payload, ``key`` what it is correlated by, ``once`` its
                                  idempotency key, ``outcome`` what becomes of it if not started or delivered
    - start: lead_entered         ``by`` a person, at this start event, with ``answer`` in the start form; or ``with``
                                  variables, as another process starts it
    - task: assign_manager        ``by`` a person with ``answer`` in its form; ``of`` says whose queue it must be in,
                                  ``refused`` which fields the form must find wrong, ``forbidden: true`` that the
                                  person must not be able to do it
    - side_task: Позвонить         ``by`` a person, with the ``result`` they tell; the task is named by its title
    - wait: P1D                   time passes; or ``until: 2026-03-03T18:00:00+03:00``
    - mend: create_deal           an operator (``by``) retries the incident at an element; ``with`` changes
                                  variables first

In an answer, people and records are called by their names and titles, files by the names they are uploaded under.

``engine.scenarios.ad_hoc`` has those of ad hoc subprocesses.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.assignment import DatabaseLookups
from engine.commands import (
    Upload,
    broadcast_signal,
    complete_task,
    correlate_message,
    keep_upload,
    retry_incident,
    start_process,
)
from engine.errors import InvalidInput
from engine.forms import Form
from engine.forms.references import ROWS
from engine.rights import Actor, TaskSubject, may_start, may_work
from engine.scenarios.world import World
from engine.timers import parse_duration
from persistence.definitions import newest
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.people import groups_of
from persistence.records import Record
from persistence.user_tasks import UserTask, UserTaskCandidate

__all__ = [
    "Step",
    "StoryDiffers",
    "mend",
    "message",
    "open_tasks",
    "side_task",
    "signal",
    "start",
    "task",
    "until",
    "wait",
]

Step = Mapping[str, Any]


class StoryDiffers(Exception):
    """What happened is not what the scenario tells."""


def message(world: World, step: Step) -> None:
    with world.transaction() as session:
        result = correlate_message(
            world.engine,
            session,
            step["message"],
            step.get("with", {}),
            correlation_key=step.get("key"),
            idempotency_key=step.get("once"),
        )
    wanted = step.get("outcome")
    if result.outcome != wanted if wanted else result.outcome not in ("started", "delivered"):
        raise StoryDiffers(f"Expected the message to be {wanted or 'received'}, but it was {result.outcome}")


def signal(world: World, step: Step) -> None:
    with world.transaction() as session:
        reached = broadcast_signal(world.engine, session, step["signal"], step.get("with", {}))
    if not reached.delivered and not reached.started and not step.get("missed", False):
        raise StoryDiffers("Expected the signal to reach somebody, but nobody waits for it")


def start(world: World, step: Step) -> None:
    person = world.person(step["by"])
    with world.transaction() as session:
        key = _process_started_at(world, session, step["start"])
        definition = world.engine.definitions.newest(session, key)
        row = newest(session, key)
        if row is None or not may_start(_actor(session, person), row.start_groups):
            raise StoryDiffers(
                f"Expected {step['by']} to be allowed to start {key}, but only {row and row.start_groups} are"
            )
        values = _begun_with(world, session, definition.start_form, step, person)
        start_process(world.engine, session, key, values, actor_id=person, element_id=step["start"])


def task(world: World, step: Step) -> None:
    person = world.person(step["by"])
    with world.transaction() as session:
        found = _task_at(world, session, step["task"])
        subject = _subject(session, found)
        if "of" in step and ("group", step["of"]) not in subject.candidates:
            raise StoryDiffers(f"Expected the task to be for {step['of']}, but it is for {_whose(world, subject)}")
        allowed = may_work(_actor(session, person), subject)
        if allowed is bool(step.get("forbidden", False)):
            raise StoryDiffers(
                f"Expected {step['by']} {'not ' * allowed}to be allowed, it is for {_whose(world, subject)}"
            )
        if allowed:
            _complete(world, session, found, person, step)


def side_task(world: World, step: Step) -> None:
    person, title = world.person(step["by"]), step["side_task"]
    with world.transaction() as session:
        found = next((one for one in open_tasks(session) if one.token is None and one.name == title), None)
        if found is None:
            raise StoryDiffers(f"Expected an open side task {title}, but there is none")
        subject = _subject(session, found)
        if not may_work(_actor(session, person), subject):
            raise StoryDiffers(f"Expected {step['by']} to be allowed, it is for {_whose(world, subject)}")
        complete_task(world.engine, session, found.id, {"result": step.get("result", "")}, person)


def wait(world: World, step: Step) -> None:
    now = world.clock.instant.astimezone(world.engine.zone)
    world.pass_time(parse_duration(step["wait"]).after(now))


def until(world: World, step: Step) -> None:
    world.pass_time(datetime.fromisoformat(step["until"]))


def mend(world: World, step: Step) -> None:
    with world.transaction() as session:
        waiting = select(Incident).where(Incident.element_id == step["mend"], Incident.resolved_at.is_(None))
        incident = session.scalars(waiting).first()
        if incident is None:
            raise StoryDiffers(f"Expected an incident at {step['mend']}, but there is none")
        retry_incident(world.engine, session, incident.id, world.person(step["by"]), step.get("with"))


def open_tasks(session: Session) -> list[UserTask]:
    """The tasks that wait for people, the oldest first."""
    waiting = select(UserTask).where(UserTask.status.in_(("created", "assigned")))
    return list(session.scalars(waiting.order_by(UserTask.id)))


def _complete(world: World, session: Session, found: UserTask, person: int, step: Step) -> None:
    form = _form_of(world, session, found)
    try:
        complete_task(world.engine, session, found.id, _answer(world, session, form, step, person), person)
    except InvalidInput as refusal:
        wrong = [".".join(map(str, error.path)) for error in refusal.errors]
        if wrong != step.get("refused"):
            texts = "; ".join(f"{name}: {error.message}" for name, error in zip(wrong, refusal.errors, strict=True))
            raise StoryDiffers(
                f"Expected the form to refuse {step.get('refused', 'nothing')}, but {texts}"
            ) from refusal
    else:
        if "refused" in step:
            raise StoryDiffers(f"Expected the form to refuse {step['refused']}, but it accepted everything")


def _begun_with(world: World, session: Session, form: Form | None, step: Step, person: int) -> dict[str, Any]:
    """The variables a process starts with: those of its form, unless the caller gives them."""
    if form is None or "with" in step:
        return dict(step.get("with", step.get("answer", {})))
    return form.accept(_answer(world, session, form, step, person), DatabaseLookups(session, person))


def _answer(world: World, session: Session, form: Form | None, step: Step, person: int) -> dict[str, Any]:
    """What a person fills in; names and titles stand for the ids of people, records and files."""
    answer: Any = dict(step.get("answer", {}))
    for reference in form.references if form else ():
        answer = _replaced(answer, reference.path, partial(_meant, world, session, person, reference.format))
    return dict(answer)


def _replaced(value: Any, path: Sequence[str], meant: Callable[[Any], Any]) -> Any:
    """The value with what is at the path replaced, in each row of a list."""
    if not path:
        return meant(value)
    if path[0] == ROWS and isinstance(value, list):
        return [_replaced(one, path[1:], meant) for one in value]
    if isinstance(value, dict) and path[0] in value:
        return {**value, path[0]: _replaced(value[path[0]], path[1:], meant)}
    return value


def _meant(world: World, session: Session, person: int, kind: str, named: Any) -> Any:
    """The id of what a scenario names; what is no name stays."""
    if not isinstance(named, str):
        return named
    match kind:
        case "person":
            return world.person(named)
        case "record":
            return _record_titled(session, named)
        case "attachment":
            return _uploaded(world, session, named, person)
    return named


def _uploaded(world: World, session: Session, name: str, person: int) -> str:
    """The id of a file that a person uploads under this name."""
    content = name.encode()
    digest = hashlib.sha256(content).hexdigest()
    world.engine.files.put(digest, io.BytesIO(content))
    return keep_upload(world.engine, session, Upload(digest, len(content), "text/plain", name), person)


def _record_titled(session: Session, title: str) -> int:
    found = session.scalar(select(Record.id).where(Record.title == title).order_by(Record.id).limit(1))
    if found is None:
        raise StoryDiffers(f"Expected a record called {title}, but there is none")
    return found


def _task_at(world: World, session: Session, element_id: str) -> UserTask:
    waiting = open_tasks(session)
    for found in waiting:
        if found.element_id == element_id:
            return found
    others = ", ".join(found.element_id or found.name for found in waiting) or "none"
    raise StoryDiffers(f"Expected an open task {element_id}, but there is {others}")


def _form_of(world: World, session: Session, found: UserTask) -> Form | None:
    instance = session.get_one(ProcessInstance, found.instance_id)
    return world.engine.definitions.get(session, instance.definition_id).forms.get(found.form_key or "")


def _process_started_at(world: World, session: Session, element_id: str) -> str:
    for key in world.processes:
        if element_id in {event.name for event in world.engine.definitions.newest(session, key).spec.start_events()}:
            return key
    raise StoryDiffers(f"Expected a start event {element_id}, but no process has one")


def _actor(session: Session, person: int) -> Actor:
    return Actor(person, groups_of(session, person))


def _subject(session: Session, found: UserTask) -> TaskSubject:
    rows = session.scalars(select(UserTaskCandidate).where(UserTaskCandidate.task_id == found.id))
    return TaskSubject(found.assignee_id, found.requested_by, candidates={(row.kind, row.value) for row in rows})


def _whose(world: World, subject: TaskSubject) -> str:
    names = [f"{kind} {value}" for kind, value in sorted(subject.candidates)]
    return ", ".join(filter(None, [world.name_of(subject.assignee_id), *names])) or "nobody"
