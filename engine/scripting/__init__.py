"""The sandbox: expressions, texts with expressions, and scripts of diagrams.

A subset of Python with no way out (syntax.py says what it may use), within a budget of steps, memory and time
(budget.py).
Compile once, evaluate often:

>>> compile_expression("amount * 2").evaluate({"amount": 21})
42
>>> compile_text("Сделка № ${deal.number}").evaluate({"deal": {"number": "Д-7"}})
'Сделка № Д-7'
>>> compile_script("total = sum(line.amount for line in lines)").run({"lines": [{"amount": 0.1}, {"amount": 0.2}]})
{'total': 0.3}
"""

from functools import lru_cache

from engine.scripting.budget import Budget
from engine.scripting.compiler import compile_script_to_code, compile_to_code
from engine.scripting.errors import BudgetExceeded, ExpressionFailed, ExpressionSyntaxError, ScriptError
from engine.scripting.evaluation import Expression, Script
from engine.scripting.functions import BUILT_IN_FUNCTIONS
from engine.scripting.templates import Text

__all__ = [
    "BUILT_IN_FUNCTIONS",
    "Budget",
    "BudgetExceeded",
    "Expression",
    "ExpressionFailed",
    "ExpressionSyntaxError",
    "Script",
    "ScriptError",
    "Text",
    "compile_expression",
    "compile_script",
    "compile_text",
]


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """Compile `amount > 1000`, written without `${}`. Raises ExpressionSyntaxError."""
    return Expression(source, compile_to_code(source))


@lru_cache(maxsize=4096)
def compile_text(source: str) -> Text:
    """Compile a text that may hold `${…}`. Raises ExpressionSyntaxError."""
    return Text(source)


@lru_cache(maxsize=1024)
def compile_script(source: str) -> Script:
    """Compile the statements of a script task. Raises ExpressionSyntaxError."""
    return Script(source, compile_script_to_code(source))
