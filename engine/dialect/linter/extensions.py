"""Rules of extensions: what an attribute or element beyond BPMN asks for is done, refused, or has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dialect.diagram import ACTIVITIES, EVENTS, FLOW_NODES, THROWING, Diagram, can_bring, tag_of, takes_along
from engine.dialect.extension_readers import CAUGHT
from engine.dialect.global_tasks import TASKS as GLOBAL_TASKS
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem
from engine.dialect.namespaces import CAMUNDA, SPIFF, bpmn, camunda

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
NAMESPACES = {
    CAMUNDA: "camunda",
    SPIFF: "spiffworkflow",
    ZEEBE: "zeebe",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
}

PEOPLE = frozenset(["userTask", "manualTask"])
PASSING = frozenset(["callActivity", "messageEventDefinition", "signalEventDefinition"])
MAPPING = frozenset(ACTIVITIES | EVENTS)
DIRECTIONS = {"input": "taken along", "output": "brought"}
STOPS = FLOW_NODES | {"multiInstanceLoopCharacteristics"}
PLACES: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (PEOPLE | {"startEvent"}, ("camunda:formKey",)),
    (PEOPLE, ("camunda:assignee", "camunda:candidateUsers", "camunda:candidateGroups")),
    (PEOPLE, ("camunda:dueDate", "camunda:followUpDate", "camunda:priority")),
    (frozenset(["serviceTask", "sendTask"]), ("spiffworkflow:serviceTaskOperator",)),
    (frozenset(["serviceTask", "sendTask", "businessRuleTask"]), ("camunda:type", "camunda:topic")),
    (frozenset(["businessRuleTask"]), ("camunda:decisionRef", "camunda:decisionRefBinding")),
    (frozenset(["businessRuleTask"]), ("camunda:mapDecisionResult", "camunda:resultVariable")),
    (PASSING, ("camunda:in",)),
    (frozenset(["callActivity"]), ("camunda:out", "camunda:calledElementBinding")),
    (frozenset(["callActivity"]), ("camunda:calledElementVersion", "camunda:calledElementVersionTag")),
    (MAPPING, ("camunda:inputOutput",)),
    (STOPS, ("camunda:asyncBefore", "camunda:async", "camunda:asyncAfter", "camunda:exclusive")),
    (STOPS, ("camunda:failedJobRetryTimeCycle",)),
    (frozenset(["error"]), ("camunda:errorMessage",)),
    (frozenset(["errorEventDefinition"]), ("camunda:errorCodeVariable", "camunda:errorMessageVariable")),
    (frozenset(["escalationEventDefinition"]), ("camunda:escalationCodeVariable",)),
    (frozenset(["multiInstanceLoopCharacteristics"]), ("camunda:collection", "camunda:elementVariable")),
    (frozenset(["process"]), ("camunda:candidateStarterGroups", "camunda:versionTag")),
)
"""What the engine does, and at which elements."""

READ = {name: tags for tags, names in PLACES for name in names}

SILENT = frozenset(
    [
        *("camunda:historyTimeToLive", "camunda:isStartableInTasklist", "camunda:diagramRelationId"),
        *("camunda:modelerTemplate", "camunda:modelerTemplateVersion", "camunda:modelerTemplateIcon"),
        *("camunda:properties", "spiffworkflow:properties", "spiffworkflow:unitTests"),
    ]
)
"""What may stand anywhere: properties, and what is of no consequence to how a process runs."""

REFUSED = frozenset(
    [
        *("camunda:class", "camunda:delegateExpression", "camunda:expression", "camunda:resource"),
        *("camunda:connector", "camunda:executionListener", "camunda:taskListener"),
        *("camunda:formData", "camunda:formRef", "camunda:caseRef", "camunda:script"),
        *("camunda:variableMappingClass", "camunda:variableMappingDelegateExpression"),
        "camunda:errorEventDefinition",
        *("spiffworkflow:preScript", "spiffworkflow:postScript", "spiffworkflow:calledDecisionId"),
        *("spiffworkflow:messagePayload", "spiffworkflow:messageVariable", "spiffworkflow:payloadExpression"),
        *("spiffworkflow:variableName", "spiffworkflow:scriptsOnInstances"),
    ]
)
"""What changes how a process runs in its own engine and is not done here; with it everything of zeebe:."""

PARTS = frozenset(
    [
        *("conditionExpression", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
        *("timerEventDefinition", "messageEventDefinition", "errorEventDefinition", "escalationEventDefinition"),
        *("signalEventDefinition", "conditionalEventDefinition", "linkEventDefinition", "condition", "loopCondition"),
        *("loopCardinality", "completionCondition", "timeDuration", "timeDate", "timeCycle"),
    ]
)
"""Parts of an element that may have ids of their own; nobody looks for those."""


def extensions_not_executed(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What changes the course of a process and is not done must not be passed over."""
    for owner, tag, name in _extensions(diagram):
        if name in REFUSED or name.startswith("zeebe:"):
            message = f"Expected extensions the engine knows, but {name} is not executed"
            yield Problem(owner, message, "Say it with operations, input and output parameters or script tasks")
        elif tag not in READ.get(name, {tag}):
            message = f"Expected {name} at {_list(READ[name])}, but it stands at <{tag}>, where it is not executed"
            yield Problem(owner, message, "Delete it here")


