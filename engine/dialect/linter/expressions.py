"""Rules of what is computed: every expression, text and script that runs compiles, in the language we have."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.dialect.behavior_reader import definitions_of
from engine.dialect.data_reader import INPUT, OUTPUT, computed
from engine.dialect.diagram import Diagram, Node, Scope, tag_of
from engine.dialect.extension_readers import listed
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem, remedy_for
from engine.dialect.namespaces import bpmn, camunda
from engine.scripting import BUILT_IN_FUNCTIONS, ExpressionSyntaxError, compile_expression, compile_script, compile_text
from engine.scripting.juel import end_of_expression

LANGUAGES = frozenset(["", "python", "text/python", "text/x-python", "application/x-python", "juel"])
TEXT_ATTRIBUTES = (
    "assignee",
    "candidateUsers",
    "candidateGroups",
    "dueDate",
    "followUpDate",
    "priority",
    "decisionRef",
)
TEXT_PROPERTIES = (
    *("title", "correlationKey", "messageTimeToLive", "activeElements"),
    *("remindFrom", "overdueAfter", "escalateTo", "escalateAfter"),
)
LISTS = ("remindAfter", "remindBefore")
TIMERS = ("timeDate", "timeDuration", "timeCycle")
OWN_CONDITIONS = {"complexGateway": "activationCondition", "adHocSubProcess": "completionCondition"}
LOOP_TEXTS = ("loopCardinality", "completionCondition")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Something to compile: whose it is, what messages call it, its text and how to compile that."""

    element: etree._Element
    what: str
    text: str
    compile: Callable[[str], Any]


