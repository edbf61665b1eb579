"""Uploaded files: kept once, found again, collected when nothing comes of them; also when the process is killed."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from engine import commands
from engine.commands import Upload
from engine.commands.uploads import expect
from engine.errors import FileVanished
from persistence.blobs import Blobs
from persistence.documents import DocumentVersion, StoredFile
from persistence.jobs import Job
from tests.databases import Database
from tests.diagrams import end, process, start
from tests.integration.company import Company, step

ROOT = Path(__file__).parents[2]
CONTENT = b"%PDF-1.7 the contract"
DIGEST = sha256(CONTENT).hexdigest()
UPLOAD = Upload(DIGEST, len(CONTENT), "application/pdf", "contract.pdf")
DAY = timedelta(hours=25)

DOOMED = """
import io, sys
from engine import commands
from engine.calendar import WorkingCalendar
from engine.commands.uploads import expect
from engine.engine import Engine
from engine.registries import Registries
from persistence.blobs import Blobs
from persistence.database import make_engine, make_session_factory
from datetime import datetime
from tests.integration.test_uploads import CONTENT, DIGEST, UPLOAD

url, folder, now, phase = sys.argv[1:]
engine = Engine(Registries([]), {}, WorkingCalendar(), clock=lambda: datetime.fromisoformat(now), files=Blobs(folder))
sessions = make_session_factory(make_engine(url), write=True)

def wait():
    print(phase, flush=True)
    sys.stdin.read()  # until the end comes

class Endless(io.BytesIO):
    def read(self, size=-1):
        return super().read(4) or wait()

with sessions.begin() as session:
    expect(engine, session, DIGEST)
engine.files.put(DIGEST, Endless(CONTENT) if phase == "writing" else io.BytesIO(CONTENT))
if phase == "written":
    wait()
session = sessions()
commands.keep_upload(engine, session, UPLOAD, None)
wait()
"""


@pytest.fixture
def company(database: Database, tmp_path: Path) -> Company:
    """A company that keeps its files in a folder."""
    found = Company(database)
    found.engine = replace(found.engine, files=Blobs(str(tmp_path / "files")))
    return found


def upload(company: Company, person: int | None = None, **options: object) -> str:
    """What the web does with a file that came in."""
    company.do(expect, DIGEST)
    company.engine.files.put(DIGEST, io.BytesIO(CONTENT))
    version_id: str = company.do(commands.keep_upload, UPLOAD, person or company.anna, **options)
    return version_id


def look(company: Company) -> None:
    """A worker does what is due."""
    for job in company.claim_jobs():
        company.do(_collect, job)


def _collect(engine, session, job) -> None:
    commands.collect(engine, session, job)
    session.delete(session.merge(job))


def kept(company: Company) -> tuple[int, int, bool]:
    """Versions, files, and whether the blob is there."""
    return len(company.rows(DocumentVersion)), len(company.rows(StoredFile)), company.engine.files.exists(DIGEST)


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("address", ["memory://a", "folder"])
def test_a_blob_is_read_as_it_was_written_wherever_it_is_kept(address: str, tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path / address) if address == "folder" else address)
    blobs.put(DIGEST, io.BytesIO(CONTENT))
    blobs.put(DIGEST, io.BytesIO(CONTENT))
    with blobs.open(DIGEST) as file:
        file.seek(5)
        assert file.read() == CONTENT[5:]
    blobs.delete(DIGEST)
    blobs.delete(DIGEST)
    assert not blobs.exists(DIGEST)


def test_equal_contents_are_kept_once(company: Company, tmp_path: Path) -> None:
    assert upload(company) != upload(company, company.boris)
    assert kept(company) == (2, 1, True)
    assert len(on_disk(tmp_path)) == 1


def test_an_upload_that_nothing_refers_to_is_collected_after_a_day(company: Company, tmp_path: Path) -> None:
    upload(company)
    company.clock.forward(timedelta(hours=23))
    look(company)
    assert kept(company) == (1, 1, True)
    company.clock.forward(DAY)
    look(company)
    assert (kept(company), on_disk(tmp_path), company.rows(Job)) == ((0, 0, False), [], [])


def test_the_same_file_uploaded_again_keeps_it_for_another_day(company: Company) -> None:
    upload(company)
    company.clock.forward(timedelta(hours=20))
    again = upload(company)
    company.clock.forward(timedelta(hours=5))
    look(company)
    assert [version.id for version in company.rows(DocumentVersion)] == [again]
    assert company.engine.files.exists(DIGEST)
    company.clock.forward(DAY)
    look(company)
    company.clock.forward(DAY)
    look(company)
    assert kept(company) == (0, 0, False)


def test_what_a_draft_of_an_open_task_may_name_stays_until_the_task_is_closed(company: Company) -> None:
    company.deploy(process(start(), step("work"), end(), flows="start work end"))
    instance_id = company.start()
    upload(company, task_id=company.task(instance_id, "work").id)
    company.clock.forward(DAY)
    look(company)
    assert kept(company) == (1, 1, True)
    company.complete(instance_id, "work")
    company.clock.forward(DAY)
    look(company)
    assert kept(company) == (0, 0, False)


def test_no_row_is_written_for_a_blob_that_was_collected_meanwhile(company: Company) -> None:
    company.engine.files.put(DIGEST, io.BytesIO(CONTENT))
    company.engine.files.delete(DIGEST)
    with pytest.raises(FileVanished):
        company.do(commands.keep_upload, UPLOAD, company.anna)
    assert kept(company) == (0, 0, False)


@pytest.mark.parametrize("phase", ["writing", "written", "kept"])
def test_killed_while_uploading_leaves_no_row_without_its_blob_and_nothing_for_ever(
    company: Company, tmp_path: Path, phase: str
) -> None:
    folder = str(tmp_path / "files")
    command = [sys.executable, "-c", DOOMED, company.database.url, folder, company.clock().isoformat(), phase]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"{phase}\n"
        server.send_signal(signal.SIGKILL)
        assert server.wait() == -signal.SIGKILL
    assert kept(company) == (0, 0, phase != "writing")
    assert len(on_disk(tmp_path)) == 1
    company.clock.instant = datetime.now(UTC) + DAY  # parts carry the real time
    look(company)
    assert (on_disk(tmp_path), company.rows(StoredFile), company.rows(Job)) == ([], [], [])
