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
MAX_ATTRIBUTES = 200  # of one element
MAX_NAMESPACES = 5_000  # declarations in the file
MAX_TEXT = 1_000_000  # characters in one text or tag
CHUNK = 16 * 1024  # bytes; a refusal ends the walk at the end of its chunk, not before


class DiagramUnreadable(EngineError):
    """The file is not a diagram that can be read.

    ``line`` is where reading stopped, or None when the file as a whole is meant.
    """

    def __init__(self, name: str, line: int | None, message: str, remedy: str) -> None:
        self.name = name
        self.line = line
        self.message = message
        self.remedy = remedy
        super().__init__(f"{name}:{line}: {self.reason}" if line else f"{name}: {self.reason}")

    @property
    def reason(self) -> str:
        """What was expected, what is there, and what to do."""
        return f"{self.message}. {self.remedy}"


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
        self._depth = self._elements = self._namespaces = self._text = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def walk(self, xml: bytes) -> None:
        if len(xml) > MAX_BYTES:
            message = f"Expected at most {MAX_BYTES:,} bytes, but the file has {len(xml):,}"
            raise DiagramUnreadable(self._name, None, message, "Split the diagram")
        try:
            for start in range(0, len(xml), CHUNK):
                self._parser.Parse(xml[start : start + CHUNK], False)
                self._measure(start - self._parser.CurrentByteIndex)  # of a tag that has not ended yet
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _malformed(self._name, error.lineno, expat.ErrorString(error.code)) from None
        except (LookupError, ValueError) as error:  # an encoding expat or Python does not know
            raise _malformed(self._name, 1, f"{error}") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._text = 0
        if self._depth > MAX_DEPTH:
            self._stop(f"at most {MAX_DEPTH} nested elements, but there are more", "Turn subprocesses into processes")
        if self._elements > MAX_ELEMENTS:
            self._stop(f"at most {MAX_ELEMENTS:,} elements, but there are more", "Split the diagram")
        if tag.startswith(f"{XINCLUDE} "):
            self._stop("a diagram in one file, but it includes another by XInclude", "Paste its content here")
        if len(attributes) > MAX_ATTRIBUTES:
            self._stop(f"at most {MAX_ATTRIBUTES} attributes, but there are more", "Delete those not needed")
        self._measure(max(map(len, attributes.values()), default=0))

    def _namespace(self, _prefix: str | None, _uri: str) -> None:
        self._namespaces += 1
        if self._namespaces > MAX_NAMESPACES:
            self._stop(
                f"at most {MAX_NAMESPACES:,} namespaces, but there are more", "Declare each one once, at the top"
            )

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        self._text = 0

    def _characters(self, text: str) -> None:
        self._text += len(text)
        self._measure(self._text)

    def _measure(self, length: int) -> None:
        if length > MAX_TEXT:
            self._stop(f"texts of at most {MAX_TEXT:,} characters, but one is longer", "Keep it outside the diagram")

    def _doctype(self, *_declaration: object) -> None:
        self._stop("no document type, but <!DOCTYPE …> stands here", "Delete it and write out the entities it declares")

    def _stop(self, expected: str, remedy: str) -> NoReturn:
        raise DiagramUnreadable(self._name, self._parser.CurrentLineNumber, f"Expected {expected}", remedy)


def _malformed(name: str, line: int | None, fault: str | None) -> DiagramUnreadable:
    message = f"Expected XML, but its rules are broken here ({fault})"
    return DiagramUnreadable(name, line, message, "Save the diagram anew in a modeler, as UTF-8")
