"""
What a file is, by its content: the name only says what it claims to be, and must not lie.

Nothing is executed or unpacked here, and nothing is kept that a computer would execute: no programs, scripts or macros.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic

from engine.errors import FileTypeRefused

__all__ = ["INLINE", "KINDS", "PLAIN_TEXT", "recognise"]

TEXT_SAMPLE = 2**16  # bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file: what it is served as, what its content looks like.

    ``looks`` are extensions by which puremagic knows it; ``member`` is the file that makes a ZIP archive one of these.
    A kind without ``looks`` is plain text.
    """

    media_type: str
    looks: frozenset[str] = frozenset()
    member: str | None = None


def _office(name: str, member: str) -> Kind:
    return Kind(f"application/vnd.openxmlformats-officedocument.{name}", frozenset({".zip"}), member)


def _open_document(name: str) -> Kind:
    return Kind(f"application/vnd.oasis.opendocument.{name}", frozenset({".zip"}), "content.xml")


def _binary(media_type: str, *looks: str) -> Kind:
    return Kind(media_type, frozenset(looks))


KINDS: dict[str, Kind] = {
    "pdf": _binary("application/pdf", ".pdf"),
    "png": _binary("image/png", ".png"),
    "jpg": _binary("image/jpeg", ".jpg"),
    "jpeg": _binary("image/jpeg", ".jpg"),
    "gif": _binary("image/gif", ".gif"),
    "webp": _binary("image/webp", ".webp"),
    "heic": _binary("image/heic", ".heic", ".heif"),
    "tif": _binary("image/tiff", ".tif"),
    "tiff": _binary("image/tiff", ".tif"),
    "docx": _office("wordprocessingml.document", "word/document.xml"),
    "xlsx": _office("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": _office("presentationml.presentation", "ppt/presentation.xml"),
    "odt": _open_document("text"),
    "ods": _open_document("spreadsheet"),
    "odp": _open_document("presentation"),
    "doc": _binary("application/msword", ".doc"),
    "xls": _binary("application/vnd.ms-excel", ".doc"),  # one container for all three
    "ppt": _binary("application/vnd.ms-powerpoint", ".doc"),
    "msg": _binary("application/vnd.ms-outlook", ".doc"),
    "rtf": _binary("application/rtf", ".rtf"),
    "zip": _binary("application/zip", ".zip"),
    "7z": _binary("application/x-7z-compressed", ".7z"),
    "rar": _binary("application/vnd.rar", ".rar"),
    "txt": Kind("text/plain"),
    "csv": Kind("text/csv"),
    "json": Kind("application/json"),
    "xml": Kind("application/xml"),
    "eml": Kind("message/rfc822"),
    "sig": _binary("application/octet-stream"),
    "p7s": _binary("application/pkcs7-signature"),
}
"""By the extension of the name."""

ANYTHING = {"sig", "p7s"}
"""Detached signatures: encoded in several ways, none of which begins tellingly."""

PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\x00asm")
"""How programs of Windows, Linux, Java and macOS begin."""
SCRIPT = b"#!"

INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
"""What a browser may show by itself; it executes nothing of these on behalf of this site."""

PLAIN_TEXT = frozenset({"text/plain", "text/csv"})
"""What may be shown as plain text."""


def recognise(content: IO[bytes], filename: str, allowed: Iterable[str]) -> str:
    """The media type of a file that may be kept; ``allowed`` are extensions without the dot.

    Raises FileTypeRefused: not allowed, a program, or not what its name says.
    """
    extension = PurePosixPath(filename).suffix[1:].lower()
    if extension not in allowed or extension not in KINDS:
        raise FileTypeRefused(
            f"Expected a file of one of the types {', '.join(sorted(allowed))}, but {filename!r} is none of them."
        )
    content.seek(0)
    head = content.read(TEXT_SAMPLE)
    if not _is(KINDS[extension], extension, head, content):
        raise FileTypeRefused(f"Expected {filename!r} to be what its name says, but its content is of another type.")
    content.seek(0)
    return KINDS[extension].media_type


def _is(kind: Kind, extension: str, head: bytes, content: IO[bytes]) -> bool:
    if extension in ANYTHING:
        return not head.startswith((*PROGRAMS, SCRIPT))
    if not kind.looks:
        return _is_text(head)
    return not kind.looks.isdisjoint(_looks(head)) and (kind.member is None or _holds(content, kind.member))


def _looks(head: bytes) -> set[str]:
    """The extensions puremagic finds for a beginning."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    return {match.extension for match in found}


def _holds(content: IO[bytes], member: str) -> bool:
    """Whether a ZIP archive has this member and no macros."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return member in names and not any(name.endswith("vbaProject.bin") for name in names)


def _is_text(head: bytes) -> bool:
    if head.startswith(SCRIPT):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16, as spreadsheets export it
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
