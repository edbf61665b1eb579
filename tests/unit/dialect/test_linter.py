"""Every rule of the linter fails where it should, and only there."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from engine.dialect.linter import HOUSE_RULES, LAYOUT_RULES, RULES, Finding, LintContext, Rule, lint
from engine.dialect.reader import read
from tests.diagrams import definitions, element, end, extended, flow, process, properties, task
from tests.diagrams import layout as drawing
from tests.unit.dialect.linter_examples import Example, execution, house_style, layout, structure

EXAMPLES: dict[str, Example] = {
    **structure.EXAMPLES,
    **execution.EXAMPLES,
    **layout.EXAMPLES,
    **house_style.EXAMPLES,
}
ALL_RULES = [*RULES, *HOUSE_RULES]


def findings(rule: Rule, xml: bytes, example: Example) -> list[Finding]:
    return lint(read(xml, "example.bpmn"), example.context, rules=[rule])


def test_every_rule_has_an_example_and_a_key_of_its_own() -> None:
    assert sorted(rule.key for rule in ALL_RULES) == sorted(EXAMPLES)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.key)
def test_a_diagram_that_breaks_the_rule_is_told_where_and_what_to_do(rule: Rule) -> None:
    example = EXAMPLES[rule.key]
    found = findings(rule, example.failing, example)
    assert [finding.element_id for finding in found] == [example.at]
    assert (found[0].rule, found[0].severity, found[0].file) == (rule.key, rule.severity, "example.bpmn")
    assert found[0].line
    assert found[0].message.startswith("Expected ")
    assert found[0].remedy


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.key)
def test_a_diagram_that_keeps_the_rule_is_left_alone(rule: Rule) -> None:
    example = EXAMPLES[rule.key]
    assert findings(rule, example.passing, example) == []


@pytest.mark.parametrize("condition", ["amount > 10", "${amount > 10}", "#{amount gt 10}", '${name == "}"}'])
def test_a_condition_is_one_expression_with_or_without_braces(condition: str) -> None:
    assert broken_conditions(condition) == []


@pytest.mark.parametrize("condition", ["${a} and ${b}", "not ${a}", "${a", "${a}.", "a >"])
def test_a_condition_that_would_be_a_text_or_nothing_is_refused(condition: str) -> None:
    """A text is always true: `${a} and ${b}` would be, whatever a and b are."""
    assert broken_conditions(condition) == ["a_end"]


def broken_conditions(condition: str) -> list[str]:
    xml = process(task("a"), end(), flow("a", "end", escape(condition)))
    rules = [rule for rule in RULES if rule.key == "expression-broken"]
    return [finding.element_id for finding in lint(read(xml, "example.bpmn"), rules=rules)]


@pytest.mark.parametrize(("lane", "missing"), [("Отдел продаж", []), ("Система", ["call"])])
def test_a_lane_called_after_a_group_names_the_performers(lane: str, missing: list[str]) -> None:
    """So does the lane of the subprocess a task is in."""
    lanes = element("laneSet", "", element("lane", "lane_1", "<flowNodeRef>sub</flowNodeRef>", name=lane))
    xml = process(lanes, element("subProcess", "sub", task("call", tag="userTask")))
    rules = [rule for rule in RULES if rule.key == "performer-missing"]
    context = LintContext(group_names=["Отдел продаж"])
    assert [finding.element_id for finding in lint(read(xml, "example.bpmn"), context, rules)] == missing


def test_a_line_may_end_on_the_side_of_a_diamond() -> None:
    """That is inside its box, but not inside the shape."""
    asks = element("exclusiveGateway", "asks")
    note = element("textAnnotation", "rule") + element("association", "link", sourceRef="asks", targetRef="rule")
    drawn = drawing({"asks": (100, 100, 50, 50), "rule": (200, 0, 100, 40)}, {"link": [(137.5, 112.5), (230, 40)]})
    findings = lint(read(process(asks, note, extra=[drawn]), "example.bpmn"), rules=LAYOUT_RULES)
    assert findings == []


@pytest.mark.parametrize(("key", "found"), [("", ["says"]), ("${number}", [])])
def test_a_message_flow_to_who_waits_with_a_key_needs_one_where_it_is_sent(key: str, found: list[str]) -> None:
    own = extended(properties(correlationKey="${number}"))
    sent = extended(properties(correlationKey=key)) if key else ""
    one = element("process", "one", task("tell", sent, tag="sendTask", messageRef="m"), isExecutable="true")
    two = element("process", "two", task("get", own, tag="receiveTask", messageRef="m"), isExecutable="true")
    talk = element("collaboration", "c", element("messageFlow", "says", sourceRef="tell", targetRef="get"))
    rules = [rule for rule in RULES if rule.key == "message-flow-wrong"]
    xml = definitions(talk, element("message", "m", name="m"), one, two)
    assert [finding.element_id for finding in lint(read(xml, "example.bpmn"), rules=rules)] == found


@pytest.mark.parametrize(("name", "found"), [("to", []), ("whom", ["work", "work"])])
def test_data_inputs_are_arguments_of_an_operation(name: str, found: list[str]) -> None:
    """One that is there under another name is missing, and that other name is none."""

    def tell(_context: object, *, to: str) -> None: ...

    target, value = f"<targetRef>{name}</targetRef>", "<transformation>${1}</transformation>"
    given = element("ioSpecification", "", element("dataInput", name)) + f"<dataInputAssociation>{target}{value}"
    work = task("work", f"{given}</dataInputAssociation>", tag="serviceTask", camunda__topic="people.tell")
    rules = [rule for rule in RULES if rule.key == "argument-wrong"]
    context = LintContext(operations={"people.tell": tell})
    assert [finding.element_id for finding in lint(read(process(work), "p.bpmn"), context, rules)] == found


def test_a_data_input_may_be_filled_by_a_parameter_of_its_name() -> None:
    inputs = "<dataInput id='in_amount' name='amount'/><inputSet><dataInputRefs>in_amount</dataInputRefs></inputSet>"
    rules = [rule for rule in RULES if rule.key == "data-input-unfilled"]
    for name, found in (("amount", []), ("price", ["work"])):
        parameter = element("camunda:inputParameter", name=name).replace("><", ">${1}<")
        given = extended(element("camunda:inputOutput", "", parameter)) + element(
            "ioSpecification", "", inputs, "<outputSet/>"
        )
        assert [each.element_id for each in lint(read(process(task("work", given)), "p.bpmn"), rules=rules)] == found


@pytest.mark.parametrize("loop", ["", "<loopCardinality>3</loopCardinality>"])
def test_a_multi_instance_activity_says_how_often(loop: str) -> None:
    xml = process(task("work", element("multiInstanceLoopCharacteristics", "", loop)))
    rules = [rule for rule in RULES if rule.key == "loop-not-executed"]
    assert [finding.element_id for finding in lint(read(xml, "example.bpmn"), rules=rules)] == (
        [] if loop else ["work"]
    )


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (task("work", task("inner")), "inner"),  # a task holds no task
        (task("work", startQuantity="two"), "work"),
        (task("work", unknown="1"), "work"),
        (element("boundaryEvent", "late"), "late"),  # attached to nothing
    ],
)
def test_what_the_schema_does_not_allow_is_an_error_and_no_matter_of_order(content: str, at: str) -> None:
    rules = [rule for rule in RULES if rule.key.startswith("schema-")]
    found = lint(read(process(content, end()), "p.bpmn"), rules=rules)
    assert [(finding.rule, finding.element_id) for finding in found] == [("schema-violated", at)]


def test_extensions_of_any_tool_are_none_of_the_schemas_business() -> None:
    xml = process(task("work", "<extensionElements><camunda:anything at='all'/></extensionElements>", camunda__x="1"))
    assert [finding.rule for finding in lint(read(xml, "p.bpmn")) if finding.rule.startswith("schema-")] == []


def test_what_iterations_throw_is_compiled_too() -> None:
    """Also in a definition that stands beside the process and is only referred to."""
    passed = extended(element("camunda:in", sourceExpression="${item", target="item"))
    loop = element("multiInstanceLoopCharacteristics", behavior="One", oneBehaviorEventRef="told")
    xml = process(task("work", loop), extra=[element("signalEventDefinition", "told", passed)])
    rules = [rule for rule in RULES if rule.key == "expression-broken"]
    assert [finding.element_id for finding in lint(read(xml, "example.bpmn"), rules=rules)] == ["work"]


@pytest.mark.parametrize(
    ("binding", "version", "reason"),
    [
        ("version", "${newest}", "“${newest}” is no number"),
        ("versionTag", "", "camunda:calledElementVersionTag is missing"),
        ("deployment", "", "the process is in another file, deployed by itself"),
        ("newest", "", "there is no such binding"),
    ],
)
def test_a_call_that_names_no_version_is_told_why(binding: str, version: str, reason: str) -> None:
    named = {"calledElement": "other", "camunda__calledElementBinding": binding}
    xml = process(
        element("callActivity", "call", **named, **({"camunda__calledElementVersion": version} if version else {}))
    )
    rules = [rule for rule in RULES if rule.key == "binding-wrong"]
    (found,) = lint(read(xml, "example.bpmn"), rules=rules)
    assert found.message.endswith(f"“{binding}” and {reason}")