def extensions_not_understood(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A file may say that nobody can run it without knowing an extension (BPMN 2.0.2, 8.3.3, mustUnderstand)."""
    for extension in diagram.document.root.iterchildren(bpmn("extension")):
        name = extension.get("definition", "")
        known = extension.nsmap.get(name.rpartition(":")[0] or None) in NAMESPACES
        if extension.get("mustUnderstand") == "true" and not known:
            message = f"Expected extensions the engine knows, but “{name}” has to be understood"
            yield Problem(extension, message, "Say it with elements of BPMN, or delete the extension")


def idle_mappings(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An event that throws passes on what a message or a signal takes along; one that catches gives what has come."""
    for node in diagram.executed(*EVENTS):
        mapping = node.element.find(f"{bpmn('extensionElements')}/{camunda('inputOutput')}")
        for name, works in (("input", takes_along), ("output", can_bring)):
            if mapping is not None and mapping.find(camunda(f"{name}Parameter")) is not None and not works(node):
                message = f"Expected no {name} parameters where nothing is {DIRECTIONS[name]}, but there are some"
                yield Problem(node.element, message, "Delete them, or use a script task")
        for name in CAUGHT if node.tag in THROWING else ():
            if any(definition.get(camunda(name)) for definition in node.event_definitions):
                message = f"Expected camunda:{name} where something is caught, but this event throws"
                yield Problem(node.element, message, "Delete it")


def extensions_ignored(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What nobody reads has no effect, which its author should know."""
    for owner, _tag, name in _extensions(diagram):
        if name not in READ and name not in SILENT | REFUSED and not name.startswith("zeebe:"):
            message = f"Expected extensions the engine knows, but {name} has no effect"
            yield Problem(owner, message, "Delete it, or say it by a camunda: extension that the engine knows")


def _extensions(diagram: Diagram) -> Iterator[tuple[etree._Element, str, str]]:
    """Every extension attribute and element: the element to name in a message, the tag it stands at, its name."""
    for part in _parts_that_run(diagram):
        for element in part.iter(bpmn("*")):
            at = element.getparent() if tag_of(element) == "extensionElements" else element
            names = element.keys() if at is element else (child.tag for child in element.iterchildren("{*}*"))
            for name in filter(None, map(_name, map(str, names))):
                yield _owner(element), tag_of(element if at is None else at), name


def _parts_that_run(diagram: Diagram) -> Iterator[etree._Element]:
    """The processes to execute, and what stands beside them: messages, errors, pools."""
    yield from diagram.document.processes
    documentation = tuple(map(bpmn, ("process", *GLOBAL_TASKS)))
    yield from (part for part in diagram.document.root.iterchildren(bpmn("*")) if part.tag not in documentation)


def _name(key: str) -> str | None:
    """The name with its usual prefix, if it is of a namespace that engines use."""
    qualified = etree.QName(key)
    prefix = NAMESPACES.get(qualified.namespace or "")
    return f"{prefix}:{qualified.localname}" if prefix else None


def _owner(element: etree._Element) -> etree._Element:
    """The flow node, flow, process or other part of the file an extension stands in."""
    lines = (element, *element.iterancestors(bpmn("*")))
    return next((one for one in lines if one.get("id") and tag_of(one) not in PARTS), element)


def _list(tags: frozenset[str]) -> str:
    """The tags for a message; activities are too many to list."""
    return "activities and events" if tags == MAPPING else " or ".join(f"<{tag}>" for tag in sorted(tags))
