"""Deployed versions of processes, compiled once and kept: a version never changes."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import orjson
from sqlalchemy.orm import Session

from engine.decisions import Decisions, read_decisions
from engine.dialect.namespaces import bpmn, camunda
from engine.dialect.parser import parse
from engine.dialect.reader import Document, read
from engine.errors import ProcessNotFound
from engine.forms import Form, load_form
from engine.semantics.process import ProcessSpec
from persistence import definitions as stored

VARIABLE = re.compile(r"\$\{\s*([^\W\d]\w*)\s*\}")
"""An expression that is a variable and nothing else."""


@dataclass(frozen=True)
class Definition:
    """One version of a process with everything it needs; ``files`` as they were deployed."""

    id: int
    key: str
    version: int
    name: str
    files: Mapping[str, bytes]

    @property
    def diagram(self) -> bytes:
        """The BPMN file, byte for byte."""
        return self.files[f"{self.key}.bpmn"]

    @cached_property
    def document(self) -> Document:
        """The diagram as read."""
        return read(self.diagram, f"{self.key}.bpmn")

    @cached_property
    def spec(self) -> ProcessSpec:
        """What runs."""
        return parse([self.document], self.labels_en, self.decisions)[self.key]

    @cached_property
    def decisions(self) -> Decisions:
        """The decision tables its business rule tasks ask."""
        return read_decisions({path: content for path, content in self.files.items() if path.endswith(".dmn")})

    @cached_property
    def labels_en(self) -> Mapping[str, str]:
        """English labels by element id."""
        labels: dict[str, str] = orjson.loads(self.files.get(f"{self.key}.en.json", b"{}"))
        return labels

    @cached_property
    def deployed_files(self) -> Mapping[str, object]:
        """The same for all processes of one deployment: the files but for what is called after the process itself."""
        own = {f"{self.key}.bpmn": "diagram", f"{self.key}.en.json": "labels"}
        files: dict[str, object] = {own.get(path, path): content for path, content in self.files.items()}
        return files | {"labels": {name: label for name, label in self.labels_en.items() if name != "process"}}

    @cached_property
    def performers(self) -> frozenset[str]:
        """The variables that say who does a step, by id: ``camunda:assignee="${reviewer}"``, ``candidateUsers`` too."""
        tasks = self.document.root.iter(bpmn("userTask"))
        said = (task.get(camunda(name), "") for task in tasks for name in ("assignee", "candidateUsers"))
        return frozenset(found[1] for text in said if (found := VARIABLE.fullmatch(text.strip())))

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms by their key."""
        prefix, suffix = "forms/", ".json"
        paths = (path for path in self.files if path.startswith(prefix) and path.endswith(suffix))
        return {path.removeprefix(prefix).removesuffix(suffix): load_form(self.files[path]) for path in paths}

    @property
    def start_form(self) -> Form | None:
        """What is asked on the start page."""
        return self.forms.get("start")

    @property
    def documentation(self) -> str:
        """What the process is for, in its author's words."""
        own = (process for process in self.document.processes if process.get("id") == self.key)
        texts = (process.findtext("{*}documentation") for process in own)
        return next((text.strip() for text in texts if text), "")


class Definitions:
    """A cache of compiled versions, the least recently used ones dropped; safe between threads."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[int, Definition] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session: Session, definition_id: int) -> Definition:
        """A version by its id. Raises ProcessNotFound."""
        with self._lock:
            if (kept := self._kept.get(definition_id)) is not None:
                self._kept.move_to_end(definition_id)
                return kept
        definition = self._load(session, definition_id)
        with self._lock:
            self._kept[definition_id] = definition
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return definition

    def fresh(self, session: Session, definition_id: int) -> Definition:
        """A version just deployed. It is not kept: a rollback would give its id to another (SQLite uses ids again)."""
        with self._lock:
            self._kept.pop(definition_id, None)
        return self._load(session, definition_id)

    def newest(self, session: Session, key: str) -> Definition:
        """The newest version of a process. Raises ProcessNotFound."""
        definition_id = stored.newest_id(session, key)
        if definition_id is None:
            raise ProcessNotFound(f"Expected a deployed process {key!r}, but there is none: deploy it first")
        return self.get(session, definition_id)

    def deployed_with(self, session: Session, caller: Definition, key: str) -> Definition | None:
        """The version of a process that came with a version of another, in the same file; None if there is none."""
        for definition_id in stored.versions_with_file(session, key, f"{key}.bpmn", caller.diagram):
            found = self.get(session, definition_id)
            if found.deployed_files == caller.deployed_files:
                return found
        return None

    def _load(self, session: Session, definition_id: int) -> Definition:
        row = stored.by_id(session, definition_id)
        if row is None:
            raise ProcessNotFound()
        files = stored.files(session, definition_id)
        return Definition(row.id, row.key, row.version, row.name, files)
