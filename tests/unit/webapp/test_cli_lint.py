"""`marshrut lint` tells what is wrong and by its exit status whether it matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.diagrams import end, process, start, task
from tests.unit.decisions.tables import definitions as decisions
from tests.unit.decisions.tables import table as decision_table
from webapp.cli.lint import lint_command


def lint(path: Path, *options: str) -> Result:
    return CliRunner().invoke(lint_command, [str(path), *options])


def rules(result: Result) -> set[str]:
    return {finding["rule"] for finding in json.loads(result.output)}


@pytest.fixture
def diagram(tmp_path: Path) -> Path:
    path = tmp_path / "bpmn" / "lead" / "lead.bpmn"
    path.parent.mkdir(parents=True)
    work = task("work", tag="userTask", camunda__formKey="qualify", camunda__assignee="${workday(1)}")
    path.write_bytes(process(start(), work, end(), flows="start work end"))
    return path


def test_errors_make_the_exit_status_one(diagram: Path) -> None:
    result = lint(diagram)
    assert result.exit_code == 1
    assert f"{diagram}:1: error: work function-unknown: " in result.output


def test_warnings_do_not(diagram: Path) -> None:
    diagram.write_bytes(process(start(), end(), flows="start end"))
    result = lint(diagram)
    assert result.exit_code == 0
    assert result.output.endswith("0 errors, 1 warning\n")


def test_forms_are_looked_for_beside_the_diagrams(diagram: Path) -> None:
    assert "form-unknown" not in rules(lint(diagram, "--format", "json"))
    folder = diagram.parents[2] / "forms" / "lead"
    folder.mkdir(parents=True)
    assert "form-unknown" in rules(lint(diagram, "--format", "json"))
    (folder / "qualify.json").write_text("{}")
    assert "form-unknown" not in rules(lint(diagram, "--format", "json"))


def test_house_style_is_asked_for(diagram: Path) -> None:
    assert "label-missing" not in rules(lint(diagram, "--format", "json"))
    assert "label-missing" in rules(lint(diagram, "--format", "json", "--house-style"))


def test_a_broken_file_is_told_like_any_other_finding(diagram: Path) -> None:
    diagram.write_text("<definitions>")
    result = lint(diagram, "--format", "json")
    assert result.exit_code == 1
    assert rules(result) == {"unreadable"}


def test_decision_tables_are_checked_cell_by_cell(diagram: Path) -> None:
    table = diagram.with_name("approval.dmn")
    table.write_bytes(decisions(decision_table(["amount"], ["who"], ("<", '"manager"'), id="approval")))
    result = lint(table)
    assert result.exit_code == 1
    assert f"{table}:1: error: approval «Decision approval» decision-broken: Expected rule 1, input 1" in result.output


def test_the_tables_beside_a_diagram_are_what_it_may_ask(diagram: Path) -> None:
    diagram.with_name("a.dmn").write_bytes(decisions(decision_table(["amount"], ["who"], id="approval")))
    asks = task("work", tag="businessRuleTask", camunda__decisionRef="approvals")
    diagram.write_bytes(process(start(), asks, end(), flows="start work end"))
    assert "“approvals” is none. Did you mean approval?" in lint(diagram).output
