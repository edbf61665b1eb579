"""A file that comes in: measured and looked at before it is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from hashlib import sha256
from typing import IO, TypeVar

from babel.units import format_unit
from flask import Flask, current_app, request
from flask_babel import get_locale
from werkzeug.datastructures import FileStorage

from engine.commands import uploads
from engine.commands.uploads import Upload
from engine.errors import FileEmpty, FileTooLarge
from engine.media_types import recognise
from webapp import workflow
from webapp.settings import Settings

View = TypeVar("View", bound=Callable[..., object])

LONGEST_NAME = 200  # characters
OTHER_FIELDS = 2**20  # bytes beside the file
CHUNK = 2**20  # bytes
UNITS = {"megabyte": 2**20, "kilobyte": 2**10}
LIMIT = "60 per minute"


def init_app(app: Flask) -> None:
    app.before_request(_expect_files)
    app.add_template_filter(file_size)
    app.add_template_global(accept, "upload_accept")
    app.add_template_global(lambda: settings().max_upload, "upload_limit")


def takes_files(view: View) -> View:
    """Declare that requests to this view may be as large as a file."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def settings() -> Settings:
    """What may be uploaded: ``max_upload`` in bytes, ``upload_types`` by extension."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def accept() -> str:
    """What browsers offer to choose (HTML, the attribute ``accept``)."""
    return ",".join(f".{extension}" for extension in sorted(settings().upload_types))


def file_size(size: int) -> str:
    """A number of bytes in words: «22 байта», «1,5 кБ».  Bytes in full: CLDR's short «14 byte» is no English."""
    for unit, bytes_in_it in UNITS.items():
        if size >= bytes_in_it:
            number = round(size / bytes_in_it, 1 if size < 10 * bytes_in_it else None)
            return format_unit(number, unit, "short", locale=get_locale())
    return format_unit(size, "byte", "long", locale=get_locale())


def receive(file: FileStorage) -> Upload:
    """Keep the contents of an uploaded file; the rows that refer to them are the caller's to write.

    Raises FileEmpty, FileTooLarge or FileTypeRefused.
    """
    content = file.stream
    name = clean_name(file.filename or "")
    digest, size = _measure(content)
    if size == 0:
        raise FileEmpty
    if size > settings().max_upload:
        raise FileTooLarge
    upload = Upload(digest, size, recognise(content, name, settings().upload_types), name)
    workflow.act(uploads.expect, digest)
    content.seek(0)
    workflow.engine().files.put(digest, content)
    return upload


def clean_name(name: str) -> str:
    """The last part of a file's name, without what could mislead a reader or a program: it is shown, never a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    stem, dot, extension = visible.strip(" .").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"[:LONGEST_NAME] or "file"


def _measure(content: IO[bytes]) -> tuple[str, int]:
    digest, size = sha256(), 0
    content.seek(0)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _expect_files() -> None:
    """Before anything reads the request: the form is read as soon as its CSRF token is looked for."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(getattr(view, "view_class", view), "takes_files", False):
        request.max_content_length = settings().max_upload + OTHER_FIELDS
