"""
What stands in a cell, as an expression of the sandbox.

An input cell holds unary tests (S-FEEL, DMN 1.3, 9.1 and 7.3.3): ``-`` or nothing for any value, values and
expressions with commas between them, ``< 10``, ``[1..5]``, ``]1..5[``, ``not("a", "b")``; ``?`` is the value itself, so
``startswith(?, "77")`` works. Everything else is the language of conditions and scripts; of FEEL's own spelling
``=``, ``date and time(…)``, ``null``, ``true`` and ``false`` are understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.scripting import Budget, ExpressionSyntaxError, Text, compile_text
from engine.scripting.juel import tokens
from engine.values import same

CELL: Final = "cell_value"
"""The variable an input cell's expression finds the value in."""

COMPARISONS: Final = ("<=", ">=", "!=", "<", ">", "=")
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
_DATE_AND_TIME: Final = re.compile(r"\bdate\s+and\s+time\s*\(")
_NOT: Final = re.compile(r"not\s*\((?P<inner>.*)\)\Z", re.DOTALL)
_INTERVAL: Final = re.compile(r"(?P<open>[\[\](])(?P<inner>.*)(?P<close>[\[\])])\Z", re.DOTALL)

Functions = Mapping[str, Callable[..., Any]]


class Test:
    """The compiled tests of one cell."""

    __slots__ = ("_text", "source")

    def __init__(self, source: str, text: Text) -> None:
        self.source = source
        self._text = text

    @property
    def functions(self) -> frozenset[str]:
        """The functions it calls that are not built in."""
        return self._text.functions - FUNCTIONS.keys()

    def holds(self, value: Any, variables: Mapping[str, Any], functions: Functions, budget: Budget) -> bool:
        """Whether the value passes one of the tests. Raises ScriptError."""
        return bool(self._text.evaluate({**variables, CELL: value}, {**functions, **FUNCTIONS}, budget))


def compile_test(source: str) -> Test | None:
    """The tests of an input cell; None when every value passes. Raises ExpressionSyntaxError."""
    source = source.strip()
    if source in ("", "-"):
        return None
    return Test(source, compile_text(f"${{{_tests(source)}}}"))


def compile_value(source: str) -> Text:
    """An output cell, an input's expression or a literal expression. Raises ExpressionSyntaxError."""
    if not source.strip():
        raise ExpressionSyntaxError(source, 1, 1, "Expected an expression, but it is empty")
    return compile_text(f"${{{_python(source)}}}")


def split(source: str) -> list[str]:
    """The parts between commas that stand in no bracket and no text."""
    parts, start, depth = [], 0, 0
    for sign, position in tokens(source):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth < 0 and not _INTERVAL.match(source):  # an interval may begin with ] and end with [
            raise ExpressionSyntaxError(source, 1, position + 1, f"Expected a beginning for {sign}, but there is none")
        if sign == "," and not depth:
            parts.append(source[start:position])
            start = position + 1
    return [part.strip() for part in (*parts, source[start:])]


def _tests(source: str) -> str:
    """One expression that is true when a test is passed."""
    negated = _NOT.match(source)
    if negated and len(split(source)) == 1:
        return f"not ({_tests(negated['inner'].strip())})"
    return " or ".join(f"({_test(part)})" for part in split(source))


def _test(part: str) -> str:
    if (interval := _interval(part)) is not None:
        return interval
    for sign in COMPARISONS:
        if part.startswith(sign):
            return _compared({"=": "=="}.get(sign, sign), part.removeprefix(sign))
    if any(sign == "?" for sign, _ in tokens(part)):
        return _python(part)
    return f"is_among({CELL}, {_python(part)})"


def _compared(sign: str, operand: str) -> str:
    """What is not there is neither smaller nor larger than anything (DMN 1.3, table 53)."""
    compared = f"{CELL} {sign} ({_python(operand)})"
    return compared if sign in ("==", "!=") else f"{CELL} != null and {compared}"


def _interval(part: str) -> str | None:
    match = _INTERVAL.match(part)
    dots = None if match is None else _dots(match["inner"])
    if match is None or dots is None:
        return None
    lower, upper = match["inner"][:dots], match["inner"][dots + 2 :]
    above = ">=" if match["open"] == "[" else ">"
    below = "<=" if match["close"] == "]" else "<"
    return f"{_compared(above, lower)} and {_compared(below, upper)}"


def _dots(inner: str) -> int | None:
    """Where ``..`` stands between two ends."""
    depth, last = 0, -2
    for sign, position in tokens(inner):
        depth += (sign in OPENING) - (sign in CLOSING)
        if sign == "." and not depth:
            if position == last + 1:
                return last
            last = position
    return None


def _python(source: str) -> str:
    """FEEL's spellings in ours."""
    if not source.strip():
        raise ExpressionSyntaxError(
            source, 1, 1, "Expected a value on both sides of signs and commas, but one is empty"
        )
    return "".join(_pieces(_DATE_AND_TIME.sub("datetime(", source.strip())))


def _pieces(source: str) -> Iterator[str]:
    end = 0
    for sign, position in tokens(source):
        yield source[end:position]
        yield {"=": "==", "?": CELL}.get(sign, sign)
        end = position + len(sign)
    yield source[end:]


def _is_among(value: Any, wanted: Any) -> bool:
    """A value is equal to what stands in the cell, or one of the list that stands there (DMN 1.3, 7.3.3)."""
    return same(value, wanted) or (isinstance(wanted, list) and any(same(value, item) for item in wanted))


FUNCTIONS: Final[Functions] = {"is_among": _is_among}
