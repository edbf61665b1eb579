"""Reads the extensions of a flow node, ``camunda:`` and ``spiffworkflow:``, into `Extensions`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, cast

from lxml import etree

from engine.dialect import data_reader
from engine.dialect.extensions import (
    AlarmExtension,
    Call,
    Extensions,
    JobPolicy,
    ListValue,
    MapValue,
    Parameter,
    UserTaskExtension,
    Value,
)
from engine.dialect.namespaces import SPIFF, bpmn, camunda
from engine.dialect.retry_cycles import read_delays
from engine.scripting import compile_expression, compile_text

Element = etree._Element

CAUGHT = {
    "errorCodeVariable": "error_code",
    "errorMessageVariable": "error_message",
    "escalationCodeVariable": "escalation_code",
}
"""Attributes of event definitions, and the variables they are other names for."""

COMMA = re.compile(r",(?![^{]*\})")


def spiff(name: str) -> str:
    """The full name of a ``spiffworkflow:`` element."""
    return f"{{{SPIFF}}}{name}"


def read_extensions(element: Element) -> Extensions:
    """The extensions of one flow node. Raises ExpressionSyntaxError for an expression that does not compile."""
    properties = _properties(element)
    inputs, outputs = _input_output(element)
    topic, spiff_inputs, spiff_outputs = _spiff_service(element)
    return Extensions(
        inputs=inputs + spiff_inputs,
        outputs=outputs + spiff_outputs,
        user_task=_user_task(element, properties),
        topic=element.get(camunda("topic")) or topic,
        call=_call(element),
        jobs=_jobs(element),
        loop_jobs=_jobs(element.find(bpmn("multiInstanceLoopCharacteristics"))),
        properties=MappingProxyType(properties),
    )


def read_inputs(element: Element) -> tuple[Parameter, ...]:
    """The input parameters of a flow node."""
    return _input_output(element)[0]


def read_passed_in(element: Element) -> tuple[tuple[Parameter, ...], bool]:
    """``camunda:in``: what is passed by name, and whether all variables are."""
    extension = _extension(element)
    passed = () if extension is None else tuple(extension.iterfind(camunda("in")))
    return _mappings(passed), any(mapping.get("variables") == "all" for mapping in passed)


def text_attribute(element: Element, name: str) -> Value | None:
    """A ``camunda:`` attribute as a text with ``${…}``."""
    value = element.get(camunda(name))
    return compile_text(value) if value else None


def listed(text: str | None) -> list[str]:
    """The parts of a list with commas; those within ``${…}`` separate arguments."""
    return [part.strip() for part in COMMA.split(text or "") if part.strip()]


def formula(source: str | None) -> Value | None:
    """A condition or a loop's number: in ``${…}`` or, as some modelers write it, bare. Not a text."""
    source = (source or "").strip()
    if not source:
        return None
    return compile_text(source) if source.startswith(("${", "#{")) else compile_expression(source)


def _extension(element: Element) -> Element | None:
    return element.find(bpmn("extensionElements"))


def _properties(element: Element) -> dict[str, str]:
    extension = _extension(element)
    if extension is None:
        return {}
    found = extension.iterfind(f"{camunda('properties')}/{camunda('property')}")
    spiffs = extension.iterfind(f"{spiff('properties')}/{spiff('property')}")
    return {p.get("name", ""): p.get("value", "") for p in (*found, *spiffs)}


def _input_output(element: Element) -> tuple[tuple[Parameter, ...], tuple[Parameter, ...]]:
    extension = _extension(element)
    mapping = None if extension is None else extension.find(camunda("inputOutput"))
    by_data = _by_data(element, data_reader.INPUT), _by_data(element, data_reader.OUTPUT) + _caught(element)
    if mapping is None:
        return by_data
    return _parameters(mapping, "inputParameter") + by_data[0], _parameters(mapping, "outputParameter") + by_data[1]


def _by_data(element: Element, tag: str) -> tuple[Parameter, ...]:
    """What data associations compute."""
    values = ((each, formula(each.text)) for each in data_reader.computed(element, tag))
    return tuple(Parameter(each.name, value, each.optional) for each, value in values if value is not None)


def _caught(event: Element) -> tuple[Parameter, ...]:
    """What a catching event calls the code and the message of what it catches."""
    named = ((event.iterfind(f"{{*}}*[@{camunda(name)}]"), name, value) for name, value in CAUGHT.items())
    parameters = ((one.get(camunda(name), ""), value) for found, name, value in named for one in found)
    catches = event.tag in (bpmn("boundaryEvent"), bpmn("startEvent"))
    return tuple(Parameter(name, compile_expression(value), optional=True) for name, value in parameters if catches)


def _parameters(mapping: Element, tag: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(p.get("name", ""), _value(p)) for p in mapping.iterfind(camunda(tag)))


