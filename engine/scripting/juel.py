"""Camunda 7's expression language (JUEL, Jakarta Expression Language 2.2 §1) as Python expressions.

`${amount gt 1000 && !empty deal.client ? 'large' : null}` becomes
`(('large') if (amount > 1000 and (not empty(deal.client))) else (None))`.
Python's own operators pass unchanged, so both ways of writing work; `not` binds as in Python, `!` as in JUEL.
"""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from engine.scripting.errors import ExpressionSyntaxError

WORDS: Final = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "div": "/",
    "mod": "%",
    "null": "None",
    "true": "True",
    "false": "False",
}
SIGNS: Final = {"&&": "and", "||": "or"}
CLOSING: Final = {"(": ")", "[": "]", "{": "}"}

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>[fF]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))"""
    r"""|(?P<plain>\d\w*(?:\.\d\w*)?(?:(?<=[eE])[+-]\d+)?|[^\W\d]\w*|&&|\|\||[=!<>]=|\*\*|//|[^\s\w]))""",
)


def translate(source: str) -> str:
    """The Python of a JUEL expression, on one line. Raises ExpressionSyntaxError for what has no counterpart."""
    try:
        return _Translation(source).all()
    except RecursionError:
        raise ExpressionSyntaxError(source, 1, 1, "Expected fewer brackets inside each other") from None


def end_of_expression(text: str, start: int) -> int:
    """The position of the `}` that ends the expression beginning at `start`, or -1."""
    depth = 0
    for token, position in tokens(text, start):
        if token == "{":
            depth += 1
        elif token == "}":
            if not depth:
                return position
            depth -= 1
    return -1


def tokens(text: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """The words, numbers, texts and signs of an expression with their positions."""
    while match := _TOKEN.match(text, start):
        start = match.end()
        yield match[match.lastgroup or 0], match.start(match.lastgroup or 0)


class _Translation:
    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = [token for token, _position in tokens(source)]
        self._next = 0

    def all(self) -> str:
        python = self._until(None)
        if self._next < len(self._tokens):
            self._refuse(f"there is {self._tokens[self._next]} without its beginning")
        return python

    def _until(self, closing: str | None) -> str:
        """The Python of everything up to the closing bracket, part by part between commas."""
        parts: list[list[str]] = [[]]
        while (token := self._peek()) not in (closing, ")", "]", "}", None):
            if token == ",":
                self._next += 1
                parts.append([])
            else:
                parts[-1].append(self._piece())
        return ", ".join(self._choice(part) for part in parts)

    def _piece(self) -> str:
        token = self._take()
        if token in CLOSING:
            return self._bracket(token)
        if token == "!":
            return f"(not {self._operand()})"
        if token == "empty":
            return f"empty({self._operand()})"
        if token == ".":
            return f".{self._take()}"
        if token in "\"'#\\`$;":
            self._refuse("there is a text without its end" if token in "\"'" else f"there is {token}")
        if token == "instanceof":
            self._refuse("instanceof is not offered")
        return WORDS.get(token) or SIGNS.get(token) or token

    def _operand(self) -> str:
        """What `!` and `empty` stand before: a value with the dots, calls and items behind it."""
        operand = self._piece()
        while (token := self._peek()) is not None and token in ".([":
            operand += self._piece()
        return operand

    def _bracket(self, opening: str) -> str:
        inner = self._until(CLOSING[opening])
        if self._peek() != CLOSING[opening]:
            self._refuse(f"{opening} has no {CLOSING[opening]}")
        return f"{opening}{inner}{self._take()}"

    def _choice(self, pieces: list[str]) -> str:
        """`condition ? one : other` as Python's conditional expression."""
        if "?" not in pieces:
            return " ".join(pieces)
        mark = pieces.index("?")
        start = max((index + 1 for index in range(mark) if pieces[index] == ":"), default=0)
        colon = self._colon(pieces, mark)
        condition, one = " ".join(pieces[start:mark]), self._choice(pieces[mark + 1 : colon])
        before = " ".join(pieces[:start])
        return f"{before}(({one}) if ({condition}) else ({self._choice(pieces[colon + 1 :])}))"

    def _colon(self, pieces: list[str], mark: int) -> int:
        depth = 0
        for index in range(mark + 1, len(pieces)):
            depth += {"?": 1, ":": -1}.get(pieces[index], 0)
            if depth < 0:
                return index
        self._refuse("? has no :")

    def _peek(self) -> str | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> str:
        token = self._peek()
        if token is None:
            self._refuse("it ends too early")
        self._next += 1
        return token

    def _refuse(self, reason: str) -> NoReturn:
        raise ExpressionSyntaxError(self._source, 1, 1, f"Expected an expression, but {reason}")
