"""`marshrut deploy` refuses what is wrong as `marshrut lint` tells it: a line for each finding, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.diagrams import end, process, start, task
from webapp.cli import main

LACKING = process(start(), task("ask", tag="userTask", camunda__formKey="ask"), end(), flows="start ask end")


def test_a_refused_deployment_prints_what_the_linter_has_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bpmn/p").mkdir(parents=True)
    (tmp_path / "forms").mkdir()
    (tmp_path / "bpmn/p/p.bpmn").write_bytes(LACKING)
    monkeypatch.setenv("MARSHRUT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("MARSHRUT_PROCESSES", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    done = CliRunner().invoke(main, ["deploy"])
    assert done.exit_code == 1
    refusal, *lines = done.output.splitlines()
    assert refusal.startswith("Error: 'p' cannot be deployed")
    assert any(line.startswith("p.bpmn:1: error: ask form-unknown: Expected a form of this process") for line in lines)
    assert lines[-1] == "2 errors, 2 warnings"
