"""Uploading over HTTP: what is kept, what is refused, in words."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from persistence.documents import DocumentVersion, StoredFile
from tests.integration.web.conftest import a_request, bearer, multipart
from tests.unit.test_media_types import PDF, PNG, PROGRAM, SVG
from webapp import workflow
from webapp.documents.uploads import clean_name, file_size

MEGABYTE = 2**20


def send(browser, content=PDF, name="contract.pdf", **options):
    return browser.post("/api/v1/files", **multipart(content, name), **options)


def test_an_uploaded_file_is_kept_and_named_by_an_id(app, browser, session):
    answer = send(browser.become("ivanova"))
    assert answer.status_code == 201
    assert (answer.json["filename"], answer.json["media_type"], answer.json["size"]) == (
        "contract.pdf",
        "application/pdf",
        len(PDF),
    )
    version = session.get(DocumentVersion, answer.json["id"])
    with app.app_context(), workflow.engine().files.open(version.sha256) as file:
        assert file.read() == PDF


def test_a_program_uploads_with_a_token(app):
    answer = app.test_client().post("/api/v1/files", **multipart(PNG, "a.png"), headers=bearer(app, "ivanova"))
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("content", "name", "status", "title"),
    [
        (b"", "empty.pdf", 422, "Файл пуст"),
        (PROGRAM, "invoice.pdf", 415, "Файл такого типа не принимается"),
        (SVG, "picture.svg", 415, "Файл такого типа не принимается"),
        (b"%PDF-" + b"x" * (25 * MEGABYTE), "large.pdf", 413, "Файл слишком большой"),
        (b"%PDF-" + b"x" * (27 * MEGABYTE), "larger.pdf", 413, "Слишком большой запрос"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(browser, session, content, name, status, title):
    answer = send(browser.become("ivanova"), content, name)
    assert answer.status_code == status
    assert title in answer.json["title"]
    assert session.scalars(select(StoredFile)).all() == []


def test_an_upload_cut_off_early_is_refused_before_its_end(app):
    """What claims to be larger than the limit is not even read."""

    class Body(io.RawIOBase):
        def readinto(self, buffer):
            raise AssertionError("read")

    answer = app.test_client().post(
        "/api/v1/files",
        content_type="multipart/form-data; boundary=x",
        headers=bearer(app, "ivanova"),
        environ_overrides={"wsgi.input": Body(), "CONTENT_LENGTH": str(10**12)},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Договор.pdf", "Договор.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("я" * 300 + ".pdf", "я" * 196 + ".pdf"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_shown_but_never_a_path(sent, shown):
    assert clean_name(sent) == shown


def test_a_stranger_and_a_forged_page_upload_nothing(app, browser, session):
    assert send(browser).status_code == 401
    browser.become("ivanova")
    assert browser.client.post("/api/v1/files", **multipart(PDF)).status_code == 400
    assert session.scalars(select(StoredFile)).all() == []


def test_only_who_may_work_on_a_task_uploads_for_it(browser):
    browser.post("/request", a_request())
    assert send(browser.become("ivanova"), query_string={"task": 1}).status_code == 403
    assert send(browser.become("sokolova"), query_string={"task": 1}).status_code == 201


@pytest.mark.parametrize(
    ("size", "russian", "english"),
    [
        (1, "1 байт", "1 byte"),
        (22, "22 байта", "22 bytes"),
        (1023, "1 023 байта", "1,023 bytes"),
        (1536, "1,5 кБ", "1.5 kB"),
        (12 * 2**10, "12 кБ", "12 kB"),
        (25 * 2**20, "25 МБ", "25 MB"),
    ],
)
def test_a_size_is_said_as_people_say_it(app, size, russian, english):
    for language, words in (("ru", russian), ("en", english)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert file_size(size).replace("\xa0", " ") == words
