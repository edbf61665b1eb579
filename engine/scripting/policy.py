"""What each construct of an expression is compiled to.

The base is RestrictedPython's transformer: it refuses every syntax node it does not know and sends items and iteration
through hooks. This policy allows less (syntax.py), sends more through hooks (arithmetic, comparison, calls, displays),
and keeps functions apart from values: a name that is called is a function, every other name a variable. So no variable
can stand in for a function or a hook, and no value can be called.
"""

import ast
from decimal import Decimal
from inspect import signature
from typing import Any, Final, NoReturn, TypeVar, cast

from RestrictedPython.transformer import RestrictingNodeTransformer, copy_locations

from engine.scripting.functions import BUILT_IN_FUNCTIONS
from engine.scripting.hooks import FUNCTION_PREFIX
from engine.scripting.syntax import BINARY, COMPARISONS, EXPRESSION_NODES, UNARY, NotAllowed, word

_Node = TypeVar("_Node", bound=ast.expr | ast.stmt)

LENIENT_FUNCTIONS: Final = frozenset({"empty", "default"})
"""Their first argument may name a variable or a key that does not exist: `empty lead.phone`, `default(comment, "")`."""

OPTIONAL_PREFIX: Final = "_optional_"


class ExpressionPolicy(RestrictingNodeTransformer):
    """Transforms one expression; knows afterwards what the code needs."""

    allowed = EXPRESSION_NODES

    def __init__(self) -> None:
        super().__init__()
        self.hooks: set[str] = set()
        self.functions: set[str] = set()
        self.constants: dict[str, Decimal] = {}
        self.optional: set[str] = set()
        self.changes_items = False

    def visit(self, node: ast.AST) -> Any:
        if type(node) not in self.allowed:
            raise NotAllowed(node, f"Expected what expressions may use, but {word(node)} is not part of it")
        return super().visit(node)

    def error(self, node: ast.AST, info: str) -> NoReturn:
        raise NotAllowed(node, info)

    def visit_Name(self, node: ast.Name) -> Any:
        self.check_own_name(node, node.id)
        return node

    def visit_Constant(self, node: ast.Constant) -> Any:
        if type(node.value) is float:
            return self._decimal(node)
        if type(node.value) is int and node.value.bit_length() > 64:
            raise NotAllowed(node, "Expected an integer within 64 bits: keep long numbers as text")
        if type(node.value) not in (str, int, bool, type(None)):
            raise NotAllowed(node, f"Expected a number, text, True, False or None, but got {type(node.value).__name__}")
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        if type(node.op) not in BINARY:
            raise NotAllowed(node, f"Expected + - * / // % ** or |, but {word(node.op)} is not offered")
        return self.hook(node, BINARY[type(node.op)][1], self.visit(node.left), self.visit(node.right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.op, ast.Not):
            return self.node_contents_visit(node)
        if type(node.op) not in UNARY:
            raise NotAllowed(node, f"Expected - or not, but {word(node.op)} is not offered")
        return self.hook(node, UNARY[type(node.op)], self.visit(node.operand))

    def visit_Compare(self, node: ast.Compare) -> Any:
        """`a < b < c` becomes `a < b and b < c`: what is compared twice must not call anything."""
        operands = [self.visit(operand) for operand in (node.left, *node.comparators)]
        pairs = [self._compared(node, *parts) for parts in zip(node.ops, operands, operands[1:], strict=False)]
        if len(pairs) == 1:
            return pairs[0]
        for middle in node.comparators[:-1]:
            if not isinstance(middle, (ast.Name, ast.Constant)):
                raise NotAllowed(node, "Expected a name between two comparisons: write a < b and b < c")
        return placed(ast.BoolOp(ast.And(), pairs), node)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        self.check_own_name(node, node.attr)
        return self.hook(node, "_getattr_", self.visit(node.value), ast.Constant(node.attr))

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        return self.hook(node, "_getitem_", self.visit(node.value), self.visit(node.slice))

    def visit_Call(self, node: ast.Call) -> Any:
        for keyword in node.keywords:
            if keyword.arg is None:
                raise NotAllowed(node, "Expected named arguments, but ** is not offered")
            self.check_own_name(node, keyword.arg)
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        if isinstance(node.func, ast.Name):
            return self._function(node, node.func.id)
        raise NotAllowed(node, "Expected the name of a function before (")

    def visit_List(self, node: ast.List) -> Any:
        return self._display(self.node_contents_visit(node), "_sequence_")

    def visit_Tuple(self, node: ast.Tuple) -> Any:
        return self._display(self.node_contents_visit(node), "_sequence_")

    def visit_Dict(self, node: ast.Dict) -> Any:
        if None in node.keys:
            raise NotAllowed(node, "Expected keys and values in {}, but ** is not offered: write left | right")
        node = self.node_contents_visit(node)
        node.keys = [self._key(key) for key in node.keys]
        return self.hook(node, "_mapping_", node)

    def visit_DictComp(self, node: ast.DictComp) -> Any:
        node = self.node_contents_visit(node)
        node.key = self._key(node.key) or node.key
        return self.hook(node, "_mapping_", node)

    def visit_ListComp(self, node: ast.ListComp) -> Any:
        return self.hook(node, "_sequence_", self.node_contents_visit(node))

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Any:
        """`sum(x for x in xs)` makes a list: no generator can travel, so none can run later or hold a frame."""
        return self.visit(placed(ast.ListComp(node.elt, node.generators), node))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        return self.hook(node, "_joined_", *map(self.visit, node.values))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> Any:
        if node.conversion != -1:
            raise NotAllowed(node, "Expected {value} or {value:.2f}, but !r, !s and !a are not offered")
        if node.format_spec is None:
            return self.visit(node.value)
        return self.hook(node, "_formatted_", self.visit(node.value), ast.Constant(_format_text(node)))

    def guard_iter(self, node: Any) -> Any:
        self.check_target(node.target)
        self.hooks |= {"_getiter_", *({"_iter_unpack_sequence_"} if isinstance(node.target, ast.Tuple) else ())}
        return super().guard_iter(node)

    def hook(self, node: ast.AST, name: str, *arguments: ast.expr) -> ast.Call:
        """A call of a hook in the place of `node`."""
        self.hooks.add(name)
        return placed(ast.Call(ast.Name(name, ast.Load()), list(arguments), []), node)

    def check_own_name(self, node: ast.AST, name: str) -> None:
        """Names with an underscore in front are the hooks'."""
        if name.startswith("_"):
            raise NotAllowed(node, f"Expected a name that does not begin with _, but got {name}")

    def check_target(self, target: ast.expr) -> None:
        """What a loop or an unpacking may assign to."""
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        for part in parts:
            if isinstance(part, ast.Tuple):
                self.check_target(part)
            elif not isinstance(part, ast.Name):
                raise NotAllowed(part, "Expected a name, or names in (), to assign to")

    def _decimal(self, node: ast.Constant) -> ast.Name:
        number = Decimal(repr(node.value))
        if not number.is_finite():
            raise NotAllowed(node, "Expected a number that is not infinite")
        name = f"_number_{len(self.constants)}"
        self.constants[name] = number
        return placed(ast.Name(name, ast.Load()), node)

    def _compared(self, node: ast.Compare, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> ast.expr:
        if isinstance(operator, (ast.Is, ast.IsNot)):
            return placed(ast.Compare(left, [operator], [right]), node)
        return self.hook(node, COMPARISONS[type(operator)], left, right)

    def _method(self, node: ast.Call, target: ast.Attribute) -> ast.Call:
        self.check_own_name(target, target.attr)
        self.changes_items = True
        call = self.hook(
            node, "_method_", self.visit(target.value), ast.Constant(target.attr), *map(self.visit, node.args)
        )
        call.keywords = [self.visit(keyword) for keyword in node.keywords]
        return call

    def _function(self, node: ast.Call, name: str) -> ast.Call:
        self.check_own_name(node, name)
        self.functions.add(name)
        _check_arguments(node, name)
        arguments = [self.visit(argument) for argument in node.args[1:]]
        if node.args:
            first = self._peeked(node.args[0]) if name in LENIENT_FUNCTIONS else None
            arguments.insert(0, first or self.visit(node.args[0]))
        keywords = [self.visit(keyword) for keyword in node.keywords]
        return placed(ast.Call(ast.Name(FUNCTION_PREFIX + name, ast.Load()), arguments, keywords), node)

    def _peeked(self, node: ast.expr) -> ast.Call | None:
        """`deal.client.name` as a chain of keys of which any may be missing; None if it is anything else."""
        names: list[ast.expr] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            self.check_own_name(inner, inner.attr)
            names.insert(0, ast.Constant(inner.attr))
            inner = inner.value
        if not isinstance(inner, ast.Name):
            return None
        self.check_own_name(inner, inner.id)
        self.optional.add(inner.id)
        return self.hook(node, "_peek_", ast.Name(OPTIONAL_PREFIX + inner.id, ast.Load()), *names)

    def _display(self, node: Any, hook: str) -> Any:
        """A list in the source is paid for, except one so small that the list around it has paid enough."""
        small = len(node.elts) <= 4 and all(isinstance(item, ast.Constant) for item in node.elts)
        return node if small or isinstance(node.ctx, ast.Store) else self.hook(node, hook, node)

    def _key(self, key: ast.expr | None) -> ast.expr | None:
        constant = isinstance(key, ast.Constant) and type(key.value) is str
        return key if key is None or constant else self.hook(key, "_key_", key)


def _check_arguments(node: ast.Call, name: str) -> None:
    """A built-in function's arguments must fit its signature."""
    function = BUILT_IN_FUNCTIONS.get(name)
    if function is None:
        return
    try:
        signature(function).bind(None, *node.args, **{keyword.arg or "": None for keyword in node.keywords})
    except TypeError as error:
        raise NotAllowed(node, f"Expected arguments that fit {name}(), but there is {error}") from None


def _format_text(node: ast.FormattedValue) -> str:
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    if len(parts) != 1 or not isinstance(parts[0], ast.Constant) or not isinstance(parts[0].value, str):
        raise NotAllowed(node, "Expected a format without {} inside, such as {value:.2f}")
    return parts[0].value


def placed(new: _Node, old: ast.AST) -> _Node:
    """The new node at the place of the old one, so that errors name its line."""
    copy_locations(new, cast(ast.expr, old))
    return new
