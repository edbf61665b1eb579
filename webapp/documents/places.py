"""Cases, tasks and records as places of documents and comments: who may see them, what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from engine import rights
from engine.commands.documents import place_of
from engine.errors import DocumentNotFound, InstanceNotFound, RecordNotFound, UserTaskNotFound
from engine.places import Place
from engine.registries import Rights
from engine.rights import Actor, PlaceSubject, TaskSubject
from persistence import access, cases, comments, documents, record_list, task_facts
from persistence.documents import Document
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.pages import posted

KINDS = {"case": "instance_id", "record": "record_id", "task": "task_id"}
"""What a place is called outside, and its column."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What a page shows of its documents or comments: of which place (kind and id), and the rows."""

    kind: str
    id: int
    rows: Any
    mentioned: Mapping[int, Mapping[int, str]] = field(default_factory=dict)  # by comment: id and name of each


def of_case(case_id: int) -> dict[str, Panel]:
    """Documents and comments for the page of a case."""
    session = db.session()
    return _panels("case", case_id, documents.of_case(session, case_id), comments.of_case(session, case_id))


def of_task(task_id: int, case_id: int | None) -> dict[str, Panel]:
    """Documents and comments for the page of a task: those of its case, if it has one."""
    session = db.session()
    if case_id is None:
        return _panels("task", task_id, documents.of_task(session, task_id), comments.of_task(session, task_id))
    return _panels("task", task_id, documents.of_case(session, case_id), comments.of_case(session, case_id))


def of_record(record_id: int) -> dict[str, Panel]:
    """Documents and comments for the card of a record: its own, and those of the cases about it."""
    session = db.session()
    return _panels("record", record_id, documents.of_record(session, record_id), comments.of_record(session, record_id))


def named(kind: str, subject_id: int) -> tuple[Place, PlaceSubject]:
    """A case, a task or a record that one may see; a task of a case is a place in that case."""
    place = Place(**{KINDS[kind]: subject_id})
    if kind == "task":
        task = task_facts.facts(db.session(), subject_id)
        if task is None:
            raise UserTaskNotFound
        place = replace(place, instance_id=task.instance_id)
    return place, visible(place)


def chosen(given: Mapping[str, str]) -> tuple[str, int]:
    """Kind and id of the place that a form or an address is about.  Raises BadRequest."""
    kind, subject_id = given.get("place", ""), posted.as_id(given.get("id", ""))
    if kind not in KINDS or subject_id is None:
        raise BadRequest('Expected "place" (case, task or record) and "id", but got something else.')
    return kind, subject_id


def of_one(given: Mapping[str, Any]) -> tuple[Place, PlaceSubject]:
    """The same for a mapping that holds the id of one of the ``KINDS``."""
    kind = next(kind for kind in KINDS if given.get(kind) is not None)
    return named(kind, given[kind])


def visible(place: Place) -> PlaceSubject:
    """What rights know of a place that one may see."""
    found = subject(place)
    rights.require(rights.may_see_place(actor(), found))
    return found


def document(document_id: int) -> tuple[Document, PlaceSubject]:
    """A document one may see, also one that was removed."""
    found = documents.by_id(db.session(), document_id)
    if found is None:
        raise DocumentNotFound
    return found, visible(place_of(found))


def version(version_id: str) -> Any:
    """A version one may see: of a document of such a place, or one's own upload that nothing refers to yet."""
    found = documents.version(db.session(), version_id)
    if found is None:
        raise DocumentNotFound
    if found.document_id is not None:
        document(found.document_id)
    elif found.uploaded_by not in actor().people():
        rights.require(found.for_task_id is not None)
        visible(Place(task_id=found.for_task_id))
    return found


def readers(place: PlaceSubject) -> dict[int, str]:
    """Everybody who may see a place, by id with their names, in their order: those who can be mentioned there."""
    everybody = access.everybody(db.session())
    return {
        person.id: person.name for person in everybody if rights.may_see_place(Actor(person.id, person.groups), place)
    }


def address(place: Place) -> str:
    """The page of a place."""
    if place.task_id is not None:
        return url_for("tasks.show", task_id=place.task_id)
    if place.instance_id is not None:
        return url_for("cases.show", case_id=place.instance_id)
    record = record_list.record(db.session(), place.record_id or 0)
    if record is None:
        raise RecordNotFound
    return url_for("registries.card", registry=record.Record.registry_key, record_id=place.record_id)


def title(place: Place) -> str:
    """What to call the way back to a place."""
    if place.task_id is not None:
        return _("Задание")
    return _("Дело") if place.instance_id is not None else _("Карточка")


def subject(place: Place) -> PlaceSubject:
    """What rights need to know of a place."""
    record_id = place.record_id
    found: dict[str, Any] = {}
    if place.instance_id is not None:
        case = cases.facts(db.session(), place.instance_id)
        if case is None:
            raise InstanceNotFound
        found["case"] = readable.led(readable.case_subject(case, place.instance_id))
        record_id = record_id or case.record_id
    if place.task_id is not None:
        found["task"] = _task_subject(place.task_id)
    if record_id is not None:
        found["registry"] = _rights_of(record_id)
    return PlaceSubject(**found)


def _panels(kind: str, subject_id: int, papers: Any, said: Any) -> dict[str, Panel]:
    mentions = comments.mentions_in(db.session(), [row.Comment.id for row in said]) if said else {}
    return {"documents": Panel(kind, subject_id, papers), "comments": Panel(kind, subject_id, said, mentions)}


def _task_subject(task_id: int) -> TaskSubject:
    task = task_facts.standing(db.session(), task_id)
    if task is None:
        raise UserTaskNotFound
    return readable.task_subject(task, task_id)


def _rights_of(record_id: int) -> Rights:
    record = record_list.record(db.session(), record_id)
    if record is None:
        raise RecordNotFound
    return workflow.registries().named(record.Record.registry_key).rights
