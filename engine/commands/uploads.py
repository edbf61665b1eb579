"""
Files that were uploaded, until something refers to them; and what becomes of those that nothing ever does.

In this order nothing is lost and nothing stays for ever, whenever the process is killed: first a job that will look
after the contents (``expect``), then the blob, then the rows (``keep_upload``).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.errors import FileVanished
from persistence import documents, jobs
from persistence.documents import DocumentVersion
from persistence.jobs import Job

KEEP_UNCLAIMED = timedelta(hours=24)
SLACK = timedelta(minutes=10)  # the job comes after the last of the uploads it looks after
COLLECT = "collect_file"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: SHA-256 and size in bytes of its contents, the type by content, the name the person gave."""

    sha256: str
    size: int
    media_type: str
    filename: str


def expect(engine: Engine, session: Session, sha256: str) -> None:
    """Have it looked after that these contents do not stay if nothing comes of them."""
    now = engine.now()
    jobs.enqueue(session, COLLECT, now + KEEP_UNCLAIMED + SLACK, now=now, payload={"sha256": sha256})


def keep_upload(
    engine: Engine,
    session: Session,
    upload: Upload,
    person_id: int | None,
    *,
    task_id: int | None = None,
) -> str:
    """Remember an upload whose blob is kept already; its id, which forms hold and addresses name.

    ``task_id`` is the task in whose form it was made: the upload stays as long as that task is open.
    Raises FileVanished.
    """
    documents.keep_file(session, upload.sha256, upload.size, engine.now())
    if not engine.files.exists(upload.sha256):
        raise FileVanished
    version = DocumentVersion(
        id=uuid.uuid4().hex,
        sha256=upload.sha256,
        filename=upload.filename,
        media_type=upload.media_type,
        uploaded_by=person_id,
        for_task_id=task_id,
        at=engine.now(),
    )
    session.add(version)
    session.flush()
    return version.id


def collect(engine: Engine, session: Session, job: Job) -> None:
    """Take away what nothing refers to after a day: uploads, then their file, then its blob.

    The blob goes while the file's row is locked, before the transaction ends: if it is rolled back, the file that lost
    its blob has no version, and the job comes again.
    """
    sha256 = job.payload["sha256"]
    before = engine.now() - KEEP_UNCLAIMED
    documents.drop_unclaimed(session, sha256, before)
    if documents.has_unclaimed(session, sha256):
        expect(engine, session, sha256)
    elif documents.forget_file(session, sha256, before):
        engine.files.delete(sha256)
    engine.files.discard_parts(sha256, before)
