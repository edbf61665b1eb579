"""
Blobs: the contents of files, named by their SHA-256, behind fsspec: a local folder, S3, or memory in tests.

A blob appears under its name all at once or not at all: it is written beside it as a part, flushed to the disk, and
moved into place.  A part that its writer never finished is found by the name of its blob (``discard_parts``).
"""

from __future__ import annotations

import os
import shutil
import uuid
from datetime import UTC, datetime
from typing import IO, Any, cast

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

PART = ".part"


class Blobs:
    """The blobs under an address: a folder, ``s3://bucket/prefix``, ``memory://name``."""

    def __init__(self, address: str) -> None:
        self._files, self._root = url_to_fs(address)
        self._on_disk = isinstance(self._files, LocalFileSystem)

    def put(self, digest: str, content: IO[bytes]) -> None:
        """Keep a blob; one that is there already is left as it is: equal names mean equal contents."""
        if self.exists(digest):
            return
        path = self._path(digest)
        part = f"{path}.{uuid.uuid4().hex}{PART}"
        self._files.makedirs(_folder(path), exist_ok=True)
        try:
            self._write(part, content)
            self._files.mv(part, path)
            self._flush_folder(_folder(path))
        except BaseException:
            self._remove(part)
            raise

    def exists(self, digest: str) -> bool:
        """Whether there is such a blob now."""
        self._files.invalidate_cache(_folder(self._path(digest)))  # another process may have taken it away
        return bool(self._files.exists(self._path(digest)))

    def open(self, digest: str) -> IO[bytes]:
        """A blob to read, from any place in it.  Raises FileNotFoundError."""
        return cast("IO[bytes]", self._files.open(self._path(digest), "rb"))

    def delete(self, digest: str) -> None:
        """Take a blob away; one that is gone already is no error."""
        self._remove(self._path(digest))

    def discard_parts(self, digest: str, before: datetime) -> None:
        """Take away what writers of this blob left behind before an instant, because they were stopped."""
        for part in self._files.glob(f"{self._path(digest)}.*{PART}"):
            if _aware(self._files.modified(part)) < before:
                self._remove(part)

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"

    def _write(self, path: str, content: IO[bytes]) -> None:
        with self._files.open(path, "wb") as file:
            shutil.copyfileobj(content, file, 2**20)
            if self._on_disk:
                file.flush()
                os.fsync(file.fileno())

    def _flush_folder(self, folder: str) -> None:
        """A name outlives a power failure only when its folder has been flushed too."""
        if not self._on_disk:
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _remove(self, path: str) -> None:
        try:
            self._files.rm_file(path)
        except FileNotFoundError:
            pass  # somebody else was quicker


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _aware(instant: Any) -> datetime:
    """Memory's times have no zone; they are UTC."""
    found = cast("datetime", instant)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
