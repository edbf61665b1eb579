from datetime import UTC, datetime
from threading import Thread
from time import thread_time
from typing import Any

import pytest

from engine.scripting import (
    Budget,
    BudgetExceeded,
    ExpressionFailed,
    ExpressionSyntaxError,
    compile_expression,
)

VARIABLES: dict[str, Any] = {
    "amount": 1500.5,
    "count": 3,
    "name": "Ромашка",
    "none": None,
    "created": "2026-01-31T10:00:00+03:00",
    "deal": {"number": "Д-1", "client": {"name": "ООО «Ромашка»"}, "tags": ["a", "b"]},
    "lines": [{"amount": 0.1, "count": 2}, {"amount": 0.2, "count": 1}],
}


def evaluate(source: str, **variables: Any) -> Any:
    return compile_expression(source).evaluate({**VARIABLES, **variables})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("0.1 + 0.2", 0.3),
        ("amount * 2", 3001),
        ("7 / 2", 3.5),
        ("6 / 2", 3),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("-7.5 // 2", -4),
        ("-7 % 3", 2),
        ("-7.5 % 3", 1.5),
        ("2 ** 10", 1024),
        ("2 ** -1", 0.5),
        ("-count", -3),
        ("'a' * 3", "aaa"),
        ("[1] + [2]", [1, 2]),
        ("{'a': 1} | {'b': 2}", {"a": 1, "b": 2}),
        ("1 < count < 5", True),
        ("count is None", False),
        ("none is None", True),
        ("'a' in deal.tags", True),
        ("'number' in deal", True),
        ("'x' not in name", True),
        ("count == 3 and name != ''", True),
        ("'много' if count > 2 else 'мало'", "много"),
        ("deal.client.name", "ООО «Ромашка»"),
        ("deal['number']", "Д-1"),
        ("deal.tags[-1]", "b"),
        ("deal.tags[1:]", ["b"]),
        ("name[0]", "Р"),
        ("[line.amount for line in lines if line.count > 1]", [0.1]),
        ("{key: len(str(value)) for key, value in items({'a': 1})}", {"a": 1}),
        ("sum(line.amount * line.count for line in lines)", 0.4),
        ("[a + b for a, b in zip([1, 2], [3, 4])]", [4, 6]),
        ("f'{name}: {amount:.2f} ({count})'", "Ромашка: 1500.50 (3)"),
        ("f'{1.005:.2f}'", "1.01"),
        ("f'{1234567.5:,.2f}'", "1,234,567.50"),
        ("f'{count:03d}'", "003"),
    ],
)
def test_computes(source: str, value: Any) -> None:
    result = evaluate(source)
    assert result == value
    assert isinstance(result, bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("get(deal, 'missing')", None),
        ("get(deal, 'missing', 5)", 5),
        ("keys(deal)", ["number", "client", "tags"]),
        ("values({'a': 1})", [1]),
        ("dict(a=1, b=2)", {"a": 1, "b": 2}),
        ("dict(zip(['a'], [1]))", {"a": 1}),
        ("empty(deal.missing.deeper)", True),
        ("empty(unknown)", True),
        ("empty(deal.tags)", False),
        ("default(deal.phone, '—')", "—"),
        ("default(unknown, 0)", 0),
        ("len(name)", 7),
        ("int('12')", 12),
        ("int(amount)", 1500),
        ("decimal('1 234,50')", 1234.5),
        ("str(amount)", "1500.5"),
        ("str(none)", ""),
        ("str(count > 1)", "true"),
        ("str(deal.tags)", '["a","b"]'),
        ("bool([])", False),
        ("min(3, 1.5)", 1.5),
        ("max([1, 2])", 2),
        ("max(date('2026-01-01'), date('2026-02-01'))", "2026-02-01"),
        ("round(2.5)", 3),
        ("round(1.005, 2)", 1.01),
        ("round(-2.5)", -3),
        ("abs(-amount)", 1500.5),
        ("sorted([3, 1, 2], reverse=True)", [3, 2, 1]),
        ("sorted(lines, key='count')[0].amount", 0.2),
        ("reversed([1, 2])", [2, 1]),
        ("unique(['b', 'a', 'b'])", ["b", "a"]),
        ("any(line.count > 1 for line in lines)", True),
        ("all(line.count > 1 for line in lines)", False),
        ("range(1, 7, 2)", [1, 3, 5]),
        ("range(3, 0, -1)", [3, 2, 1]),
        ("enumerate(['a'], 1)", [[1, "a"]]),
        ("join(deal.tags)", "a, b"),
        ("'-'.join(deal.tags)", "a-b"),
        ("upper('ёж')", "ЁЖ"),
        ("name.lower()", "ромашка"),
        ("strip('  x ')", "x"),
        ("'a;b'.split(';')", ["a", "b"]),
        ("replace('8 (999)', ' ', '')", "8(999)"),
        ("'7707083893'.isdigit()", True),
        ("format_money(1234567.5)", "1\u00a0234\u00a0567,50"),
        ("format_date(created)", "31.01.2026"),
    ],
)
def test_offers_functions(source: str, value: Any) -> None:
    assert evaluate(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("date('2026-01-31') + months(1)", "2026-02-28"),
        ("date('2026-01-31') + days(1)", "2026-02-01"),
        ("date(2026, 1, 31).year", 2026),
        ("date('2026-01-31').weekday", 6),
        ("created + hours(2)", "2026-01-31T12:00:00+03:00"),
        ("created - days(31)", "2025-12-31T10:00:00+03:00"),
        ("created + duration('P1DT1H')", "2026-02-01T11:00:00+03:00"),
        ("created + '' if False else 1", 1),
        ("datetime(created) > '2026-01-31T06:59:00Z'", True),
        ("datetime(created) == '2026-01-31T07:00:00Z'", True),
        ("(date('2026-02-01') - date('2026-01-01')).days", 31),
        ("date('2026-02-01') - date('2026-01-01')", "P31D"),
        ("date(created) < '2026-02-01'", True),
        ("hours(3) / hours(2)", 1.5),
        ("sum([hours(1), minutes(30)])", "PT1H30M"),
        ("hours(48) > days(1) * 1 if False else True", True),
    ],
)
def test_computes_with_dates(source: str, value: Any) -> None:
    assert evaluate(source) == value


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("nme", "Expected the variable nme, but there is none: did you mean name?"),
        ("deal.numbr", "Expected the key 'numbr', but it is missing: did you mean number?"),
        ("none.number", "Expected a mapping to read .number from, but it is nothing (null)"),
        ("deal.items()", "Expected something a mapping can do, but .items() is not: a dot on a mapping is its key, "
                         "write items(value, …) for a function"),
        ("name + 1", "Expected two values that fit around +, but got 'Ромашка' + int"),
        ("name < 1", "Expected two values that fit around <, but got text < a number"),
        ("count / 0", "Expected a number other than 0 to divide by"),
        ("lines[5]", "Expected an item at [5], but there are only 2"),
        ("workday(1)", "Expected a function that exists, but there is no workday(): did you mean workdays?"),
        ("2 ** 70", "Expected an integer within 64 bits, but it is larger: keep long numbers as text"),
        ("date('31.01.2026')", "Expected a date such as 2026-01-31, but got '31.01.2026'"),
        ("datetime('2026-01-31T10:00')",
         "Expected an instant with its offset, such as 2026-01-31T10:00:00+03:00, but got '2026-01-31T10:00'"),
    ],
)  # fmt: skip
def test_a_failure_says_what_was_expected_and_what_came(source: str, reason: str) -> None:
    with pytest.raises(ExpressionFailed) as failure:
        compile_expression(source).evaluate(VARIABLES, {"workdays": lambda days: None})
    assert failure.value.reason == reason


