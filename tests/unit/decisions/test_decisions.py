"""Decision tables by the rules of DMN 1.3, chapter 8, and decisions that need others (chapter 6)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions import DecisionFailed, Decisions, DecisionsUnreadable, DecisionUnknown, read_decisions
from engine.scripting import BudgetExceeded
from tests.unit.decisions.tables import decision, definitions, table, text

ABOVE = (("> 10", "1"), ("> 20", "2"), ("> 30", "3"))


def decisions(*elements: str) -> Decisions:
    return read_decisions({"test.dmn": definitions(*elements)})


def decided(*elements: str, wanted: str = "d", **variables: Any) -> Any:
    return decisions(*elements).decide(wanted, variables).answer.value


def problems(*elements: str) -> list[tuple[str, str]]:
    with pytest.raises(DecisionsUnreadable) as refused:
        decisions(*elements)
    assert all(problem.line and problem.remedy for problem in refused.value.problems)
    return [(problem.element_id, problem.message) for problem in refused.value.problems]


@pytest.mark.parametrize("edition", ["20151101/dmn.xsd", "20180521/MODEL/", "20191111/MODEL/", "20230324/MODEL/"])
def test_every_edition_of_dmn_is_read(edition: str) -> None:
    scheme = "http" if edition.startswith("2015") else "https"
    file = definitions(table(["a"], ["x"], ("1", '"one"')), namespace=f"{scheme}://www.omg.org/spec/DMN/{edition}")
    assert read_decisions({"a.dmn": file}).decide("d", {"a": 1}).answer.value == "one"


def test_all_conditions_of_a_rule_have_to_hold() -> None:
    rows = (("> 10", '"client"', '"director"'), ("<= 10", '"client"', '"manager"'), ("-", '"supplier"', '"buyer"'))
    elements = table(["deal.amount", "kind"], ["who"], *rows)
    answers = [
        decided(elements, deal={"amount": amount}, kind=kind) for amount, kind in [(11, "client"), (10, "client")]
    ]
    assert [*answers, decided(elements, deal={"amount": 1}, kind="supplier")] == ["director", "manager", "buyer"]
    assert decided(elements, deal={"amount": 1}, kind="bank") is None


def test_several_outputs_are_a_context() -> None:
    row = ("1", '"director"', "2 * days")
    assert decided(table(["a"], ["who", "by"], row), a=1, days=3) == {"who": "director", "by": 6}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("FIRST", 1), ("COLLECT", [1, 2, 3]), ("RULE ORDER", [1, 2, 3])],
)
def test_of_several_rules_that_hold_the_policy_chooses(policy: str, expected: Any) -> None:
    assert decided(table(["a"], ["x"], *ABOVE, policy=policy), a=31) == expected


@pytest.mark.parametrize(("policy", "expected"), [("PRIORITY", "high"), ("OUTPUT ORDER", ["high", "low", "low"])])
def test_output_values_give_the_order(policy: str, expected: Any) -> None:
    rows = (("> 1", '"low"'), ("> 2", '"high"'), ("> 3", '"low"'))
    assert decided(table(["a"], ['risk|"high", "low"'], *rows, policy=policy), a=5) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collected_numbers_are_aggregated(aggregation: str, expected: int) -> None:
    elements = table(["a"], ["x"], *ABOVE, policy="COLLECT", more=f'aggregation="{aggregation}"')
    assert decided(elements, a=31) == expected
    assert decided(elements, a=0) == (0 if aggregation == "COUNT" else None)


def test_sums_are_exact() -> None:
    elements = table(["a"], ["x"], ("-", "0.1"), ("-", "0.2"), policy="COLLECT", more='aggregation="SUM"')
    assert decided(elements, a=1) == 0.3


def test_two_rules_of_a_unique_table_are_a_mistake_of_the_table() -> None:
    with pytest.raises(
        DecisionFailed, match=r"“Decision d” to hold at most \(hit policy UNIQUE\), but the rules 1, 2 do"
    ):
        decided(table(["a"], ["x"], *ABOVE), a=21)


def test_rules_of_an_any_table_have_to_agree() -> None:
    assert decided(table(["a"], ["x"], ("> 1", "7"), ("> 2", "7.0"), policy="ANY"), a=5) == 7
    with pytest.raises(DecisionFailed, match="the rules 1 and 2 differ"):
        decided(table(["a"], ["x"], ("> 1", "7"), ("> 2", "8"), policy="ANY"), a=5)


def test_when_no_rule_holds_the_default_outputs_are_the_answer() -> None:
    assert decided(table(["a"], ['x="nobody"', "y=limit"], ("1", '"b"', "2")), a=0, limit=9) == {"x": "nobody", "y": 9}
    assert decided(table(["a"], ["x"], ("1", "2"), policy="COLLECT"), a=0) == []


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(DecisionFailed, match="Expected “x” in rule 1 of “Decision d” to be a number, but it is 'many'"):
        decided(table(["a"], ["x:number"], ("1", '"many"')), a=1)


def test_an_input_outside_its_values_is_refused() -> None:
    column = f'<input label="Kind"><inputExpression>{text("a")}</inputExpression>'
    column += f"<inputValues>{text(chr(34) + 'new' + chr(34))}</inputValues></input>"
    logic = f'<decisionTable>{column}<output name="x"/></decisionTable>'
    with pytest.raises(DecisionFailed, match="Expected “Kind” of “Decision d” to be one of \"new\", but it is 'old'"):
        decided(decision(logic), a="old")


def test_a_decision_takes_those_it_needs_first() -> None:
    risk = table(["amount"], ["risk"], ("> 10", '"high"'), ("-", '"low"'), id="risk", policy="FIRST")
    rate = decision(f'<variable name="rate"/><literalExpression>{text("amount / 2")}</literalExpression>', id="r")
    who = table(["risk", "rate"], ["who"], ('"high"', "> 5", '"director"'), ("-", "-", '"manager"'), policy="FIRST",
                requires=["risk", "r"])  # fmt: skip
    assert decided(who, risk, rate, amount=12) == "director"
    assert decided(who, risk, rate, amount=1) == "manager"


def test_what_was_decided_names_the_rules_and_why() -> None:
    elements = table(
        ["a"], ["who"], ("< 5", '"manager"', "Small ones"), ("-", '"director"', "The rest"), policy="FIRST"
    )
    assert decisions(elements).decide("d", {"a": 1}).told == {
        "decision": "d",
        "name": "Decision d",
        "rules": [{"rule": 1, "note": "Small ones"}],
        "result": "manager",
    }


def test_an_unknown_decision_names_what_was_probably_meant() -> None:
    with pytest.raises(DecisionUnknown, match=r"Expected a decision 'approvl', .* did you mean approval\?"):
        decided(table(["a"], ["x"], id="approval"), wanted="approvl")


def test_a_table_has_one_budget() -> None:
    with pytest.raises(BudgetExceeded):
        decided(table(["sum(range(90000))"], ["x"], *[("sum(range(90000))", "1")] * 9), a=1)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = problems(
        table(["a", "b +"], ["x"], ("<", "-", "1"), ("-", "-", "y."), policy="BEST"), table(["a"], ["x"], id="e")
    )
    assert [element_id for element_id, _ in found] == ["d"] * 4
    assert "hit policies UNIQUE, ANY" in found[0][1]
    assert [message.split(" to hold")[0] for _, message in found[1:]] == [
        "Expected b +", "Expected rule 1, input 1", "Expected rule 2, output 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([table(["a"], ["x", "x"])], "each output to have a name of its own"),
        ([table(["a"], [])], "at least one output"),
        ([table(["a"], ["x"], ("1",))], "Expected 1 and 1 cells in rule 1, but there are 1 and 0"),
        ([table(["a"], ["x"], more='aggregation="SUM"')], "of the hit policy COLLECT"),
        ([table(["a"], ["x", "y"], policy="COLLECT", more='aggregation="SUM"')], "one output to aggregate"),
        ([decision("<context/>")], "a decision table or a literal expression"),
        ([table(["a"], ["x"]), table(["a"], ["x"])], "“d” is there already"),
        ([table(["a"], ["x"], requires=["gone"])], "the decision “gone” it requires"),
        (
            [decision('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>')],
            "javascript",
        ),
    ],
)
def test_what_cannot_be_executed_is_refused(elements: list[str], message: str) -> None:
    assert [message in found for _, found in problems(*elements)] == [True]


def test_decisions_do_not_require_one_another_in_a_circle() -> None:
    circle = [table(["a"], ["x"], id=one, requires=[other]) for one, other in ("ab", "bc", "ca")]
    found = problems(*circle, table(["a"], ["x"], id="free"))
    assert [(element_id, "lead back to it" in message) for element_id, message in found] == [(i, True) for i in "abc"]


@pytest.mark.parametrize("content", [b"<definitions/>", b"<a", b"<!DOCTYPE a><a/>", b""])
def test_what_is_no_dmn_file_is_refused(content: bytes) -> None:
    with pytest.raises(DecisionsUnreadable, match=r"broken\.dmn"):
        read_decisions({"broken.dmn": content})
