"""Documents: added to a case, a record or a task, replaced by newer versions, renamed, removed; nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import DocumentArchived, DocumentNotFound, InvalidInput, UploadTaken
from engine.forms import FieldError, Form
from engine.forms.references import referenced
from engine.places import Place, tell_history
from persistence import documents, search_papers
from persistence.documents import Document

LONGEST_NAME = 200  # characters


def attach(
    engine: Engine, session: Session, form: Form | None, values: Mapping[str, Any], place: Place, person_id: int | None
) -> None:
    """Make documents of the uploads that an accepted form names; what is a document already stays where it is."""
    named = referenced(form.references, values, "attachment") if form else []
    if named:
        for version in documents.unclaimed(session, named):
            _add(engine, session, place, version.id, person_id, version.filename, "attachment")


def add_document(
    engine: Engine, session: Session, place: Place, upload_id: str, person_id: int, name: str | None = None
) -> int:
    """Make a document of an upload; its id.  Without a name it is called as the file is.

    Raises DocumentNotFound if there is no such upload, UploadTaken if it is somebody else's or referred to already.
    """
    version = documents.version(session, upload_id)
    if version is None:
        raise DocumentNotFound
    return _add(engine, session, place, upload_id, person_id, _named(name or version.filename), "document")


def add_version(
    engine: Engine, session: Session, document_id: int, upload_id: str, person_id: int, note: str = ""
) -> int:
    """Replace a document by a newer version; its number.  The older ones stay; ``note`` says what has changed.

    Raises DocumentNotFound, DocumentArchived or UploadTaken.
    """
    document = _locked(session, document_id)
    number = document.current + 1
    _claim(session, upload_id, document, number, person_id, note)
    document.current, document.changed_at = number, engine.now()
    data = {"name": document.name, "document_id": document_id, "number": number, "note": note}
    _tell(engine, session, document, "document_version", person_id, data)
    return number


def rename_document(engine: Engine, session: Session, document_id: int, name: str, person_id: int) -> None:
    """Call a document otherwise.  Raises DocumentNotFound, DocumentArchived, InvalidInput."""
    document, wanted = _locked(session, document_id), _named(name)
    if wanted == document.name:
        return
    data = {"name": wanted, "before": document.name, "document_id": document_id}
    document.name, document.changed_at = wanted, engine.now()
    _tell(engine, session, document, "document_renamed", person_id, data)


def remove_document(engine: Engine, session: Session, document_id: int, person_id: int) -> None:
    """Take a document off the list.  It stays in the history, with its versions.

    Raises DocumentNotFound or DocumentArchived.
    """
    document = _locked(session, document_id)
    document.archived_at = document.changed_at = engine.now()
    document.archived_by = person_id
    _tell(engine, session, document, "document_removed", person_id, _called(document))


def place_of(document: Document) -> Place:
    """Where a document belongs."""
    return Place(document.instance_id, document.record_id, document.task_id)


def _add(
    engine: Engine, session: Session, place: Place, upload_id: str, person_id: int | None, name: str, kind: str
) -> int:
    now = engine.now()
    document = Document(name=name, kind=kind, created_by=person_id, created_at=now, changed_at=now, **place.columns())
    session.add(document)
    session.flush()
    _claim(session, upload_id, document, 1, person_id)
    _tell(engine, session, document, "document_added", person_id, _called(document))
    return document.id


def _claim(
    session: Session, upload_id: str, document: Document, number: int, person_id: int | None, note: str = ""
) -> None:
    """Make an upload a version, if it is the person's, or of the document's task, and nothing refers to it yet."""
    of = {"person_id": person_id, "task_id": document.task_id}
    if not documents.claim(session, upload_id, document.id, number, note, **of):
        raise UploadTaken


def _locked(session: Session, document_id: int) -> Document:
    document = documents.lock(session, document_id)
    if document is None:
        raise DocumentNotFound
    if document.archived_at is not None:
        raise DocumentArchived
    return document


def _named(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise InvalidInput([FieldError(("name",), "required")])
    if len(wanted) > LONGEST_NAME:
        raise InvalidInput([FieldError(("name",), "maxLength", LONGEST_NAME)])
    return wanted


def _called(document: Document) -> dict[str, object]:
    return {"name": document.name, "document_id": document.id}


def _tell(
    engine: Engine, session: Session, document: Document, kind: str, person_id: int | None, data: dict[str, object]
) -> None:
    """Tell the history and the search of what has changed."""
    search_papers.keep_document(session, document)
    tell_history(engine, session, place_of(document), kind, person_id, data)
