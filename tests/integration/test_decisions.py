"""Decision tables are part of a process's version, like its forms."""

from __future__ import annotations

import pytest

from engine import commands
from engine.deployment import Package
from engine.errors import DeploymentRefused
from tests.diagrams import end, process, start, task
from tests.integration.company import ANYTHING, Company, step
from tests.unit.decisions.tables import definitions, table

DIAGRAM = process(
    start(),
    task("ask", tag="businessRuleTask", camunda__decisionRef="who", camunda__resultVariable="who",
         camunda__mapDecisionResult="singleEntry"),
    step("work"),
    end(),
    flows="start ask work end",
)  # fmt: skip


def package(below: str, expected: str) -> Package:
    rows = ((f"< {below}", '"manager"', "Small"), (f">= {below}", expected, "Large"))
    files = {"p.bpmn": DIAGRAM, "approval.dmn": definitions(table(["amount"], ["who"], *rows, id="who"))}
    return Package("p", {**files, "forms/anything.json": ANYTHING})


def test_an_instance_decides_by_the_table_of_its_version(company: Company) -> None:
    company.do(commands.deploy, package("1000", '"director"'))
    first = company.start(amount=500)
    assert company.do(commands.deploy, package("100", '"owner"')).version == 2
    second = company.start(amount=500)
    assert [company.variables(i)["who"] for i in (first, second)] == ["manager", "owner"]
    (told,) = company.history(second, "decided")
    assert (told.element_id, told.data["rules"]) == ("ask", [{"rule": 2, "note": "Large"}])


def test_a_broken_table_is_refused_with_its_cell(company: Company) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        company.do(commands.deploy, package("100", "many words"))
    (finding,) = [finding for finding in refused.value.findings if finding.severity == "error"]
    assert (finding.file, finding.rule, finding.element_id) == ("approval.dmn", "decision-broken", "who")
    assert finding.message.startswith("Expected rule 2, output 1 to hold an expression")


def test_a_decision_that_is_not_there_is_refused(company: Company) -> None:
    with pytest.raises(DeploymentRefused, match="“who” is none"):
        company.deploy(DIAGRAM)
