"""Source to code: parse, check, transform, compile."""

import ast
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any, Final

from engine.scripting.errors import ExpressionSyntaxError
from engine.scripting.functions import BUILT_IN_FUNCTIONS
from engine.scripting.hooks import FUNCTION_PREFIX, HOOKS
from engine.scripting.policy import ExpressionPolicy
from engine.scripting.statements import ScriptPolicy
from engine.scripting.syntax import NotAllowed

MAX_EXPRESSION: Final = 4_000
MAX_SCRIPT: Final = 20_000
MAX_TREE_DEPTH: Final = 80
FILE_NAME: Final = "<expression>"


@dataclass(frozen=True, slots=True)
class Compiled:
    """Code and what it needs to run; names as the source has them."""

    code: CodeType
    hooks: tuple[tuple[str, Callable[..., Any]], ...]
    constants: Mapping[str, Any]
    names: frozenset[str]
    optional: frozenset[str]
    functions: frozenset[str]
    assigned: frozenset[str] = frozenset()
    changes_items: bool = False


def compile_to_code(source: str, python: str | None = None) -> Compiled:
    """Compile an expression; `python` is what to compile if `source` was translated. Raises ExpressionSyntaxError."""
    text = (source if python is None else python).strip()
    policy = ExpressionPolicy()
    return _compiled(_code(source, text, "eval", MAX_EXPRESSION, policy), policy)


def compile_script_to_code(source: str) -> Compiled:
    """Compile a script, which may be indented as a whole. Raises ExpressionSyntaxError."""
    policy = ScriptPolicy()
    code = _code(source, textwrap.dedent(source), "exec", MAX_SCRIPT, policy)
    return _compiled(code, policy, frozenset(policy.assigned), policy.loop_names - policy.assigned)


def _code(source: str, text: str, mode: str, longest: int, policy: ExpressionPolicy) -> CodeType:
    if not text.strip():
        raise ExpressionSyntaxError(source, 1, 1, "Expected an expression, but it is empty")
    if len(text) > longest:
        raise ExpressionSyntaxError(source, 1, 1, f"Expected at most {longest} characters, but there are {len(text)}")
    try:
        tree = ast.parse(text, FILE_NAME, mode)
        _check_depth(tree)
        return compile(policy.visit(tree), FILE_NAME, mode)
    except NotAllowed as error:
        raise ExpressionSyntaxError(source, error.line, error.column, error.reason) from None
    except SyntaxError as error:
        raise ExpressionSyntaxError(
            source, error.lineno or 1, error.offset or 1, f"Expected valid syntax, but: {error.msg}"
        ) from None
    except (ValueError, OverflowError, MemoryError, RecursionError) as error:
        raise ExpressionSyntaxError(source, 1, 1, f"Expected simpler syntax, but: {error!s:.80}") from None


def _check_depth(tree: ast.AST) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_TREE_DEPTH:
            raise NotAllowed(level[0], f"Expected at most {MAX_TREE_DEPTH} levels of nesting, but there are more")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _compiled(
    code: CodeType,
    policy: ExpressionPolicy,
    assigned: frozenset[str] = frozenset(),
    local: set[str] | frozenset[str] = frozenset(),
) -> Compiled:
    built_in = policy.functions & BUILT_IN_FUNCTIONS.keys()
    hooks = sorted(policy.hooks | {FUNCTION_PREFIX + name for name in built_in})
    return Compiled(
        code=code,
        hooks=tuple((name, HOOKS[name]) for name in hooks),
        constants=policy.constants,
        names=frozenset(name for name in _names(code) if not name.startswith("_")) - local,
        optional=frozenset(policy.optional),
        functions=frozenset(policy.functions - built_in),
        assigned=assigned,
        changes_items=policy.changes_items,
    )


def _names(code: CodeType) -> set[str]:
    """The global names of the code and of the comprehensions inside it; their own variables are not among them."""
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(_names, inner))
