"""Running compiled code: what it can reach, what becomes of its errors."""

from collections.abc import Callable, Mapping
from decimal import DecimalException
from functools import partial
from reprlib import Repr
from types import MethodType
from typing import Any, Final, NoReturn

from engine.scripting.budget import Budget
from engine.scripting.compiler import FILE_NAME, Compiled
from engine.scripting.errors import BudgetExceeded, ExpressionFailed, Refused, near
from engine.scripting.functions import BUILT_IN_FUNCTIONS
from engine.scripting.hooks import FUNCTION_PREFIX
from engine.scripting.policy import OPTIONAL_PREFIX
from engine.scripting.texts import render
from engine.values import InvalidValue, freeze, same, thaw

_NO_BUILT_INS: Final[dict[str, Any]] = {}
_PLAIN: Final = frozenset({type(None), bool, int, str})
_SHORT: Final = Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_EXTERNAL_CALL: Final = 50
"""Steps a call of the engine's functions costs: it may look into the database."""

FAILURES: Final = (
    Refused,
    InvalidValue,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    NameError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What running code can raise. Others come from the engine's functions (a database that is busy) and pass."""

Functions = Mapping[str, Callable[..., Any]]


class _Code:
    """Compiled source together with what its evaluations share."""

    __slots__ = ("_base", "_compiled", "source")

    def __init__(self, source: str, compiled: Compiled) -> None:
        self.source = source
        self._compiled = compiled
        self._base = {"__builtins__": _NO_BUILT_INS, **compiled.constants}

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads or assigns."""
        return self._compiled.names | self._compiled.optional

    @property
    def functions(self) -> frozenset[str]:
        """The functions it calls that are not built in."""
        return self._compiled.functions

    def _scope(self, variables: Mapping[str, Any], functions: Functions | None, budget: Budget) -> dict[str, Any]:
        compiled, scope = self._compiled, self._base.copy()
        for name, hook in compiled.hooks:
            scope[name] = MethodType(hook, budget)
        for name in compiled.names:
            if name in variables:
                value = variables[name]
                scope[name] = value if type(value) in _PLAIN else thaw(value)
        for name in compiled.optional:
            scope[OPTIONAL_PREFIX + name] = scope[name] if name in scope else thaw(variables.get(name))
        for name in compiled.functions:
            scope[FUNCTION_PREFIX + name] = partial(_call, budget, _external(name, functions or {}))
        return scope

    def _fail(self, error: BaseException, variables: Mapping[str, Any]) -> NoReturn:
        line = _line(error)
        if isinstance(error, MemoryError) or (isinstance(error, Refused) and error.over_budget):
            raise BudgetExceeded(
                self.source, line, str(error) or "Expected an expression to need less memory"
            ) from None
        seen = {name: _SHORT.repr(variables[name]) for name in sorted(self.names) if name in variables}
        raise ExpressionFailed(self.source, line, _reason(error, variables), seen) from None


class Expression(_Code):
    """A compiled expression; may be evaluated at the same time by several threads."""

    __slots__ = ()

    def evaluate(
        self, variables: Mapping[str, Any], functions: Functions | None = None, budget: Budget | None = None
    ) -> Any:
        """The value as JSON. Raises ExpressionFailed, BudgetExceeded."""
        try:
            scope = self._scope(variables, functions, Budget() if budget is None else budget)
            value = eval(self._compiled.code, scope)  # noqa: S307 - code of our policy, without built-ins
            return value if type(value) is bool else freeze(value)
        except FAILURES as error:
            self._fail(error, variables)

    def evaluate_as_text(self, variables: Mapping[str, Any], functions: Functions | None, budget: Budget) -> str:
        """The value as text within a longer text. Raises ExpressionFailed, BudgetExceeded."""
        try:
            return render(budget, eval(self._compiled.code, self._scope(variables, functions, budget)))  # noqa: S307 - as above
        except FAILURES as error:
            self._fail(error, variables)


class Script(_Code):
    """A compiled script: assignments whose results become variables."""

    __slots__ = ()

    def run(
        self, variables: Mapping[str, Any], functions: Functions | None = None, budget: Budget | None = None
    ) -> dict[str, Any]:
        """The variables that are new or have another value than in `variables`, which stays as it is.

        Names that only a `for` assigns stay inside. Raises ExpressionFailed, BudgetExceeded.
        """
        try:
            scope = self._scope(variables, functions, Budget() if budget is None else budget)
            exec(self._compiled.code, scope)  # noqa: S102 - code of our policy, without built-ins
            return self._changes(scope, variables)
        except FAILURES as error:
            self._fail(error, variables)

    def _changes(self, scope: dict[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        compiled, changes = self._compiled, {}
        for name in compiled.names if compiled.changes_items else compiled.assigned:
            if name in scope:
                value = _frozen(name, scope[name])
                if name not in variables or not same(variables[name], value):
                    changes[name] = value
        return changes


def _frozen(name: str, value: Any) -> Any:
    try:
        return freeze(value)
    except InvalidValue as error:
        raise error.under(name) from None


def _call(budget: Budget, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call a function of the engine: JSON in, JSON out, as everywhere outside expressions."""
    budget.spend(_EXTERNAL_CALL)
    return thaw(function(*map(freeze, arguments), **{name: freeze(value) for name, value in named.items()}))


def _external(name: str, functions: Functions) -> Callable[..., Any]:
    try:
        return functions[name]
    except KeyError:
        raise Refused(
            f"Expected a function that exists, but there is no {name}(){near(name, [*functions, *BUILT_IN_FUNCTIONS])}"
        ) from None


def _line(error: BaseException) -> int:
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == FILE_NAME:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _reason(error: BaseException, variables: Mapping[str, Any]) -> str:
    if isinstance(error, NameError) and error.name:
        return f"Expected the variable {error.name}, but there is none{near(error.name, variables)}"
    if isinstance(error, ZeroDivisionError):
        return "Expected a number other than 0 to divide by"
    if isinstance(error, DecimalException):
        return "Expected a number that can be calculated with, but the result is too large or none at all"
    if isinstance(error, (Refused, InvalidValue)):
        return str(error)
    return f"Expected values the expression can work with, but: {error!s:.200}"
