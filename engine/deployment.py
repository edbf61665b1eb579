"""
A process's files, read from disk into a package that can be deployed.

    bpmn/<process>/<process>.bpmn       the diagram; the process in it has the folder's name as its id
    bpmn/<process>/<process>.en.json    English labels by element id (optional)
    bpmn/<process>/*.dmn                the decision tables of its business rule tasks (optional)
    forms/<process>/*.json              the forms of its steps, the shared pieces they name put in

A package is what a version keeps for ever, so its hash is over content, not over files on disk: a changed shared piece
changes every process whose forms use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import orjson
from lxml import etree

from engine.dialect.namespaces import bpmn
from engine.dialect.reader import Document, read
from engine.errors import DeploymentRefused
from engine.forms import FORMS, FormUnreadable, load_form

__all__ = ["PROCESSES", "Package", "packages", "read_package"]

PROCESSES = Path(__file__).resolve().parent.parent / "bpmn"


@dataclass(frozen=True)
class Package:
    """All of one version of a process by path: ``<key>.bpmn``, ``<key>.en.json``, ``*.dmn``, ``forms/*.json``."""

    key: str
    files: Mapping[str, bytes]

    @cached_property
    def sha256(self) -> str:
        """The same for the same content, whatever the order of files."""
        parts = (f"{path}\0{sha256(content).hexdigest()}\n" for path, content in sorted(self.files.items()))
        return sha256("".join(parts).encode()).hexdigest()

    @cached_property
    def document(self) -> Document:
        """The diagram.  Raises DiagramUnreadable."""
        return read(self.files[f"{self.key}.bpmn"], f"{self.key}.bpmn")

    @property
    def process(self) -> etree._Element:
        """The process that runs.  Raises DeploymentRefused if the diagram has none of this name."""
        for process in self.document.processes:
            if process.get("id") == self.key:
                return process
        found = ", ".join(process.get("id", "") for process in self.document.processes) or "none"
        message = f"Expected an executable process {self.key!r} in {self.key}.bpmn, but there is {found}."
        raise DeploymentRefused((), f"{message} Rename the process or its folder.")

    @property
    def decision_files(self) -> Mapping[str, bytes]:
        """The files with decision tables."""
        return {path: content for path, content in self.files.items() if path.endswith(".dmn")}

    @property
    def companions(self) -> list[Package]:
        """The other processes of the diagram that run: each is one of its own, with the same files."""
        keys = [process.get("id", "") for process in self.document.processes]
        return [Package(key, self._files_called_after(key)) for key in keys if key != self.key]

    def _files_called_after(self, key: str) -> dict[str, bytes]:
        """The labels name the process itself ``process``, and the others by their ids."""
        diagram, labels = f"{self.key}.bpmn", f"{self.key}.en.json"
        files = {path: content for path, content in self.files.items() if path not in (diagram, labels)}
        files[f"{key}.bpmn"] = self.files[diagram]
        if labels in self.files:
            named = {**self.labels_en, "process": self.labels_en.get(key, "")}
            files[f"{key}.en.json"] = orjson.dumps(named)
        return files

    @property
    def form_keys(self) -> frozenset[str]:
        """The forms the diagram may name."""
        paths = (path for path in self.files if path.startswith("forms/"))
        return frozenset(path.removeprefix("forms/").removesuffix(".json") for path in paths)

    @cached_property
    def labels_en(self) -> Mapping[str, str]:
        """English labels by element id; the process's own name under ``process``."""
        labels: dict[str, str] = orjson.loads(self.files.get(f"{self.key}.en.json", b"{}"))
        return labels

    @property
    def calls(self) -> frozenset[str]:
        """The processes it calls by name."""
        called = (activity.get("calledElement", "") for activity in self.document.root.iter(bpmn("callActivity")))
        return frozenset(key for key in called if key and "${" not in key)


def read_package(folder: Path, forms: Path = FORMS) -> Package:
    """The package of the process in ``folder``.  Raises DeploymentRefused when a file cannot be used."""
    key = folder.name
    diagram = folder / f"{key}.bpmn"
    if not diagram.is_file():
        raise DeploymentRefused((), f"Expected the diagram {key}.bpmn in {folder}, but there is none. Add it.")
    labels = folder / f"{key}.en.json"
    beside = [*(path for path in [labels] if path.is_file()), *sorted(folder.glob("*.dmn"))]
    files = {path.name: path.read_bytes() for path in (diagram, *beside)}
    return Package(key, files | {f"forms/{path.name}": _form(path) for path in sorted(forms.glob(f"{key}/*.json"))})


def packages(root: Path = PROCESSES, forms: Path = FORMS) -> list[Package]:
    """Every process under ``root``, those that are called before those that call them."""
    found = {folder.name: read_package(folder, forms) for folder in sorted(root.iterdir()) if _holds_process(folder)}
    ordered: dict[str, Package] = {}
    for key in found:
        ordered |= {package.key: package for package in _callees_first(key, found, set())}
    return list(ordered.values())


def _holds_process(folder: Path) -> bool:
    return (folder / f"{folder.name}.bpmn").is_file()


def _callees_first(key: str, found: Mapping[str, Package], seen: set[str]) -> Iterator[Package]:
    if key not in found or key in seen:
        return
    seen.add(key)
    for called in sorted(found[key].calls):
        yield from _callees_first(called, found, seen)
    yield found[key]


def _form(path: Path) -> bytes:
    try:
        return load_form(path).to_bytes()
    except FormUnreadable as error:
        raise DeploymentRefused((), f"{path.parent.name}/{path.name}: {error}") from error
