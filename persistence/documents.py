"""
Documents of cases, records and tasks, their versions, and the files behind them.

A version without a document is an upload that nothing refers to yet.  The contents are in ``persistence.blobs``, under
the SHA-256 that the row of the file holds; many versions may share one file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    String,
    UniqueConstraint,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from persistence.base import Base
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.statements import insert
from persistence.user_tasks import UserTask

OPEN_STATUSES = ("created", "assigned")


class StoredFile(Base):
    """A blob that is kept.  ``stored_at`` is when it was last uploaded: whoever collects looks at it."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]  # bytes
    stored_at: Mapped[datetime]


class Document(Base):
    """Something with a name and versions, of a case, a record or a task.  ``current`` numbers its newest version."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))  # attachment: of a form | document: put there by hand
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"), index=True)
    current: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    archived_at: Mapped[datetime | None]
    archived_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DocumentVersion(Base):
    """What was uploaded at one time.  Its id cannot be guessed: forms hold it, addresses name it."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(None, "sha256"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"))
    filename: Mapped[str]
    media_type: Mapped[str]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    for_task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))  # whose draft may name it
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")


def keep_file(session: Session, sha256: str, size: int, now: datetime) -> None:
    """Note that a blob is needed; waits for whoever is just taking it away."""
    new = insert(session, StoredFile).values(sha256=sha256, size=size, stored_at=now)
    session.execute(new.on_conflict_do_update(index_elements=["sha256"], set_={"stored_at": now}))


def forget_file(session: Session, sha256: str, before: datetime) -> bool:
    """Give up a file that no version refers to and nobody uploaded since an instant; true when its blob may go.

    The row is locked until the transaction ends, made for that purpose where there is none: an upload of the same
    contents waits, and then finds that the blob is gone.
    """
    lock = insert(session, StoredFile).values(sha256=sha256, size=0, stored_at=before - timedelta(days=1))
    session.execute(lock.on_conflict_do_nothing(index_elements=["sha256"]))
    used = select(DocumentVersion.id).where(DocumentVersion.sha256 == sha256).exists()
    unused = delete(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.stored_at < before, ~used)
    return session.execute(unused.returning(StoredFile.sha256)).first() is not None


def drop_unclaimed(session: Session, sha256: str, before: datetime) -> None:
    """Forget the uploads of a file that came to nothing before an instant; a draft of an open task still holds its."""
    held = select(UserTask.id).where(UserTask.id == DocumentVersion.for_task_id, UserTask.status.in_(OPEN_STATUSES))
    session.execute(
        delete(DocumentVersion).where(
            DocumentVersion.sha256 == sha256,
            DocumentVersion.document_id.is_(None),
            DocumentVersion.at < before,
            ~held.exists(),
        )
    )


def has_unclaimed(session: Session, sha256: str) -> bool:
    """Whether an upload of this file may still be referred to."""
    query = select(DocumentVersion.id).where(DocumentVersion.sha256 == sha256, DocumentVersion.document_id.is_(None))
    return session.scalar(query.limit(1)) is not None


def claim(
    session: Session,
    version_id: str,
    document_id: int,
    number: int,
    note: str = "",
    *,
    person_id: int | None,
    task_id: int | None,
) -> bool:
    """Make an upload a version of a document; false when it is another person's or referred to already."""
    query = update(DocumentVersion).where(
        DocumentVersion.id == version_id, DocumentVersion.document_id.is_(None), _uploaded_by(person_id, task_id)
    )
    claimed = query.values(document_id=document_id, number=number, note=note).returning(DocumentVersion.id)
    return session.execute(claimed).first() is not None


def is_usable(
    session: Session, version_id: str, *, person_id: int | None, task_id: int | None, case_id: int | None
) -> bool:
    """Whether a form may name this version: the person uploaded it, or it is a document of the case or its record."""
    own = and_(DocumentVersion.document_id.is_(None), _uploaded_by(person_id, task_id))
    query = select(DocumentVersion.id).where(DocumentVersion.id == version_id)
    query = query.outerjoin(Document, Document.id == DocumentVersion.document_id)
    query = query.outerjoin(ProcessInstance, ProcessInstance.id == Document.instance_id)
    return session.scalar(query.where(or_(own, *_of_family(case_id)))) is not None


