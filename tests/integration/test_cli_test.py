"""`marshrut test` says which scenarios came true and what of the diagram they did not show."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.diagrams import end, process, start, user
from webapp.cli.test import test_command as command

STORY = """
name: Вопрос задан
requirements: [S9-1]
people: {ivan: clerks}
steps:
  - start: asked
    by: ivan
  - expect: {tasks: [answer]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "bpmn/ask/scenarios").mkdir(parents=True)
    (tmp_path / "forms/ask").mkdir(parents=True)
    (tmp_path / "forms/ask/answer.json").write_text('{"title": "Ответ", "schema": {"type": "object"}}', "utf-8")
    answer = user("answer", camunda__assignee="${initiator()}", camunda__formKey="answer")
    content = [start("asked"), answer, end("answered")]
    attributes = {"process_id": "ask", "camunda__candidateStarterGroups": "clerks"}
    diagram = process(*content, flows="asked answer answered", **attributes)
    (tmp_path / "bpmn/ask/ask.bpmn").write_bytes(diagram)
    (tmp_path / "bpmn/ask/scenarios/asked.yaml").write_text(STORY, "utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_true_scenarios_are_listed_with_their_requirements_and_what_they_miss(root: Path) -> None:
    status, output = run("--folder", root)
    assert status == 0, output
    assert "✓ Вопрос задан (S9-1)" in output
    assert "1 of 1 scenarios came true, 40 % of the diagram visited" in output
    assert "not visited: answer, answer_answered, answered" in output


def test_a_scenario_that_does_not_come_true_is_explained_and_fails_the_command(root: Path) -> None:
    (root / "bpmn/ask/scenarios/ended.yaml").write_text(STORY.replace("tasks: [answer]", "ended: answered"), "utf-8")
    status, output = run("--folder", root, "ask")
    assert status == 1
    assert "ended.yaml, step 2 (expect: {'ended': 'answered'})" in output
    assert "1 of 2 scenarios came true" in output


def test_a_process_that_cannot_be_deployed_is_explained_by_what_the_linter_found(root: Path) -> None:
    (root / "forms/ask/answer.json").unlink()
    status, output = run("--folder", root)
    assert status == 1
    assert "asked.yaml, before the first step" in output
    assert "answer: Expected" in output


def test_an_unknown_process_is_refused_by_name(root: Path) -> None:
    status, output = run("--folder", root, "answer")
    assert status == 2
    assert "there is no answer" in output
