"""
Files going out.

A browser shows by itself only pictures, PDF and plain text, never what could act on this site's behalf (HTML, SVG,
XML): those are downloaded.  Whatever is shown stands alone under a policy that allows it nothing.
"""

from __future__ import annotations

from typing import Any

from flask import request, send_file
from werkzeug.wrappers import Response

from engine.media_types import INLINE, PLAIN_TEXT
from webapp import workflow

NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
PDF = "application/pdf"
BEGINNING = 64 * 2**10  # bytes of a text that the page of a document shows


def send(version: Any, *, as_attachment: bool) -> Response:
    """The contents of a version (a row of ``documents.version``), whole or in part (RFC 9110, ranges)."""
    content_type = _content_type(version)
    response: Response = send_file(
        workflow.engine().files.open(version.sha256),
        mimetype=version.media_type,
        as_attachment=as_attachment or not is_inline(version.media_type),
        download_name=version.filename,
        etag=version.sha256,
        conditional=False,
    )
    response.content_length = version.size
    response.headers["Content-Type"] = content_type
    response.headers["Content-Security-Policy"] = policy(version.media_type)
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=version.size)


def policy(media_type: str) -> str:
    """Browsers refuse to show a PDF in a sandbox; it runs no scripts of this site anyway."""
    return NOTHING if media_type == PDF else f"sandbox; {NOTHING}"


def is_inline(media_type: str) -> bool:
    """Whether a browser may show it."""
    return media_type in INLINE | PLAIN_TEXT


def is_picture(media_type: str) -> bool:
    """Whether it may stand in a page."""
    return is_inline(media_type) and media_type.startswith("image/")


def is_text(media_type: str) -> bool:
    """Whether it may be read in a page."""
    return media_type in PLAIN_TEXT


def beginning(version: Any) -> str:
    """The first part of a text."""
    content = _read(version.sha256, BEGINNING)
    return content.decode(_encoding(content), errors="replace")


def _content_type(version: Any) -> str:
    """With the encoding for what is read as text."""
    if version.media_type not in PLAIN_TEXT:
        return str(version.media_type)
    return f"text/plain; charset={_encoding(_read(version.sha256, BEGINNING))}"


def _read(sha256: str, size: int) -> bytes:
    with workflow.engine().files.open(sha256) as file:
        return file.read(size)


def _encoding(content: bytes) -> str:
    """UTF-8 unless it is not: then what Russian offices export, or UTF-16 with its mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content[:-4].decode("utf-8")  # the cut may go through a letter
    except UnicodeDecodeError:
        return "windows-1251"
    return "utf-8"
