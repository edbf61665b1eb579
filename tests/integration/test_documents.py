"""Uploads that forms name become documents in the step that completes them; documents get versions and stay."""

from __future__ import annotations

import io
from hashlib import sha256

import orjson
import pytest

from engine import commands
from engine.commands import Upload
from engine.errors import DocumentArchived, InvalidInput, UploadTaken
from engine.places import Place
from persistence import documents
from persistence.documents import Document, DocumentVersion
from persistence.history import HistoryEntry
from tests.diagrams import end, process, start
from tests.integration.company import Company, step

CONTENT = b"%PDF-1.7"
UPLOAD = Upload(sha256(CONTENT).hexdigest(), len(CONTENT), "application/pdf", "contract.pdf")
FILE = {"type": "string", "format": "attachment"}
SCHEMA = {
    "type": "object",
    "properties": {
        "contract": FILE,
        "scans": {"type": "array", "items": FILE},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"invoice": FILE}}},
    },
}
FORM = orjson.dumps({"title": "Договор", "schema": SCHEMA})


@pytest.fixture
def case(company: Company) -> int:
    """A case whose tasks ``sign`` and then ``check`` ask for files."""
    tasks = step("sign", "check", camunda__formKey="files")
    company.deploy(process(start(), tasks, end(), flows="start sign check end"), files=FORM)
    return company.start()


def upload(company: Company, person: int | None = None, **options: object) -> str:
    company.engine.files.put(UPLOAD.sha256, io.BytesIO(CONTENT))
    version_id: str = company.do(commands.keep_upload, UPLOAD, person or company.anna, **options)
    return version_id


def names(company: Company, instance_id: int) -> list[str]:
    with company.database.sessions() as session:
        return [row.version_id for row in documents.of_case(session, instance_id)]


def test_completing_a_task_makes_documents_of_every_file_its_form_names(company: Company, case: int) -> None:
    contract, scan, invoice = upload(company), upload(company), upload(company)
    task_id = company.task(case, "sign").id
    company.complete(case, "sign", contract=contract, scans=[scan], lines=[{"invoice": invoice}])
    assert set(names(company, case)) == {contract, scan, invoice}
    added = company.history(case, "document_added")
    assert [entry.data["name"] for entry in added] == ["contract.pdf"] * 3
    assert {document.task_id for document in company.rows(Document)} == {task_id}


def test_a_later_step_may_name_a_document_of_its_case_again(company: Company, case: int) -> None:
    contract = upload(company, company.boris, task_id=company.task(case, "sign").id)
    company.complete(case, "sign", contract=contract)
    company.complete(case, "check", contract=contract)
    assert names(company, case) == [contract]
    assert company.instance(case).status == "completed"


def test_what_another_person_uploaded_for_the_task_before_is_accepted(company: Company, case: int) -> None:
    draft = upload(company, company.boris, task_id=company.task(case, "sign").id)
    company.complete(case, "sign", contract=draft)
    assert names(company, case) == [draft]


@pytest.mark.parametrize("theirs", ["another's upload", "a document of another case", "nothing at all"])
def test_a_guessed_id_of_somebody_elses_file_is_refused_beside_the_field(
    company: Company, case: int, theirs: str
) -> None:
    guessed = "0" * 32
    if theirs != "nothing at all":
        guessed = upload(company, company.boris)
    if theirs == "a document of another case":
        company.do(commands.add_document, Place(company.start()), guessed, company.boris)
    with pytest.raises(InvalidInput) as refused:
        company.complete(case, "sign", scans=[guessed])
    assert [(error.path, error.limit) for error in refused.value.errors] == [(("scans", 0), "attachment")]
    assert names(company, case) == []


def test_what_is_refused_leaves_the_upload_to_be_named_again(company: Company, case: int) -> None:
    contract = upload(company)
    with pytest.raises(InvalidInput):
        company.complete(case, "sign", contract=contract, scans=["0" * 32])
    company.complete(case, "sign", contract=contract)
    assert names(company, case) == [contract]


def test_a_new_version_keeps_the_old_one(company: Company, case: int) -> None:
    first, second = upload(company), upload(company, company.boris)
    document_id = company.do(commands.add_document, Place(case), first, company.anna, "Договор")
    assert company.do(commands.add_version, document_id, second, company.boris, "Исправлен срок") == 2
    with company.database.sessions() as session:
        shown = [(row.number, row.id, row.note, row.uploader_name) for row in documents.versions(session, document_id)]
    assert shown == [(2, second, "Исправлен срок", "Boris"), (1, first, "", "Anna")]
    assert names(company, case) == [second]


def test_a_removed_document_stays_in_the_history_and_is_not_changed_any_more(company: Company, case: int) -> None:
    document_id = company.do(commands.add_document, Place(case), upload(company), company.anna)
    company.do(commands.rename_document, document_id, "  Акт \n сверки ", company.anna)
    company.do(commands.remove_document, document_id, company.boris)
    assert names(company, case) == []
    assert len(company.rows(DocumentVersion, document_id=document_id)) == 1
    told = [(entry.kind, entry.data["name"]) for entry in company.rows(HistoryEntry) if "document" in entry.kind]
    assert told == [
        ("document_added", "contract.pdf"),
        ("document_renamed", "Акт сверки"),
        ("document_removed", "Акт сверки"),
    ]
    with pytest.raises(DocumentArchived):
        company.do(commands.add_version, document_id, upload(company), company.anna)


def test_an_upload_becomes_one_document_only(company: Company, case: int) -> None:
    contract = upload(company)
    company.do(commands.add_document, Place(case), contract, company.anna)
    with pytest.raises(UploadTaken):
        company.do(commands.add_document, Place(case), contract, company.anna)


def test_another_persons_upload_cannot_be_added(company: Company, case: int) -> None:
    with pytest.raises(UploadTaken):
        company.do(commands.add_document, Place(case), upload(company, company.boris), company.anna)
