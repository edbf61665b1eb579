"""Documents over HTTP: added, shown or downloaded safely, replaced, seen only by whoever sees where they belong."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persistence.documents import Document, DocumentVersion
from tests.integration.web.conftest import a_request, multipart
from tests.unit.test_media_types import DOCX, PDF, PNG

CSV = "Товар;Цена\nБолт М8;12,50\n".encode("cp1251")
PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture
def head(browser):
    """The head of sales, in whose queue a request waits."""
    browser.post("/request", a_request())
    return browser.become("sokolova")


def add(browser, session, content=PDF, name="Договор № 5.pdf", **fields):
    """A document of the case, as its page adds it; its id and its version's."""
    given = {"place": "case", "id": "1"} | fields
    assert browser.post("/documents", **multipart(content, name, **given)).status_code == 303
    session.rollback()
    found = session.execute(select(DocumentVersion).order_by(DocumentVersion.at.desc())).scalars().first()
    return found.document_id, found.id


def test_a_document_is_listed_with_its_case_its_tasks_and_its_record(head, session):
    add(head, session, place="task")
    for path in ("/tasks/1", "/cases/1", "/registries/lead/1"):
        assert "Договор № 5.pdf" in head.get(path).text
    assert "Добавлен документ «Договор № 5.pdf»" in head.get("/cases/1").text


@pytest.mark.parametrize(
    ("content", "name", "shown", "media_type"),
    [
        (PDF, "a.pdf", "inline", "application/pdf"),
        (PNG, "a.png", "inline", "image/png"),
        (CSV, "a.csv", "inline", "text/plain; charset=windows-1251"),
        (PAGE, "a.txt", "inline", "text/plain; charset=utf-8"),
        (PAGE, "a.xml", "attachment", "application/xml"),
        (DOCX, "a.docx", "attachment", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_nothing_that_could_act_is_shown_by_the_browser(head, session, content, name, shown, media_type):
    answer = head.get(f"/files/{add(head, session, content, name)[1]}")
    assert answer.data == content
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].partition(";")[0] == shown
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.startswith("sandbox") or media_type == "application/pdf"


def test_a_download_carries_its_name_in_every_script(head, session):
    answer = head.get(f"/files/{add(head, session)[1]}?download=1")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%20%E2%84%96%205.pdf" in disposition


def test_a_download_is_kept_by_the_browser_and_goes_on_where_it_broke_off(head, session):
    address = f"/files/{add(head, session)[1]}"
    tag = head.get(address).headers["ETag"]
    assert head.get(address, headers={"If-None-Match": tag}).status_code == 304
    part = head.get(address, headers={"Range": "bytes=5-7"})
    assert (part.status_code, part.data) == (206, PDF[5:8])


def test_a_text_is_read_on_the_page_of_its_document(head, session):
    document_id, _version = add(head, session, CSV, "prices.csv")
    assert "Болт М8;12,50" in head.get(f"/documents/{document_id}").text
    document_id, _version = add(head, session, PAGE, "page.txt")
    assert "&lt;script&gt;alert(1)" in head.get(f"/documents/{document_id}").text


def test_every_version_can_be_downloaded(head, session):
    document_id, first = add(head, session)
    head.post(f"/documents/{document_id}/versions", **multipart(PNG, "scan.png", note="Подписан"))
    page = head.get(f"/documents/{document_id}").text
    assert "Подписан" in page
    assert "Версия 2: scan.png" in page
    assert head.get(f"/files/{first}").data == PDF


def test_what_is_refused_is_said_by_its_name_and_the_rest_is_added(head, session):
    page = head.post("/documents", **multipart(b"MZ\0", "invoice.pdf", place="case", id="1"), follow_redirects=True)
    assert "«invoice.pdf»: Файл такого типа не принимается" in page.text
    assert session.scalars(select(Document)).all() == []


def test_a_removed_document_leaves_the_lists_but_can_still_be_looked_at(head, session):
    document_id, version_id = add(head, session)
    head.post(f"/documents/{document_id}/remove")
    assert "/documents/" not in head.get("/cases/1").text.replace('"/documents"', "")
    assert "Убран документ «Договор № 5.pdf»" in head.get("/cases/1").text
    assert head.get(f"/documents/{document_id}").status_code == 200
    assert head.get(f"/files/{version_id}").status_code == 200
    assert head.post(f"/documents/{document_id}/rename", {"name": "Акт"}).status_code == 409


def test_an_upload_that_is_no_document_yet_is_seen_by_who_sent_it_only(head):
    version_id = head.post("/api/v1/files", **multipart(PDF)).json["id"]
    assert head.get(f"/files/{version_id}").status_code == 200
    head.post("/sign-out")
    head.token = ""
    assert head.become("kiseleva").get(f"/files/{version_id}").status_code == 403


@pytest.mark.parametrize("path", ["/files/none", "/files/../secret_key", "/files/%2e%2e%2fsecret_key", "/documents/99"])
def test_what_is_not_there_is_not_found(head, path):
    assert head.get(path).status_code == 404


@pytest.mark.parametrize("place", [{"place": "case", "id": "1"}, {"place": "record", "id": "1"}])
def test_documents_and_comments_are_found_by_their_words_by_whoever_may_see_them(head, session, place):
    document_id, _version = add(head, session, name="Спецификация кровли.pdf", **place)
    head.post("/comments", {**place, "text": "Согласовано с юристами"})
    assert f"/documents/{document_id}" in head.get("/search?q=спецификация").text
    assert "#comment-1" in head.get("/search?q=юристами").text
    head.post(f"/documents/{document_id}/remove")
    head.post("/comments/1/delete")
    assert f"/documents/{document_id}" not in head.get("/search?q=спецификация").text
    assert "#comment-1" not in head.get("/search?q=юристами").text


def test_nobody_finds_documents_and_comments_they_may_not_see(head, session):
    add(head, session, name="Спецификация кровли.pdf")
    head.post("/comments", {"place": "case", "id": "1", "text": "Согласовано с юристами"})
    head.post("/sign-out")
    head.token = ""
    stranger = head.become("egorova")
    assert "/documents/" not in stranger.get("/search?q=спецификация").text
    assert "#comment-1" not in stranger.get("/search?q=юристами").text