def unclaimed(session: Session, version_ids: Collection[str]) -> Sequence[DocumentVersion]:
    """Those of the versions that belong to no document yet, in the order they were uploaded."""
    query = select(DocumentVersion).where(DocumentVersion.id.in_(version_ids), DocumentVersion.document_id.is_(None))
    return session.scalars(query.order_by(DocumentVersion.at, DocumentVersion.id)).all()


def of_case(session: Session, instance_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The documents of a case and of its tasks, the newest first; each with its current version."""
    return session.execute(_current().where(Document.instance_id == instance_id)).all()


def of_task(session: Session, task_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The documents of one task."""
    return session.execute(_current().where(Document.task_id == task_id)).all()


def of_record(session: Session, record_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The documents of a record: its own, and those of the cases that are about it."""
    about = select(ProcessInstance.id).where(ProcessInstance.record_id == record_id)
    theirs = or_(Document.record_id == record_id, Document.instance_id.in_(about))
    return session.execute(_current().where(theirs)).all()


def by_id(session: Session, document_id: int) -> Document | None:
    """A document, also one that was removed."""
    return session.get(Document, document_id)


def lock(session: Session, document_id: int) -> Document | None:
    """The document as it is now, kept from others until the transaction ends."""
    query = select(Document).where(Document.id == document_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def version(session: Session, version_id: str) -> Row[*tuple[Any, ...]] | None:
    """A version with its file's size."""
    query = select(*VERSION, DocumentVersion.document_id, DocumentVersion.for_task_id)
    query = query.join(StoredFile, StoredFile.sha256 == DocumentVersion.sha256)
    return session.execute(query.where(DocumentVersion.id == version_id)).one_or_none()


def described(session: Session, version_ids: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Name, type and size of versions."""
    query = select(*VERSION).join(StoredFile, StoredFile.sha256 == DocumentVersion.sha256)
    return session.execute(query.where(DocumentVersion.id.in_(version_ids))).all()


def versions(session: Session, document_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The versions of a document with who uploaded them, the newest first."""
    query = (
        select(*VERSION, Person.name.label("uploader_name"))
        .join(StoredFile, StoredFile.sha256 == DocumentVersion.sha256)
        .outerjoin(Person, Person.id == DocumentVersion.uploaded_by)
        .where(DocumentVersion.document_id == document_id)
    )
    return session.execute(query.order_by(DocumentVersion.number.desc())).all()


VERSION = (
    DocumentVersion.id,
    DocumentVersion.number,
    DocumentVersion.sha256,
    DocumentVersion.filename,
    DocumentVersion.media_type,
    DocumentVersion.uploaded_by,
    DocumentVersion.at,
    DocumentVersion.note,
    StoredFile.size,
)


def _current() -> Select[*tuple[Any, ...]]:
    uploader = aliased(Person)
    newest = and_(DocumentVersion.document_id == Document.id, DocumentVersion.number == Document.current)
    return (
        select(
            Document,
            DocumentVersion.id.label("version_id"),
            DocumentVersion.filename,
            DocumentVersion.media_type,
            DocumentVersion.at,
            StoredFile.size,
            uploader.name.label("uploader_name"),
        )
        .join(DocumentVersion, newest)
        .join(StoredFile, StoredFile.sha256 == DocumentVersion.sha256)
        .outerjoin(uploader, uploader.id == DocumentVersion.uploaded_by)
        .where(Document.archived_at.is_(None))
        .order_by(Document.id.desc())
    )


def _uploaded_by(person_id: int | None, task_id: int | None) -> ColumnElement[bool]:
    """By the person, or for the task by whoever had it before; nobody knows for whom an upload of nobody is."""
    theirs = [DocumentVersion.uploaded_by == person_id] if person_id is not None else []
    of_task = [DocumentVersion.for_task_id == task_id] if task_id is not None else []
    return or_(false(), *theirs, *of_task)


def _of_family(case_id: int | None) -> list[ColumnElement[bool]]:
    """Of the case, of those it called or was called by, of the record it is about."""
    if case_id is None:
        return []
    mine = aliased(ProcessInstance)
    root = select(func.coalesce(mine.root_id, mine.id)).where(mine.id == case_id).scalar_subquery()
    record = select(mine.record_id).where(mine.id == case_id).scalar_subquery()
    return [
        func.coalesce(ProcessInstance.root_id, ProcessInstance.id) == root,
        ProcessInstance.record_id == record,
        Document.record_id == record,
    ]