def test_a_failure_shows_the_variables_the_expression_saw() -> None:
    with pytest.raises(ExpressionFailed) as failure:
        evaluate("name + count")
    assert failure.value.variables == {"count": "3", "name": "'Ромашка'"}


def test_a_failure_shows_long_variables_short() -> None:
    with pytest.raises(ExpressionFailed) as failure:
        evaluate("name + 1", name="x" * 100_000)
    assert len(failure.value.variables["name"]) <= 60


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [("1 $ 2", 1, 3), ("lambda: 1", 1, 1), ("count + (x := 1)", 1, 10), ("_x", 1, 1), ("upper()", 1, 1), ("", 1, 1)],
)
def test_a_syntax_error_names_its_place(source: str, line: int, column: int) -> None:
    with pytest.raises(ExpressionSyntaxError) as error:
        compile_expression(source)
    assert (error.value.line, error.value.column) == (line, column)


def test_names_are_the_variables_without_functions_and_local_names() -> None:
    expression = compile_expression("[x + y for x in xs if len(x) > limit] + default(z.a, [])")
    assert expression.names == {"y", "xs", "limit", "z"}


def test_functions_are_the_ones_that_are_not_built_in() -> None:
    assert compile_expression("workdays(2) if len(xs) else now()").functions == {"workdays", "now"}


