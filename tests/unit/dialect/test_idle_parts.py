"""What is drawn and has no effect is told, wherever in the file it stands."""

from __future__ import annotations

import pytest

from engine.dialect.linter import RULES, lint
from engine.dialect.reader import read
from tests.diagrams import (
    again,
    definitions,
    element,
    end,
    extended,
    flow,
    many,
    process,
    properties,
    start,
    task,
    throw,
)

OWNER = element("potentialOwner", "owner")
INPUT_SET = element("inputSet", "", "<dataInputRefs>client</dataInputRefs><outputSetRefs>done</outputSetRefs>")
INPUTS = element("ioSpecification", "", element("dataInput", "client"), INPUT_SET, element("outputSet", "done"))
KEY = element("camunda:in", businessKey="${a}")
COUNTED = many("${items}", "item", "<loopCardinality>2</loopCardinality>")
RESULTS = "<loopDataOutputRef>results</loopDataOutputRef>"
FLOWABLE = b'<definitions xmlns:flowable="http://flowable.org/bpmn" '


def told(xml: bytes, rule: str) -> list[str]:
    rules = [each for each in RULES if each.key == rule]
    return [finding.element_id for finding in lint(read(xml, "example.bpmn"), rules=rules)]


def flowing(at_once: str) -> bytes:
    drawn = flow("a", "end").replace("<sequenceFlow ", f'<sequenceFlow isImmediate="{at_once}" ')
    return process(task("a"), end(), drawn)


def pooled(executable: str) -> bytes:
    """A pool of up to five."""
    pool = element("participant", "pool", element("participantMultiplicity", maximum="5"), processRef="p")
    return definitions(element("collaboration", "c", pool), element("process", "p", isExecutable=executable))


def passing(**attributes: str) -> bytes:
    return process(task("work", extended(element("camunda:in", variables="all", **attributes)), tag="callActivity"))


@pytest.mark.parametrize(
    ("xml", "at"),
    [
        (flowing("false"), ["a_end"]),
        (flowing("true"), []),
        (process(INPUTS), ["p"]),
        (pooled("true"), ["pool"]),
        (pooled("false"), []),
        (passing(local="true"), ["work"]),
        (process(task("work", extended(element("camunda:in", source="a")), tag="callActivity")), ["work"]),
        (process(task("work", extended(element("camunda:in", businessKey="a")), tag="callActivity")), []),
        (process(throw("tell", element("messageEventDefinition", "", extended(KEY), messageRef="m"))), ["tell"]),
        (process(task("work", COUNTED)), ["work"]),
        (process(task("work", extended(properties(remindAfter="P1D")))), ["work"]),
        (process(task("work", extended(properties(remindAfter="P1D")), tag="userTask")), []),
        (process(task("work", extended(properties(correlationKey="${a}")), tag="userTask")), ["work"]),
        (process(task("work", extended(properties(correlationKey="${a}")), tag="receiveTask")), []),
        (passing(), []),
    ],
)
def test_a_part_of_bpmn_without_effect_is_told(xml: bytes, at: list[str]) -> None:
    assert told(xml, "element-idle") == at


def test_extensions_of_other_engines_are_told_and_so_are_those_beside_processes() -> None:
    foreign = process(task("work")).replace(b"<task ", b'<task flowable:async="true" ')
    foreign = foreign.replace(b"<definitions ", FLOWABLE)
    assert told(foreign, "extension-ignored") == ["work"]
    beside = process(extra=[element("message", "paid", camunda__topic="a"), element("signal", "s", camunda__some="a")])
    assert (told(beside, "extension-not-executed"), told(beside, "extension-ignored")) == (["paid"], ["s"])


def test_a_global_task_that_nobody_calls_says_nothing() -> None:
    uncalled = process(extra=[element("globalUserTask", "g", camunda__assignee="1")])
    assert told(uncalled, "extension-not-executed") == []


def test_a_role_of_the_whole_process_names_nobody() -> None:
    assert told(process(OWNER, start(), end(), flows="start end"), "performer-ignored") == ["p"]


def test_a_name_for_what_is_caught_is_refused_where_something_is_thrown() -> None:
    throws = end("end", element("errorEventDefinition", errorRef="e", camunda__errorCodeVariable="code"))
    assert told(process(throws, extra=[element("error", "e", errorCode="E")]), "parameters-idle") == ["end"]


@pytest.mark.parametrize(
    ("language", "refused"), [("http://www.mvel.org/2.0", ["p"]), ("http://www.w3.org/1999/XPath", []), ("python", [])]
)
def test_the_language_of_a_whole_file_is_ours_or_the_schemas_default(language: str, refused: list[str]) -> None:
    xml = process().replace(b"<definitions ", f'<definitions expressionLanguage="{language}" '.encode())
    assert told(xml, "language-foreign") == refused


def test_a_process_that_needs_data_inputs_begins_with_a_start_event() -> None:
    waits = task("get", tag="receiveTask", messageRef="m", instantiate="true")
    message = element("message", "m", name="m")
    assert told(process(INPUTS, waits, extra=[message]), "instantiation-wrong") == ["get"]
    assert told(process(waits, extra=[message]), "instantiation-wrong") == []


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (many("${items}", "item", element("outputDataItem", "result")), ["work"]),
        (many("${items}", "item", RESULTS), ["work"]),
        (many("${items}", "item", RESULTS, element("outputDataItem", "result")), []),
        (again(loopMaximum="2") + many("${items}", "item"), ["work"]),
    ],
)
def test_a_loop_that_says_too_much_or_too_little_is_refused(content: str, refused: list[str]) -> None:
    assert told(process(task("work", content)), "loop-not-executed") == refused


def test_an_activity_that_undoes_stands_beside_the_flow_10_7_1() -> None:
    xml = process(start(), task("undo", isForCompensation="true"), end(), flows="start undo end")
    assert told(xml, "flow-forbidden") == ["start_undo", "undo_end"]


def test_an_event_subprocess_waits_for_no_tokens() -> None:
    begin = start("begin", element("timerEventDefinition"))
    xml = process(element("subProcess", "late", begin, triggeredByEvent="true", startQuantity="2"))
    assert told(xml, "event-subprocess-in-flow") == ["late"]


def test_an_association_that_brings_nothing_fills_no_data_input() -> None:
    declared = element("dataInput", "client")
    needed = element("inputSet", "", "<dataInputRefs>client</dataInputRefs>")
    specification = element("ioSpecification", "", declared, needed, element("outputSet"))
    leads = element("dataInputAssociation", "", "<targetRef>client</targetRef>")
    assert told(process(task("work", specification, leads)), "data-input-unfilled") == ["work"]
