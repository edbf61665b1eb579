"""A process's files become a package whose hash is that of its content."""

import shutil
from pathlib import Path

import pytest

from engine.deployment import PROCESSES, Package, packages, read_package
from engine.errors import DeploymentRefused
from engine.forms import FORMS
from tests.diagrams import end, process, start, task

PIECE = FORMS / "common" / "lines.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("bpmn", "forms/ask"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def drawn(root: Path, key: str, *content: str, process_id: str = "") -> Path:
    folder = root / "bpmn" / key
    folder.mkdir()
    (folder / f"{key}.bpmn").write_bytes(process(start(), *content, end(), process_id=process_id or key))
    return folder


def calls(key: str) -> str:
    return task(f"call_{key}", tag="callActivity", calledElement=key)


def test_a_package_holds_the_diagram_its_labels_and_its_forms(root: Path) -> None:
    folder = drawn(root, "ask")
    (folder / "ask.en.json").write_text('{"process": "Ask"}')
    (root / "forms/ask/start.json").write_text('{"title": "Спросить", "schema": {}}')
    package = read_package(folder, root / "forms")
    assert sorted(package.files) == ["ask.bpmn", "ask.en.json", "forms/start.json"]
    assert (package.form_keys, package.labels_en) == ({"start"}, {"process": "Ask"})
    assert package.process.get("id") == "ask"


def test_forms_are_packed_with_the_shared_pieces_in_them(root: Path) -> None:
    (root / "forms/ask/start.json").write_text('{"title": "x", "schema": {"$ref": "common/lines.json"}}')
    package = read_package(drawn(root, "ask"), root / "forms")
    assert b"$ref" not in package.files["forms/start.json"]
    assert "Товарные позиции".encode() in package.files["forms/start.json"]


def test_the_hash_is_that_of_the_content_whatever_the_order(root: Path) -> None:
    files = {"ask.bpmn": b"1", "forms/a.json": b"2"}
    assert Package("ask", files).sha256 == Package("ask", dict(reversed(files.items()))).sha256
    assert Package("ask", files).sha256 != Package("ask", {**files, "forms/a.json": b"3"}).sha256


def test_called_processes_come_before_those_that_call_them(root: Path) -> None:
    drawn(root, "a_sale", calls("delivery"), calls("elsewhere"))
    drawn(root, "b_order", calls("a_sale"))
    drawn(root, "delivery", calls("b_order"))
    assert [package.key for package in packages(root / "bpmn", root / "forms")] == ["b_order", "delivery", "a_sale"]


def test_a_folder_without_a_diagram_is_no_process(root: Path) -> None:
    (root / "bpmn/notes").mkdir()
    drawn(root, "ask")
    assert [package.key for package in packages(root / "bpmn", root / "forms")] == ["ask"]


def test_a_missing_diagram_is_named(root: Path) -> None:
    (root / "bpmn/ask").mkdir()
    with pytest.raises(DeploymentRefused, match=r"Expected the diagram ask\.bpmn"):
        read_package(root / "bpmn/ask", root / "forms")


def test_a_process_called_differently_from_its_folder_is_named(root: Path) -> None:
    package = read_package(drawn(root, "ask", process_id="answer"), root / "forms")
    with pytest.raises(DeploymentRefused, match=r"'ask' in ask\.bpmn, but there is answer"):
        assert package.process


def test_a_broken_form_is_named(root: Path) -> None:
    (root / "forms/ask/start.json").write_text("{")
    with pytest.raises(DeploymentRefused, match=r"ask/start\.json: Expected the form to be JSON"):
        read_package(drawn(root, "ask"), root / "forms")


def test_the_shipped_processes_can_all_be_read(tmp_path: Path) -> None:
    copied = shutil.copytree(PROCESSES, tmp_path / "bpmn")
    assert [package.sha256 for package in packages(copied)] == [package.sha256 for package in packages()]
    assert "lead_qualification" in {package.key for package in packages()}