def test_a_variable_may_have_the_name_of_a_function() -> None:
    assert evaluate("len(items) + sum(i for i in items)", items=[1, 2]) == 5


def test_variables_stay_as_they_were() -> None:
    lines = [{"amount": 1}]
    compile_expression("[line.amount for line in lines]").evaluate({"lines": lines})
    assert lines == [{"amount": 1}]


def test_the_engines_functions_take_and_give_json() -> None:
    seen: list[Any] = []

    def find_record(registry: str, **criteria: Any) -> Any:
        seen.append((registry, criteria))
        return {"amount": 0.1}

    expression = compile_expression("find_record('deal', amount=amount, on=date('2026-01-31')).amount + 0.2")
    assert expression.evaluate(VARIABLES, {"find_record": find_record}) == 0.3
    assert seen == [("deal", {"amount": 1500.5, "on": "2026-01-31"})]


def test_the_engines_functions_may_give_instants() -> None:
    now = datetime(2026, 1, 31, 7, tzinfo=UTC)
    expression = compile_expression("now() - days(1) < created")
    assert expression.evaluate(VARIABLES, {"now": lambda: now}) is True


def test_an_error_of_the_engines_own_passes_as_it_is() -> None:
    class DatabaseIsBusy(Exception):
        """Not a fault of the expression."""

    def busy() -> None:
        raise DatabaseIsBusy

    with pytest.raises(DatabaseIsBusy):
        compile_expression("now()").evaluate({}, {"now": busy})


def test_evaluations_may_share_a_budget() -> None:
    budget, expression = Budget(steps=1000), compile_expression("[x for x in range(400)]")
    expression.evaluate({}, budget=budget)
    with pytest.raises(BudgetExceeded, match="fewer steps"):
        [expression.evaluate({}, budget=budget) for _ in range(5)]


def test_an_expression_ends_at_its_deadline() -> None:
    with pytest.raises(BudgetExceeded, match="finish sooner"):
        compile_expression("[x for x in range(1000)]").evaluate({}, budget=Budget(seconds=0))


def test_what_others_do_meanwhile_does_not_count() -> None:
    budget = Budget(seconds=0.1)
    others = Thread(target=spin, args=(0.2,))
    others.start()
    others.join()
    assert compile_expression("len([x for x in range(1000)])").evaluate({}, budget=budget) == 1000


def spin(seconds: float) -> None:
    """Keep the processor busy for so long."""
    until = thread_time() + seconds
    while thread_time() < until:
        pass


def test_compiling_the_same_source_again_costs_nothing() -> None:
    assert compile_expression("count + 1") is compile_expression("count + 1")
