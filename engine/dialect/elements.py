"""
The table of elements: for each tag the parser that reads it and the class that executes it.

What is not in it, or not with this event definition, is not executed; the linter refuses it at deployment.
"""

from __future__ import annotations

from typing import Any

from lxml.etree import _Element as Element

from engine.dialect import node_parsers as read
from engine.dialect.namespaces import bpmn, camunda
from engine.semantics import (
    ad_hoc,
    business_rules,
    catching,
    complex_gateway,
    event_gateway,
    event_subprocesses,
    events,
    gateways,
    subprocesses,
    tasks,
    transactions,
)

ELEMENTS: dict[str, tuple[Any, Any]] = {
    bpmn("startEvent"): (read.EventParser, events.StartEvent),
    bpmn("endEvent"): (read.EventParser, events.EndEvent),
    bpmn("intermediateCatchEvent"): (read.EventParser, events.IntermediateCatchEvent),
    bpmn("intermediateThrowEvent"): (read.EventParser, events.IntermediateThrowEvent),
    bpmn("boundaryEvent"): (read.BoundaryEventParser, catching.BoundaryEvent),
    bpmn("task"): (read.ActivityParser, tasks.NoneTask),
    bpmn("userTask"): (read.UserTaskParser, tasks.UserTask),
    bpmn("manualTask"): (read.UserTaskParser, tasks.ManualTask),
    bpmn("scriptTask"): (read.ScriptTaskParser, tasks.ScriptTask),
    bpmn("serviceTask"): (read.ActivityParser, tasks.ServiceTask),
    bpmn("sendTask"): (read.SendTaskParser, tasks.SendTask),
    bpmn("businessRuleTask"): (read.BusinessRuleTaskParser, business_rules.BusinessRuleTask),
    bpmn("receiveTask"): (read.ReceiveTaskParser, tasks.ReceiveTask),
    bpmn("exclusiveGateway"): (read.NodeParser, gateways.ExclusiveGateway),
    bpmn("parallelGateway"): (read.NodeParser, gateways.ParallelGateway),
    bpmn("inclusiveGateway"): (read.NodeParser, gateways.InclusiveGateway),
    bpmn("complexGateway"): (read.ComplexGatewayParser, complex_gateway.ComplexGateway),
    bpmn("eventBasedGateway"): (read.EventGatewayParser, event_gateway.EventBasedGateway),
    bpmn("subProcess"): (read.SubProcessParser, subprocesses.SubProcess),
    bpmn("transaction"): (read.SubProcessParser, transactions.Transaction),
    bpmn("adHocSubProcess"): (read.AdHocParser, ad_hoc.AdHocSubProcess),
    bpmn("callActivity"): (read.ActivityParser, subprocesses.CallActivity),
}

EVENT_SUBPROCESS = (read.EventSubProcessParser, event_subprocesses.EventSubProcess)
"""For a subprocess that an event starts."""

RULE_OPERATION = (read.ActivityParser, business_rules.RuleOperation)
"""For a business rule task that names an operation instead of a decision."""


def row_of(element: Element) -> tuple[Any, Any]:
    """The parser and the class of an element of the table."""
    if element.get("triggeredByEvent") == "true":
        return EVENT_SUBPROCESS
    if element.tag == bpmn("businessRuleTask") and element.get(camunda("topic")):
        return RULE_OPERATION
    return ELEMENTS[str(element.tag)]


def _definitions(names: str) -> frozenset[str]:
    return frozenset(f"{name}EventDefinition" for name in names.split())


EXECUTED_EVENTS: dict[str, frozenset[str]] = {
    "startEvent": _definitions("timer message signal"),
    "endEvent": _definitions("error escalation message signal compensate terminate cancel"),
    "intermediateCatchEvent": _definitions("timer message signal conditional link"),
    "intermediateThrowEvent": _definitions("escalation message signal compensate link"),
    "boundaryEvent": _definitions("timer message signal conditional error escalation compensate cancel"),
}
"""Which event definitions are executed at which kind of event; none at all is executed everywhere but on a boundary."""

EVENT_SUBPROCESS_STARTS = _definitions("timer message signal conditional error escalation compensate")
"""What can start an event subprocess."""
