"""Business rule tasks: decisions and operations (BPMN 2.0.2, 10.3.3; DMN 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.testing import ProcessRun
from tests.diagrams import boundary, end, extended, many, mapping, process, start, task, timer, user
from tests.unit.decisions.tables import definitions, table

Run = Callable[..., ProcessRun]

WHO = definitions(
    table(["amount"], ["who", "days"], ("< 1000", '"manager"', "1", "Small"), (">= 1000", '"director"', "3")),
    table(["amount"], ["one"], ("> 0", "1"), ("> 10", "2"), id="collected", policy="RULE ORDER"),
    table(["amount"], ["one"], ("> 0", "1"), ("> 10", "2"), id="contradicts"),
)


def rule(*content: str, events: str = "", flows: str = "", **attributes: str) -> bytes:
    given = {f"camunda__{name}": value for name, value in {"decisionRef": "d", **attributes}.items()}
    work = task("work", *content, tag="businessRuleTask", **given)
    return process(start(), work, events, user("next", "other"), end(), flows=f"start work next end; {flows}")


@pytest.mark.parametrize(
    ("shape", "decision", "expected"),
    [
        ("resultList", "d", [{"who": "director", "days": 3}]),
        ("singleResult", "d", {"who": "director", "days": 3}),
        ("resultList", "collected", [{"one": 1}, {"one": 2}]),
        ("collectEntries", "collected", [1, 2]),
    ],
)
def test_the_result_has_the_shape_the_task_asks_for(run: Run, shape: str, decision: str, expected: Any) -> None:
    diagram = rule(decisionRef=decision, resultVariable="approval", mapDecisionResult=shape)
    assert run(diagram, {"amount": 5000}, decisions=WHO).data["approval"] == expected


def test_without_a_shape_the_result_is_a_list_as_in_camunda(run: Run) -> None:
    assert run(rule(resultVariable="a"), {"amount": 1}, decisions=WHO).data["a"] == [{"who": "manager", "days": 1}]


def test_the_result_is_there_for_output_parameters(run: Run) -> None:
    content = extended(mapping({"amount": "${2 * price}"}, {"who": "${result.who}"}))
    instance = run(rule(content, mapDecisionResult="singleResult"), {"price": 600}, decisions=WHO)
    assert (instance.data, instance.tasks) == ({"price": 600, "who": "director"}, ["next"])


def test_the_decision_may_be_computed(run: Run) -> None:
    diagram = rule(decisionRef="${table}", resultVariable="found", mapDecisionResult="collectEntries")
    assert run(diagram, {"amount": 5, "table": "collected"}, decisions=WHO).data["found"] == [1]


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"decisionRef": "contradicts"}, "the rules 1, 2 do"),
        (
            {"decisionRef": "collected", "mapDecisionResult": "singleResult"},
            "Expected one result of Decision collected",
        ),
        ({"mapDecisionResult": "singleEntry"}, "Expected one output of Decision d, but there are who, days"),
        ({"mapDecisionResult": "collectEntries"}, "Expected one output of Decision d, but there are who, days"),
        ({"decisionRef": "gone"}, "Expected a decision 'gone'"),
    ],
)
def test_what_cannot_be_decided_is_an_incident(run: Run, attributes: dict[str, str], message: str) -> None:
    instance = run(rule(**attributes), {"amount": 5000}, decisions=WHO)
    assert [(i.element_id, message in i.message) for i in instance.incidents] == [("work", True)]


def test_a_retry_decides_on_mended_variables(run: Run) -> None:
    instance = run(rule(resultVariable="who", mapDecisionResult="singleResult"), {"amount": "much"}, decisions=WHO)
    assert [i.kind for i in instance.incidents] == ["expression"]
    instance.retry("work", amount=1)
    assert (instance.tasks, instance.data["who"]) == (["next"], {"who": "manager", "days": 1})


def test_the_history_keeps_the_rules_that_held_and_why(run: Run) -> None:
    work = task("work", tag="businessRuleTask", camunda__decisionRef="d")
    instance = run(process(start(), user("before"), work, end(), flows="start before work end"), decisions=WHO)
    happened = instance.complete("before", amount=1).happenings
    assert [line.data for line in happened if line.kind == "decided"] == [
        {
            "decision": "d",
            "name": "Decision d",
            "rules": [{"rule": 1, "note": "Small"}],
            "result": {"who": "manager", "days": 1},
        }
    ]


def test_each_item_is_decided_for_itself(run: Run) -> None:
    results = "<loopDataOutputRef>found</loopDataOutputRef><outputDataItem name='each'/>"
    content = extended(mapping(outputs={"each": "${result.who}"}))
    diagram = rule(content, many("${[1, 5000]}", "amount", results), mapDecisionResult="singleResult")
    assert run(diagram, decisions=WHO).data == {"found": ["manager", "director"]}


def test_a_rule_task_may_name_an_operation_instead(run: Run) -> None:
    work = task("work", extended(mapping(outputs={"limit": "${result}"})), tag="businessRuleTask", camunda__topic="a.b")
    late = boundary("late", "work", timer("P1D"))
    instance = run(process(start(), work, late, end(), flows="start work end; late end"), results={"a.b": 7})
    assert (instance.data, instance.ended) == ({"limit": 7}, True)
