"""
What a scenario may expect of the world, one function a key of ``expect``; the table at the end names them.

    record: {registry: deal, stage: new, responsible: ivan, links: {company: ООО «Вега»}, count: 1}
    records: [...]                     several of them
    tasks: [qualify_lead]              exactly these are open; or {task, of, to, title, due}
    notified: [ivan]                   notify.people told exactly these since the last ``notified``; or {person, title}
    alarmed: [ivan]                    exactly these were told since the last ``alarmed`` that a task waits (kind:
                                       task_reminder), is late (task_overdue) or escalates to them (task_escalated);
                                       or {person, kind, task}
    ended: lead_won                    the instance is over, and went through this end event
    running: true                      it is not over
    incident: create_deal              this element, and no other, needs mending
    variables: {decision: assign}
    passed: [remind_manager]           these elements were completed so far, ``not_passed`` were not
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import state
from engine.operations import reference
from engine.scenarios.deeds import StoryDiffers, open_tasks
from engine.scenarios.world import World
from engine.shelves import StoredShelf
from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.notifications import Notification
from persistence.records import Record, RecordLink
from persistence.user_tasks import UserTask, UserTaskCandidate

__all__ = ["EXPECTATIONS", "open_incidents"]

Fields = Mapping[str, Any]

ALARM_NOTICES = ("task_reminder", "task_overdue", "task_escalated")


def record(world: World, session: Session, expected: Fields) -> None:
    wanted = world.with_people({name: value for name, value in expected.items() if name not in ("registry", "count")})
    known = [_seen(session, row) for row in _records(session, expected["registry"])]
    fitting = [seen for seen in known if _fits(wanted, seen)]
    if len(fitting) != expected["count"] if "count" in expected else not fitting:
        found = [{name: seen.get(name) for name in wanted} for seen in known]
        number = expected.get("count", "at least 1")
        raise StoryDiffers(f"Expected {number} of {expected['registry']} with {wanted}, but there are {found}")


def records(world: World, session: Session, expected: list[Fields]) -> None:
    for one in expected:
        record(world, session, one)


def tasks(world: World, session: Session, expected: list[str | Fields]) -> None:
    rows = open_tasks(session)
    wanted = [{"task": one} if isinstance(one, str) else dict(one) for one in expected]
    known = [_task_seen(world, session, row) for row in rows]
    if not _same(wanted, known):
        raise StoryDiffers(f"Expected the open tasks {wanted}, but there are {known}")


def notified(world: World, session: Session, expected: list[str | Fields]) -> None:
    said = select(Notification).where(Notification.kind == "process")  # not what everybody is told of their tasks
    told = said.where(Notification.id > world.seen_notification).order_by(Notification.id)
    rows = session.scalars(told).all()
    known = [{"person": world.name_of(row.person_id), "title": row.title, "text": row.body} for row in rows]
    _expect_told("notified", _by_person(expected), known)
    world.seen_notification = max((row.id for row in rows), default=world.seen_notification)


def alarmed(world: World, session: Session, expected: list[str | Fields]) -> None:
    told = select(Notification, UserTask.element_id).join(UserTask, UserTask.id == Notification.task_id)
    since = Notification.kind.in_(ALARM_NOTICES), Notification.id > world.seen_alarm
    rows = session.execute(told.where(*since).order_by(Notification.id)).all()
    known = [{"person": world.name_of(row.person_id), "kind": row.kind, "task": task} for row, task in rows]
    _expect_told("alarmed", _by_person(expected), known)
    world.seen_alarm = max((row.id for row, _ in rows), default=world.seen_alarm)


def ended(world: World, session: Session, expected: str) -> None:
    instance = world.main_instance(session)
    status = instance.status if instance else "not started"
    if status != "completed":
        waiting = ", ".join(row.element_id or row.name for row in open_tasks(session)) or "no task"
        raise StoryDiffers(f"Expected the process to have ended at {expected}, but it is {status} with {waiting} open")
    passed(world, session, [expected])


def running(world: World, session: Session, expected: bool) -> None:
    instance = world.main_instance(session)
    if (instance is not None and instance.status in ("active", "incident")) is not expected:
        raise StoryDiffers(
            f"Expected running: {expected}, but the process is {instance.status if instance else 'not there'}"
        )


def incident(world: World, session: Session, expected: str) -> None:
    known = {row.element_id: row.message for row in open_incidents(session)}
    if list(known) != [expected]:
        raise StoryDiffers(f"Expected an incident at {expected}, but there are {known or 'none'}")


def variables(world: World, session: Session, expected: Fields) -> None:
    instance = world.main_instance(session)
    spec = world.engine.definitions.get(session, instance.definition_id).spec if instance else None
    known = state.load(instance.state, spec, StoredShelf(session, instance.id)).data if instance and spec else {}
    if not _fits(expected, known):
        raise StoryDiffers(
            f"Expected the variables {dict(expected)}, but { ({name: known.get(name) for name in expected}) }"
        )


def passed(world: World, session: Session, expected: list[str]) -> None:
    if missing := set(expected) - _completed(session):
        raise StoryDiffers(f"Expected to have passed {', '.join(sorted(missing))}, but did not")


def not_passed(world: World, session: Session, expected: list[str]) -> None:
    if also := set(expected) & _completed(session):
        raise StoryDiffers(f"Expected not to have passed {', '.join(sorted(also))}, but did")


def open_incidents(session: Session) -> list[Incident]:
    """What waits for an operator."""
    return list(session.scalars(select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id)))


def _records(session: Session, registry: str) -> list[Record]:
    return list(session.scalars(select(Record).where(Record.registry_key == registry).order_by(Record.id)))


def _seen(session: Session, row: Record) -> dict[str, Any]:
    """A record as scenarios see it; ``links`` are the titles of what it is linked to, by kind."""
    query = select(RecordLink.kind, Record.title).join(Record, Record.id == RecordLink.to_id)
    links = session.execute(query.where(RecordLink.from_id == row.id))
    return reference(row) | {"links": {row.kind: row.title for row in links}}


def _task_seen(world: World, session: Session, row: UserTask) -> dict[str, Any]:
    candidates = select(UserTaskCandidate.value).where(UserTaskCandidate.task_id == row.id)
    due = row.due_at and row.due_at.astimezone(world.engine.zone).isoformat()
    return {
        "task": row.element_id,
        "of": ", ".join(session.scalars(candidates)),
        "to": world.name_of(row.assignee_id),
        "title": row.name,
        "due": due,
    }


def _completed(session: Session) -> set[str | None]:
    return set(session.scalars(select(HistoryEntry.element_id).where(HistoryEntry.kind == "completed")))


def _by_person(expected: list[str | Fields]) -> list[dict[str, Any]]:
    return [{"person": one} if isinstance(one, str) else dict(one) for one in expected]


def _expect_told(how: str, wanted: list[dict[str, Any]], known: list[dict[str, Any]]) -> None:
    if not _same(wanted, known):
        raise StoryDiffers(f"Expected to be {how} {wanted}, but were {known}")


def _same(wanted: list[dict[str, Any]], known: list[dict[str, Any]]) -> bool:
    """Whether each known one fits one wanted, in whatever order."""
    left = list(known)
    for one in wanted:
        fitting = next((seen for seen in left if _fits(one, seen)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not left


def _fits(wanted: Any, known: Any) -> bool:
    """Mappings fit if every key wanted does; anything else must be equal."""
    if isinstance(wanted, Mapping) and isinstance(known, Mapping):
        return all(_fits(value, known.get(name)) for name, value in wanted.items())
    return bool(wanted == known)


EXPECTATIONS: Mapping[str, Callable[[World, Session, Any], None]] = {
    "record": record,
    "records": records,
    "tasks": tasks,
    "notified": notified,
    "alarmed": alarmed,
    "ended": ended,
    "running": running,
    "incident": incident,
    "variables": variables,
    "passed": passed,
    "not_passed": not_passed,
}
"""By the key under ``expect``."""
