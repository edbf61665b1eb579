"""What a file is, is decided by its content; its name must not lie."""

from __future__ import annotations

import io
import zipfile

import pytest

from engine.errors import FileTypeRefused
from engine.media_types import KINDS, recognise

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 30
PDF = b"%PDF-1.7\n%%EOF"
PROGRAM = b"MZ\x90\0" + b"\0" * 60
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def archive(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for member in members:
            zipped.writestr(member, "x")
    return file.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("scan.PNG", PNG, "image/png"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("договор.pdf", PDF, "application/pdf"),
        ("letter.docx", DOCX, KINDS["docx"].media_type),
        ("prices.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), KINDS["xlsx"].media_type),
        ("old.xls", CONTAINER, "application/vnd.ms-excel"),
        ("prices.csv", "Товар;Цена\nБолт;5".encode("cp1251"), "text/csv"),
        ("note.txt", "MZ — завод".encode(), "text/plain"),
        ("export.txt", "текст".encode("utf-16"), "text/plain"),
        ("contract.pdf.sig", b"\x30\x82\x01", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_content_is(name: str, content: bytes, media_type: str) -> None:
    assert recognise(io.BytesIO(content), name, KINDS) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program.exe", PROGRAM),
        ("invoice.pdf", PROGRAM),
        ("invoice.pdf", PROGRAM + PDF),  # a program that readers of PDF would open
        ("invoice.pdf.exe", PDF),
        ("photo.png", SVG),
        ("picture.svg", SVG),
        ("page.html", b"<script>alert(1)</script>"),
        ("photo.png", JPEG),
        ("letter.docx", archive("letter.txt")),
        ("letter.docx", archive("word/document.xml", "word/vbaProject.bin")),
        ("archive.zip", PROGRAM + archive("a.txt")),
        ("note.txt", b"binary\0"),
        ("note.txt", b"#!/bin/sh\nrm -r /"),
        ("contract.sig", PROGRAM),
        ("no extension", PDF),
        (".pdf", PDF),
    ],
)
def test_a_program_a_lie_and_what_browsers_would_run_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileTypeRefused):
        recognise(io.BytesIO(content), name, KINDS)


def test_only_what_the_company_allows_is_accepted() -> None:
    with pytest.raises(FileTypeRefused):
        recognise(io.BytesIO(PNG), "scan.png", {"pdf"})
