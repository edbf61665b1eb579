"""Writes docs/semantics.md."""

from __future__ import annotations

from tests.semantics.matrix.document import DOCUMENT, document

DOCUMENT.write_text(document(), encoding="utf-8")
