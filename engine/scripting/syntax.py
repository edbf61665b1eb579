"""Which syntax expressions and scripts may use: explicit lists, and what is not in them is refused.

Not offered is whatever could run code of its own (import, def, lambda, class), hide an error or a loop (try, while),
reach around the hooks (with, global, :=, * and **), or make values JSON cannot hold (sets, bytes).
"""

import ast
from typing import Final

EXPRESSION_NODES: Final[frozenset[type[ast.AST]]] = frozenset({
    ast.Expression, ast.Load, ast.Store, ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice,
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Compare, ast.IfExp,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot,
    ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.comprehension,
    ast.Call, ast.keyword, ast.JoinedStr, ast.FormattedValue,
})  # fmt: skip

SCRIPT_NODES: Final[frozenset[type[ast.AST]]] = EXPRESSION_NODES | {
    ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Break, ast.Continue, ast.Pass, ast.Delete,
    ast.Del,
}  # fmt: skip

BINARY: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Add: ("+", "_add_"),
    ast.Sub: ("-", "_subtract_"),
    ast.Mult: ("*", "_multiply_"),
    ast.Div: ("/", "_divide_"),
    ast.FloorDiv: ("//", "_floor_divide_"),
    ast.Mod: ("%", "_modulo_"),
    ast.Pow: ("**", "_power_"),
    ast.BitOr: ("|", "_merge_"),
}

UNARY: Final[dict[type[ast.unaryop], str]] = {ast.USub: "_negate_", ast.UAdd: "_plus_"}

COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "_equal_",
    ast.NotEq: "_unequal_",
    ast.Lt: "_less_",
    ast.LtE: "_less_or_equal_",
    ast.Gt: "_greater_",
    ast.GtE: "_greater_or_equal_",
    ast.In: "_contains_",
    ast.NotIn: "_lacks_",
}


class NotAllowed(Exception):
    """A construct the policy refuses, with its place in the source."""

    def __init__(self, node: ast.AST, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line: int = getattr(node, "lineno", 1)
        self.column: int = getattr(node, "col_offset", 0) + 1


def word(node: ast.AST) -> str:
    """The construct as the author wrote it."""
    return _WORDS.get(type(node), type(node).__name__)


_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.FunctionDef: "def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.While: "while",
    ast.Try: "try",
    ast.With: "with",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Return: "return",
    ast.Raise: "raise",
    ast.Yield: "yield",
    ast.Await: "await",
    ast.Assert: "assert",
    ast.AsyncFor: "async for",
    ast.Match: "match",
    ast.AnnAssign: "an annotation",
    ast.NamedExpr: ":=",
    ast.Starred: "*",
    ast.Set: "a set",
    ast.SetComp: "a set",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.MatMult: "@",
    ast.Invert: "~",
}
