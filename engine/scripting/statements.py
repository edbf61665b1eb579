"""What scripts may do beyond expressions: assign, change items, choose, loop over what there is."""

import ast
from typing import Any

from engine.scripting.policy import ExpressionPolicy, placed
from engine.scripting.syntax import BINARY, SCRIPT_NODES, NotAllowed, word


class ScriptPolicy(ExpressionPolicy):
    """Transforms a script: assignments, `if`, `for`; knows afterwards what it may assign and change."""

    allowed = SCRIPT_NODES

    def __init__(self) -> None:
        super().__init__()
        self.assigned: set[str] = set()
        self.loop_names: set[str] = set()

    def visit_Module(self, node: ast.Module) -> Any:
        return self.node_contents_visit(node)

    def visit_For(self, node: ast.For) -> Any:
        self.loop_names |= _names(node.target)
        return self.guard_iter(node)

    def visit_Assign(self, node: ast.Assign) -> Any:
        if len(node.targets) > 1 and not all(isinstance(target, ast.Name) for target in node.targets):
            raise NotAllowed(node, "Expected one target, or only names, before =")
        target, value = node.targets[0], self.visit(node.value)
        if place := self._place(target):
            return placed(ast.Expr(self.hook(node, "_set_item_", *place, value)), node)
        for one in node.targets:
            self.check_target(one)
            self.assigned |= _names(one)
        if isinstance(target, ast.Tuple):
            self.hooks |= {"_unpack_sequence_", "_getiter_"}
            value = self.protect_unpack_sequence(target, value)
        return placed(ast.Assign([self.visit(one) for one in node.targets], value), node)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        if type(node.op) not in BINARY:
            raise NotAllowed(node, f"Expected += -= *= /= //= %= **= or |=, but {word(node.op)} is not offered")
        sign, change = ast.Constant(BINARY[type(node.op)][0]), self.visit(node.value)
        if place := self._place(node.target):
            return placed(ast.Expr(self.hook(node, "_augment_item_", sign, *place, change)), node)
        self.check_target(node.target)
        self.assigned |= _names(node.target)
        old = ast.Name(next(iter(_names(node.target))), ast.Load())
        self.visit(old)
        return placed(ast.Assign([self.visit(node.target)], self.hook(node, "_augment_", sign, old, change)), node)

    def visit_Delete(self, node: ast.Delete) -> Any:
        places = [self._place(target) for target in node.targets]
        if None in places:
            raise NotAllowed(node, "Expected an item such as lines[0] after del: a variable is emptied by = None")
        return [placed(ast.Expr(self.hook(node, "_delete_item_", *place)), node) for place in places if place]

    def _place(self, target: ast.expr) -> tuple[ast.expr, ast.expr] | None:
        """The container and the key or position that an assignment writes to."""
        if not isinstance(target, (ast.Attribute, ast.Subscript)):
            return None
        self.changes_items = True
        if isinstance(target, ast.Subscript):
            if isinstance(target.slice, ast.Slice):
                raise NotAllowed(target, "Expected one item to change, but got a slice")
            return self.visit(target.value), self.visit(target.slice)
        self.check_own_name(target, target.attr)
        return self.visit(target.value), ast.Constant(target.attr)


def _names(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
