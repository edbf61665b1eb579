"""Rules of what is done by operations and called processes: they exist and get what they ask for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from engine.dialect.data_reader import INPUT, computed
from engine.dialect.diagram import Diagram, Node
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem, remedy_for
from engine.dialect.namespaces import SPIFF, bpmn, camunda

PERFORMING = ("serviceTask", "sendTask")
VERSIONS = {"version": "calledElementVersion", "versionTag": "calledElementVersionTag"}
EXTENSIONS = bpmn("extensionElements")
SPIFF_OPERATOR = f"{EXTENSIONS}/{{{SPIFF}}}serviceTaskOperator"


def missing_operation(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A service task and a send task do what their topic names; a send task may send a message instead."""
    for node in diagram.executed(*PERFORMING):
        if not _topic(node) and not (node.tag == "sendTask" and node.element.get("messageRef")):
            message = "Expected an operation, but the task names none"
            yield Problem(
                node.element, message, "Set camunda:type=“external” and camunda:topic, such as records.create"
            )


def unknown_operation(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """What nobody does would wait for ever."""
    for node in diagram.executed(*PERFORMING, "businessRuleTask"):
        topic = _topic(node)
        if topic and context.operations is not None and topic not in context.operations:
            message = f"Expected a known operation, but “{topic}” is none"
            yield Problem(node.element, message, remedy_for(topic, context.operations, "Correct camunda:topic"))


def wrong_arguments(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """Input parameters are the operation's arguments, and so are data inputs."""
    for node in diagram.executed(*PERFORMING, "businessRuleTask"):
        operation = (context.operations or {}).get(_topic(node) or "")
        if operation is not None:
            yield from _compare(node, operation)


def missing_called_process(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A call activity names what it calls; a computed name is not executed."""
    for node in diagram.executed("callActivity"):
        called = node.element.get("calledElement", "")
        if not called or "${" in called:
            message = f"Expected the key of a process to call, but calledElement is “{called}”"
            yield Problem(node.element, message, "Set calledElement to the key of a process")


def wrong_binding(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A call runs the newest version unless it names another, by number or by tag, or what came in the same file."""
    own = {process.get("id", "") for process in diagram.document.processes}
    for node in diagram.executed("callActivity"):
        binding = node.element.get(camunda("calledElementBinding"), "latest")
        if reason := _why_unbound(node, binding, own):
            message = f"Expected to know which version to call, but it is bound to “{binding}” and {reason}"
            yield Problem(node.element, message, "Bind it to latest, or to a version or versionTag that is named")


def unknown_called_process(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """A process that is not deployed cannot be called; one of the same file can."""
    own = {process.get("id", "") for process in diagram.document.processes}
    for node in diagram.executed("callActivity"):
        called = node.element.get("calledElement", "")
        if called and "${" not in called and context.processes is not None and called not in {*own, *context.processes}:
            message = f"Expected a deployed process, but “{called}” is none"
            yield Problem(node.element, message, remedy_for(called, context.processes, "Deploy it first"))


def _why_unbound(node: Node, binding: str, own: set[str]) -> str | None:
    """Why a binding names no version; None if it does."""
    if binding == "deployment":
        return (
            None if node.element.get("calledElement") in own else "the process is in another file, deployed by itself"
        )
    if binding not in VERSIONS:
        return None if binding == "latest" else "there is no such binding"
    version = node.element.get(camunda(VERSIONS[binding]), "")
    if binding == "version" and version and not version.isdecimal():
        return f"“{version}” is no number"
    return None if version else f"camunda:{VERSIONS[binding]} is missing"


def _topic(node: Node) -> str | None:
    operator = node.element.find(SPIFF_OPERATOR)
    return node.element.get(camunda("topic")) or (None if operator is None else operator.get("id"))


def _compare(node: Node, operation: Callable[..., Any]) -> Iterator[Problem]:
    _context, *parameters = inspect.signature(operation).parameters.values()
    given, allowed = set(_arguments(node.element)), {parameter.name for parameter in parameters}
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    for name in sorted(given - allowed):
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            message = f"Expected an argument of {_topic(node)}, but “{name}” is none"
            yield Problem(node.element, message, remedy_for(name, allowed, "Rename or delete the input parameter"))
    for name in needed:
        if name not in given:
            message = f"Expected the argument “{name}” of {_topic(node)}, but it is not given"
            yield Problem(node.element, message, f"Add an input parameter “{name}”")


def _arguments(element: etree._Element) -> Iterator[str]:
    parameters = element.iterfind(f"{EXTENSIONS}/{camunda('inputOutput')}/{camunda('inputParameter')}")
    spiff = element.iterfind(f"{SPIFF_OPERATOR}/{{{SPIFF}}}parameters/{{{SPIFF}}}parameter")
    yield from (parameter.get("name", "") for parameter in parameters)
    yield from (parameter.get("id", "") for parameter in spiff)
    yield from (each.name for each in computed(element, INPUT))
