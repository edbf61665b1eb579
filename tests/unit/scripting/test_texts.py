from typing import Any

import pytest

from engine.scripting import ExpressionFailed, ExpressionSyntaxError, compile_text
from engine.scripting.juel import translate

VARIABLES: dict[str, Any] = {
    "deal": {"number": "Д-1", "amount": 1500.0, "paid": None, "eq": 5, "size": 2},
    "decision": "reject",
    "amount": 1500,
    "lines": [],
    "approved": True,
}


def evaluate(source: str) -> Any:
    return compile_text(source).evaluate(VARIABLES)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Сделка № ${deal.number}", "Сделка № Д-1"),
        ("${deal.number} на ${deal.amount}", "Д-1 на 1500"),
        ("оплачено: ${deal.paid}.", "оплачено: ."),
        ("без выражений", "без выражений"),
        ("", ""),
        (r"цена \${deal.number}", "цена ${deal.number}"),
        ("#{deal.number}!", "Д-1!"),
        ("${'}'}${'{'}", "}{"),
        ("${ {'a': {'b': 1}}['a']['b'] } шт.", "1 шт."),
        ("$ 100 { }", "$ 100 { }"),
        ("верно: ${approved}", "верно: true"),
    ],
)
def test_puts_values_into_text(source: str, text: str) -> None:
    assert evaluate(source) == text


@pytest.mark.parametrize("source", ["${amount * 2}", "  ${amount * 2}\n"])
def test_a_single_expression_gives_its_value(source: str) -> None:
    assert evaluate(source) == 3000


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('decision == "reject"', True),
        ("decision eq 'reject' and amount gt 1000", True),
        ("amount ge 1500 && !(amount ne 1500)", True),
        ("approved || unknown", True),
        ("amount lt 2000 ? 'малая' : 'большая'", "малая"),
        ("amount > 2000 ? 1 : amount > 1000 ? 2 : 3", 2),
        ("approved ? amount > 1 ? 'a' : 'b' : 'c'", "a"),
        ("empty lines", True),
        ("!empty lines", False),
        ("not empty deal.number", True),
        ("empty deal.client.name || false", True),
        ("deal.paid == null", True),
        ("amount div 2 mod 7", 1),
        ("deal.eq + deal.size", 7),
        ("len([approved ? 1 : 2, 3])", 2),
        ("{'a': approved ? 1 : 2}", {"a": 1}),
        ("!approved == false", True),
        ("'&& || ! eq ? :'", "&& || ! eq ? :"),
        ("'it\\'s'", "it's"),
        ("amount in [1500] and\n  approved is true", True),
        ("[x for x in [1, 2] if x > 1]", [2]),
        ("f'{amount} шт.'", "1500 шт."),
        ("1.5e3 + 0.5", 1500.5),
    ],
)
def test_understands_camundas_expression_language(source: str, value: Any) -> None:
    assert evaluate("${" + source + "}") == value


def test_translates_to_readable_python() -> None:
    assert translate("amount gt 1000 && !empty deal.client ? 'large' : null") == (
        "(('large') if (amount > 1000 and (not empty(deal . client))) else (None))".replace(" . ", ".")
    )


@pytest.mark.parametrize(
    "source",
    [
        "${",
        "${amount",
        "${}",
        "${'}",
        "${a ? b}",
        "${a instanceof b}",
        "${(a}",
        "${a]}",
        "${a # b}",
        "x ${1 +} y",
        "${a ! }",
    ],
)
def test_refuses_what_is_not_an_expression(source: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match="Expected"):
        compile_text(source)


def test_knows_the_names_of_all_its_expressions() -> None:
    text = compile_text("${deal.number}: ${empty comment ? now() : comment}")
    assert text.names == {"deal", "comment"}
    assert text.functions == {"now"}


@pytest.mark.parametrize(("source", "constant"), [("PT4H", True), ("${a}", False), ("a ${b}", False)])
def test_knows_whether_it_is_constant(source: str, constant: bool) -> None:
    assert compile_text(source).is_constant is constant


def test_a_failure_names_the_expression_within_the_text() -> None:
    with pytest.raises(ExpressionFailed) as failure:
        evaluate("Сделка ${deal.numbr}")
    assert failure.value.source == "deal.numbr"
