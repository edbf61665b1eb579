"""Global tasks as processes of one task (BPMN 2.0.2, 10.3.6); how they are called is in tests/integration."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import element, end, process, start, task
from tests.semantics.test_business_rules import WHO

Run = Callable[..., ProcessRun]


def test_a_global_business_rule_task_decides_where_it_is_called_10_3_6(run: Run) -> None:
    shown = {"camunda__resultVariable": "approval", "camunda__mapDecisionResult": "singleResult"}
    decides = element("globalBusinessRuleTask", "check", camunda__decisionRef="d", **shown)
    call = task("ask", tag="callActivity", calledElement="check")
    diagram = process(start(), call, end(), flows="start ask end", extra=[decides])
    instance = run(diagram, {"amount": 5000}, key="check", decisions=WHO)
    assert (instance.ended, instance.data["approval"]) == (True, {"who": "director", "days": 3})
    assert run(diagram, key="p", decisions=WHO).calls[0].process == "check"
