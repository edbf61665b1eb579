from typing import Any

import pytest

from engine.scripting import ExpressionFailed, ExpressionSyntaxError, compile_script


def run(source: str, **variables: Any) -> dict[str, Any]:
    return compile_script(source).run(variables)


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("total = price * 2", {"total": 3}),
        ("a = b = 1", {"a": 1, "b": 1}),
        ("a, (b, c) = 1, (2, 3)", {"a": 1, "b": 2, "c": 3}),
        ("count += 1", {"count": 4}),
        ("deal['number'] = 'Д-2'", {"deal": {"number": "Д-2", "lines": [1]}}),
        ("deal.number = 'Д-2'", {"deal": {"number": "Д-2", "lines": [1]}}),
        ("deal.lines[0] += 1", {"deal": {"number": "Д-1", "lines": [2]}}),
        ("deal.lines += [2]", {"deal": {"number": "Д-1", "lines": [1, 2]}}),
        ("deal.lines.append(2)", {"deal": {"number": "Д-1", "lines": [1, 2]}}),
        ("del deal.lines", {"deal": {"number": "Д-1"}}),
        ("del deal['lines'][0]", {"deal": {"number": "Д-1", "lines": []}}),
        ("other = deal\nother.number = 0", {"deal": {"number": 0, "lines": [1]}, "other": {"number": 0, "lines": [1]}}),
        ("n = 0\nfor i in range(9):\n    if i == 5: break\n    if i % 2: continue\n    n += i", {"n": 6}),
        ("n = 0\nfor a, b in [(1, 2), (3, 4)]:\n    n += a * b\nelse:\n    n += 100", {"n": 114}),
        ("if count > 5:\n    x = 1\nelif count > 2:\n    x = 2\nelse:\n    x = 3", {"x": 2}),
        ("n = 10.5\nn -= 0.5\nn *= 2\nn /= 4\nn //= 2\nn **= 3\nn %= 5", {"n": 3}),
    ],
)
def test_changes_variables(source: str, changes: dict[str, Any]) -> None:
    assert run(source, price=1.5, count=3, deal={"number": "Д-1", "lines": [1]}) == changes


def test_a_script_may_be_indented_as_a_whole() -> None:
    assert run("\n    x = 1\n    y = 2\n  ") == {"x": 1, "y": 2}


def test_variables_that_were_only_read_are_not_changes() -> None:
    assert run("total = sum(line.a for line in lines)\nlines.index(lines[0])", lines=[{"a": 2.0}]) == {"total": 2}


def test_an_assignment_of_the_same_value_is_no_change() -> None:
    assert run("a = a\nb = 2", a=[1.5], b=2) == {}


def test_true_instead_of_one_is_a_change() -> None:
    assert run("a = True", a=1) == {"a": True}


def test_loop_variables_stay_inside() -> None:
    assert run("n = 0\nfor line in lines:\n    n += line", lines=[1, 2], line="kept") == {"n": 3}


def test_a_failing_script_changes_nothing() -> None:
    deal = {"lines": [1]}
    with pytest.raises(ExpressionFailed):
        compile_script("deal.lines.append(2)\nx = 1 / 0").run({"deal": deal})
    assert deal == {"lines": [1]}


def test_a_failure_names_its_line() -> None:
    with pytest.raises(ExpressionFailed) as failure:
        run("a = 1\n\nfor i in range(3):\n    b = 1 / (1 - i)\n")
    assert failure.value.line == 4


def test_a_failure_inside_a_comprehension_names_its_line() -> None:
    with pytest.raises(ExpressionFailed) as failure:
        run("a = 1\nb = [1 / x for x in [1, 0]]")
    assert failure.value.line == 2


def test_a_value_no_variable_can_hold_is_refused_by_name() -> None:
    with pytest.raises(ExpressionFailed, match=r"Expected an integer within 64 bits.*, at x\[0\]"):
        run("x = [2 ** 63]")


def test_a_syntax_error_names_its_line_and_column() -> None:
    with pytest.raises(ExpressionSyntaxError) as error:
        compile_script("a = 1\nb = 2\nwhile a:\n    pass")
    assert (error.value.line, error.value.column) == (3, 1)


def test_the_engines_functions_work_in_scripts() -> None:
    assert compile_script("due = workdays(2)").run({}, {"workdays": lambda days: f"in {days} days"}) == {
        "due": "in 2 days"
    }


def test_an_item_is_augmented_once() -> None:
    calls: list[int] = []

    def position() -> int:
        calls.append(1)
        return 0

    assert compile_script("xs[position()] += 5").run({"xs": [1]}, {"position": position}) == {"xs": [6]}
    assert len(calls) == 1
