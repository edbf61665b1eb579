"""
XML from anywhere → an lxml tree, or a refusal that says where and why.

The file is first walked through with expat, building nothing (`_Guard`): too many bytes, too deep, too many elements,
too long a text, a document type or an inclusion end the walk on the spot, so no bomb gets to unfold. Only then lxml
builds the tree, with entities, DTDs and the network switched off.
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from engine.dialect.namespaces import XINCLUDE
from engine.errors import EngineError

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
MAX_TEXT = 1_000_000  # characters in one text or attribute


class DiagramUnreadable(EngineError):
    """The file is not a diagram that can be read.

    ``line`` is where reading stopped, or None when the file as a whole is meant; ``reason`` names the remedy.
    """

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        super().__init__(f"{name}:{line}: {reason}" if line else f"{name}: {reason}")
        self.name = name
        self.line = line
        self.reason = reason


def parse(xml: bytes, name: str) -> etree._Element:
    """The root of the tree, without comments and processing instructions. Raises `DiagramUnreadable`."""
    _Guard(name).walk(xml)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(name, error.lineno, error.msg) from None


class _Guard:
    """Stops at the first thing a diagram may not have."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = self._elements = self._text = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def walk(self, xml: bytes) -> None:
        if len(xml) > MAX_BYTES:
            reason = f"Expected at most {MAX_BYTES:,} bytes, but the file has {len(xml):,}: split the diagram"
            raise DiagramUnreadable(self._name, None, reason)
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise _malformed(self._name, error.lineno, expat.ErrorString(error.code)) from None
        except (LookupError, ValueError) as error:  # an encoding expat or Python does not know
            raise _malformed(self._name, 1, f"{error}; write it in UTF-8") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._text = 0
        if self._depth > MAX_DEPTH:
            self._stop(f"at most {MAX_DEPTH} nested elements, but there are more: turn subprocesses into processes")
        if self._elements > MAX_ELEMENTS:
            self._stop(f"at most {MAX_ELEMENTS:,} elements, but there are more: split the diagram")
        if tag.startswith(f"{XINCLUDE} "):
            self._stop("a diagram in one file, but it includes another by XInclude: paste its content here")
        for value in attributes.values():
            self._measure(len(value))

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        self._text = 0

    def _characters(self, text: str) -> None:
        self._text += len(text)
        self._measure(self._text)

    def _measure(self, length: int) -> None:
        if length > MAX_TEXT:
            self._stop(f"texts of at most {MAX_TEXT:,} characters, but one is longer: keep it outside the diagram")

    def _doctype(self, *_declaration: object) -> None:
        self._stop("no document type, but <!DOCTYPE …> stands here: delete it and write out the entities it declares")

    def _stop(self, reason: str) -> NoReturn:
        raise DiagramUnreadable(self._name, self._parser.CurrentLineNumber, f"Expected {reason}")


def _malformed(name: str, line: int | None, fault: str | None) -> DiagramUnreadable:
    reason = f"Expected XML, but its rules are broken here ({fault}): save the diagram anew"
    return DiagramUnreadable(name, line, reason)