def _value(element: Element) -> Value:
    """A parameter's value: a map, a list, a script, or its text."""
    for child in element.iterchildren(camunda("map"), camunda("list"), camunda("script")):
        if child.tag == camunda("map"):
            return MapValue(tuple((e.get("key", ""), _value(e)) for e in child.iterfind(camunda("entry"))))
        if child.tag == camunda("list"):
            return ListValue(tuple(_value(v) for v in child.iterchildren("{*}*")))
        return compile_expression((child.text or "").strip())
    return compile_text((element.text or "").strip())


def _user_task(element: Element, properties: dict[str, str]) -> UserTaskExtension:
    return UserTaskExtension(
        form_key=element.get(camunda("formKey")) or _stem(properties.get("formJsonSchemaFilename")),
        assignee=text_attribute(element, "assignee"),
        candidate_users=text_attribute(element, "candidateUsers"),
        candidate_groups=text_attribute(element, "candidateGroups"),
        due_date=text_attribute(element, "dueDate"),
        follow_up_date=text_attribute(element, "followUpDate"),
        priority=text_attribute(element, "priority"),
        alarms=_alarms(properties),
    )


def _alarms(properties: dict[str, str]) -> AlarmExtension:
    def one(name: str) -> Value | None:
        return compile_text(properties[name]) if properties.get(name) else None

    return AlarmExtension(
        remind_after=tuple(compile_text(part) for part in listed(properties.get("remindAfter"))),
        remind_before=tuple(compile_text(part) for part in listed(properties.get("remindBefore"))),
        remind_from=one("remindFrom"),
        overdue_after=one("overdueAfter"),
        escalate_to=one("escalateTo"),
        escalate_after=one("escalateAfter"),
    )


def _stem(filename: str | None) -> str | None:
    return filename.removesuffix(".json").removesuffix("-schema") if filename else None


def _call(element: Element) -> Call:
    process = element.get("calledElement")
    if not process:
        return Call("")
    extension = _extension(element)
    passed_in = () if extension is None else tuple(extension.iterfind(camunda("in")))
    passed_out = () if extension is None else tuple(extension.iterfind(camunda("out")))
    inputs, all_in = read_passed_in(element)
    taken = data_reader.computed(element, data_reader.INPUT)
    return Call(
        process=process,
        binding=cast(Any, element.get(camunda("calledElementBinding"), "latest")),
        version=element.get(camunda("calledElementVersion")) or element.get(camunda("calledElementVersionTag")),
        inputs=inputs + _by_name(taken),
        outputs=_mappings(passed_out),
        data_outputs=data_reader.outputs_of(element),
        all_in=all_in,
        all_out=any(m.get("variables") == "all" for m in passed_out),
        business_key=next((compile_text(m.get("businessKey", "")) for m in passed_in if m.get("businessKey")), None),
    )


def _by_name(taken: Iterable[data_reader.Computed]) -> tuple[Parameter, ...]:
    """Data inputs of a call are those of what it calls, under the same names (BPMN 2.0.2, 10.3.6)."""
    named = (each for each in taken if data_reader.VARIABLE.fullmatch(each.name))
    return tuple(Parameter(each.name, compile_expression(each.name), each.optional) for each in named)


def _mappings(elements: Iterable[Element]) -> tuple[Parameter, ...]:
    return tuple(Parameter(m.get("target", ""), _mapped(m)) for m in elements if m.get("target"))


def _mapped(mapping: Element) -> Value:
    if source := mapping.get("source"):
        return compile_expression(source)
    return compile_text(mapping.get("sourceExpression", ""))


def _jobs(element: Element | None) -> JobPolicy:
    if element is None:
        return JobPolicy()
    extension = _extension(element)
    cycle = None if extension is None else extension.findtext(camunda("failedJobRetryTimeCycle"))
    return JobPolicy(
        async_before="true" in (element.get(camunda("asyncBefore")), element.get(camunda("async"))),
        async_after=element.get(camunda("asyncAfter")) == "true",
        retry_delays=read_delays(cycle) if cycle and cycle.strip() else (),
    )


def _spiff_service(element: Element) -> tuple[str | None, tuple[Parameter, ...], tuple[Parameter, ...]]:
    """SpiffArena's service task operator: its values are expressions."""
    extension = _extension(element)
    operator = None if extension is None else extension.find(spiff("serviceTaskOperator"))
    if operator is None:
        return None, (), ()
    parameters = operator.iterfind(f"{spiff('parameters')}/{spiff('parameter')}")
    inputs = tuple(Parameter(p.get("id", ""), compile_expression(p.get("value", ""))) for p in parameters)
    result = operator.get("resultVariable")
    outputs = (Parameter(result, compile_expression("result")),) if result else ()
    return operator.get("id"), inputs, outputs