def broken_expressions(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What does not compile cannot run; found here, not at the moment a client waits."""
    for source in sources(diagram):
        try:
            source.compile(source.text)
        except ExpressionSyntaxError as error:
            message = f"Expected a valid {source.what}, but “{_short(source.text)}” is not: {error.reason}"
            yield Problem(source.element, message, "Correct it; the language is a part of Python inside ${…}")


def unknown_functions(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """A function nobody offers fails when it is called."""
    for source in sources(diagram) if context.functions is not None else ():
        with suppress(ExpressionSyntaxError):
            for name in sorted(source.compile(source.text).functions - set(context.functions or ())):
                known = {*(context.functions or ()), *BUILT_IN_FUNCTIONS}
                message = f"Expected a known function in the {source.what}, but there is no {name}()"
                yield Problem(source.element, message, remedy_for(name, known, "Correct its name"))


def foreign_languages(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Scripts and conditions of other languages would be read as if they were ours.

    Many tools write the schema's own default, XPath, whatever language their users write (BPMN 2.0.2, table 8.1).
    """
    language = diagram.document.root.get("expressionLanguage", "")
    if language.lower() not in LANGUAGES and "xpath" not in language.lower() and diagram.document.processes:
        message = f"Expected expressions in Python, but the file's expressionLanguage is “{language}”"
        yield Problem(diagram.document.processes[0], message, "Write them anew in Python and delete the attribute")
    for scope in diagram.executable_scopes:
        for element in scope.element.iter(bpmn("*"), camunda("script")):
            language = element.get("scriptFormat") or element.get("language") or ""
            if language.lower() not in LANGUAGES and _owner(element) is scope.element:
                message = f"Expected a script in Python, but it is in “{language}”"
                yield Problem(_named(element), message, "Write it anew in Python and set the format to python")


def sources(diagram: Diagram) -> Iterator[Source]:
    """Everything that is compiled when the diagram is deployed."""
    yield from _correlations(diagram)
    for scope in diagram.executable_scopes:
        yield from _conditions(scope)
        for node in scope.nodes:
            yield from _attributes(node)
            yield from _loop(node)
            yield from _standard_loop(node)
            yield from _event_condition(node)
            yield from _timers(node)
            yield from _parameters(node)
            yield from _passed(node)
            yield from _data(node)
            yield from _signal_names(node, diagram)
            yield from _error_messages(node, diagram)
            yield from _own_condition(node)
            if node.tag == "scriptTask":
                yield Source(node.element, "script", node.element.findtext(bpmn("script")) or "", compile_script)


def _conditions(scope: Scope) -> Iterator[Source]:
    for flow in scope.flows:
        if flow.condition is not None:
            yield Source(flow.element, "condition", (flow.condition.text or "").strip(), _compile_formula)


def _own_condition(node: Node) -> Iterator[Source]:
    name = OWN_CONDITIONS.get(node.tag)
    if name and (condition := (node.element.findtext(bpmn(name)) or "").strip()):
        yield Source(node.element, name, condition, _compile_formula)


def _attributes(node: Node) -> Iterator[Source]:
    for name in TEXT_ATTRIBUTES:
        if text := node.element.get(camunda(name)):
            yield Source(node.element, f"camunda:{name}", text, compile_text)
    for item in node.element.iterfind(f"{bpmn('extensionElements')}/{camunda('properties')}/*"):
        if item.get("name") in TEXT_PROPERTIES:
            yield Source(node.element, f"property {item.get('name')}", item.get("value", ""), compile_text)
        for part in listed(item.get("value")) if item.get("name") in LISTS else ():
            yield Source(node.element, f"property {item.get('name')}", part, compile_text)
    if node.tag == "userTask":
        yield Source(node.element, "title", node.label, compile_text)


def _loop(node: Node) -> Iterator[Source]:
    loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is not None:
        texts = {"collection": loop.get(camunda("collection")), **{n: loop.findtext(bpmn(n)) for n in LOOP_TEXTS}}
        for name, text in texts.items():
            if text and text.strip():
                yield Source(node.element, name, text.strip(), _compile_formula)
        for condition in loop.iterfind(f"{bpmn('complexBehaviorDefinition')}/{bpmn('condition')}"):
            if text := (condition.text or "").strip():
                yield Source(node.element, "condition", text, _compile_formula)


def _standard_loop(node: Node) -> Iterator[Source]:
    condition = node.element.findtext(f"{bpmn('standardLoopCharacteristics')}/{bpmn('loopCondition')}")
    if condition and condition.strip():
        yield Source(node.element, "loopCondition", condition.strip(), _compile_formula)


def _event_condition(node: Node) -> Iterator[Source]:
    for condition in node.element.iterfind(f"{bpmn('conditionalEventDefinition')}/{bpmn('condition')}"):
        if text := (condition.text or "").strip():
            yield Source(node.element, "condition", text, _compile_formula)


def _timers(node: Node) -> Iterator[Source]:
    for definition in node.element.iterchildren(bpmn("timerEventDefinition")):
        for text in filter(None, (definition.findtext(bpmn(name)) for name in TIMERS)):
            yield Source(node.element, "timer", text.strip(), compile_text)


def _parameters(node: Node) -> Iterator[Source]:
    """The leaves of `camunda:inputOutput`: texts, scripts, and the same inside maps and lists."""
    mapping = node.element.find(f"{bpmn('extensionElements')}/{camunda('inputOutput')}")
    for value in () if mapping is None else mapping.iter(camunda("*")):
        text = (value.text or "").strip()
        name = f"parameter {_parameter_name(value)}"
        if tag_of(value) == "script":
            yield Source(node.element, name, text, compile_expression)
        elif text and not len(value):
            yield Source(node.element, name, text, compile_text)


def _data(node: Node) -> Iterator[Source]:
    for tag in (INPUT, OUTPUT):
        for name, text, _optional in computed(node.element, tag):
            if text:
                yield Source(node.element, f"value of {name}", text, _compile_formula)


def _correlations(diagram: Diagram) -> Iterator[Source]:
    """Where values of correlation keys are, in messages and among variables."""
    for path in diagram.document.root.iter(bpmn("messagePath"), bpmn("dataPath")):
        if text := (path.text or "").strip():
            yield Source(_named(path), tag_of(path), text, _compile_formula)


def _signal_names(node: Node, diagram: Diagram) -> Iterator[Source]:
    for definition in node.element.iterchildren(bpmn("signalEventDefinition")):
        signal = diagram.document.elements.get(definition.get("signalRef", ""))
        if signal is not None and signal.get("name"):
            yield Source(node.element, "signal's name", signal.get("name", ""), compile_text)


def _error_messages(node: Node, diagram: Diagram) -> Iterator[Source]:
    for definition in node.element.iterchildren(bpmn("errorEventDefinition")):
        error = diagram.document.elements.get(definition.get("errorRef", ""))
        if error is not None and (text := error.get(camunda("errorMessage"))):
            yield Source(node.element, "error's message", text, compile_text)


def _passed(node: Node) -> Iterator[Source]:
    """`camunda:in` and `camunda:out` of a call, and what a message or a signal takes along."""
    loop = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    by_iterations = () if loop is None else itertools.chain.from_iterable(definitions_of(loop))
    says = (node.element, *node.element, *by_iterations)
    passed = itertools.chain.from_iterable(each.iterfind(f"{bpmn('extensionElements')}/*") for each in says)
    for mapping in (each for each in passed if each.tag in (camunda("in"), camunda("out"))):
        if source := mapping.get("source"):
            yield Source(node.element, "source", source, compile_expression)
        for name in ("sourceExpression", "businessKey"):
            if text := mapping.get(name):
                yield Source(node.element, name, text, compile_text)


def _compile_formula(text: str) -> Any:
    """A condition or a number: with more around ``${…}`` it would be a text, always true and never a number."""
    if text.startswith(("${", "#{")) and end_of_expression(text, 2) == len(text) - 1:
        return compile_text(text)
    if "${" in text or "#{" in text:
        raise ExpressionSyntaxError(text, 1, 1, "Expected one ${…} and nothing around it, but there is more")
    return compile_expression(text)


def _parameter_name(value: etree._Element) -> str:
    named = (element.get("name") or element.get("key") for element in (value, *value.iterancestors()))
    return next((name for name in named if name), "")


def _owner(element: etree._Element) -> etree._Element | None:
    """The innermost process or subprocess around an element, so that each is looked at once."""
    frames = [bpmn(tag) for tag in ("process", "subProcess", "transaction", "adHocSubProcess")]
    return next(element.iterancestors(*frames), None)


def _named(element: etree._Element) -> etree._Element:
    """The element itself or the nearest around it that has an id."""
    return next(one for one in (element, *element.iterancestors()) if one.get("id"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
