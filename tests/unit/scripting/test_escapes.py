"""Attempts to leave the sandbox or to exhaust it, each in a child process that may use 64 MB more than it starts with.

An attempt fails if it is refused when compiled, refused when it runs, or stopped by its budget; always within a second.
"""

import gc
import os
import pickle
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.scripting import (
    BudgetExceeded,
    ExpressionFailed,
    ExpressionSyntaxError,
    ScriptError,
    compile_expression,
    compile_script,
    compile_text,
)

MEGABYTE = 1024 * 1024
VARIABLES: dict[str, Any] = {
    "number": 7,
    "money": 10.5,
    "text": "text",
    "long": "я" * 200_000,
    "many": list(range(10_000)),
    "deal": {"number": "Д-1", "lines": [{"amount": 1}], "__class__": "fake", "format": "{0}"},
    "nothing": None,
}

REFUSED_EXPRESSIONS = {
    "class of a tuple": "().__class__",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "class by item": "text['__class__']",
    "class by full-width underscores": "().＿＿class＿＿",
    "class behind call": "str.__class__",
    "globals of a function": "len.__globals__",
    "globals of a method": "text.upper.__globals__",
    "function as a value": "len",
    "function in a list": "[len, str][0]('x')",
    "method as a value": "text.upper",
    "code of a comprehension": "(x for x in many).gi_frame",
    "frame": "number.f_back",
    "generator as a value": "(x for x in many).send(1)",
    "import": "__import__('os').system('id')",
    "builtins by name": "__builtins__",
    "builtins by item": "__builtins__['eval']",
    "open": "open('/etc/passwd').read()",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "compile": "compile('1', '', 'eval')",
    "getattr": "getattr(text, '__class__')",
    "setattr": "setattr(deal, 'x', 1)",
    "hasattr": "hasattr(text, '__class__')",
    "vars": "vars()",
    "globals": "globals()",
    "locals": "locals()",
    "type": "type(text)",
    "type with three arguments": "type('X', (), {})",
    "object": "object()",
    "super": "super()",
    "dir": "dir(text)",
    "id": "id(text)",
    "hash": "hash(text)",
    "print": "print(1)",
    "printed": "printed",
    "input": "input()",
    "breakpoint": "breakpoint()",
    "help": "help()",
    "memoryview": "memoryview(text)",
    "bytes": "bytes(10)",
    "bytes literal": "b'x'",
    "bytearray": "bytearray(10**9)",
    "hook by name": "_getattr_(text, 'upper')",
    "budget by name": "_function_len([])",
    "budget by keyword": "len(_budget=None, value=[])",
    "lambda": "(lambda: 1)()",
    "lambda in a list": "[lambda: 1][0]()",
    "walrus": "(x := 5)",
    "walrus over a hook": "[_getattr_ := 1]",
    "walrus in a comprehension": "[len := x for x in many]",
    "starred argument": "max(*many)",
    "starred keywords": "dict(**deal)",
    "starred list": "[*many]",
    "starred mapping": "{**deal}",
    "set": "{1, 2}",
    "set comprehension": "{x for x in many}",
    "await": "await text",
    "yield": "(yield 1)",
    "ellipsis": "...",
    "complex": "1j",
    "infinite number": "1e999999999999",
    "str.format": "'{0.__class__}'.format(number)",
    "str.format_map": "'{x}'.format_map(deal)",
    "key called format": "deal.format(number)",
    "percent format": "'%s' % number",
    "percent format with width": "'%1000000000d' % number",
    "format function": "format(number, '1000000000d')",
    "f-string nested format": "f'{number:{number}}'",
    "f-string wide format": "f'{number:1000000000d}'",
    "f-string precise format": "f'{money:.1000000000f}'",
    "f-string dunder format": "f'{number:__class__}'",
    "f-string conversion": "f'{text!r}'",
    "f-string attribute walk": "f'{number.__class__}'",
    "mro by call": "str.mro()",
    "str.join as unbound": "str.join('', many)",
    "translate": "text.translate({97: 'x' * 1000})",
    "encode": "text.encode('idna')",
    "maketrans": "text.maketrans('a', 'b')",
    "expandtabs": "'\\t'.expandtabs(10**9)",
    "ljust": "text.ljust(10**9)",
    "center": "text.center(10**9)",
    "as_integer_ratio": "money.as_integer_ratio()",
    "decimal context": "money.quantize(1, None, None)",
    "date strftime": "date('2026-01-01').strftime('%Y' * 1000)",
    "date class": "date('2026-01-01').__class__",
    "timedelta minimum": "days(1).min",
    "dict method on a mapping": "deal.items()",
    "dict constructor class": "deal.__class__",
    "shift": "1 << 10000000000",
    "right shift": "1 >> 1",
    "invert": "~number",
    "matrix product": "number @ number",
    "call of a result": "text.upper()()",
    "call of an item": "many[0]()",
    "call of text": "'len'([])",
    "subscript of a call with a slice of text": "many['a':'b']",
    "null character": "'\\0'",
    "unbalanced close": "1) + (1",
    "two statements": "1; 2",
    "statement": "x = 1",
    "comment only": "# nothing",
    "nul in the source": "1 + \0 1",
    "surrogate": "'\\ud800'",
}

EXHAUSTING_EXPRESSIONS = {
    "power": "10 ** 10 ** 10",
    "power of a power": "9 ** 9 ** 9 ** 9",
    "power in steps": "((2 ** 100) ** 100) ** 100",
    "negative power": "-10 ** 1000000000",
    "decimal power": "1.0000001 ** 99999999999999",
    "decimal exponent": "decimal('1e999999999') * 10",
    "decimal to integer": "int(decimal('1e999') * decimal('1e999'))",
    "decimal to a long integer": "int(decimal('9e998'))",
    "many digits": "int('9' * 100000)",
    "long decimal": "decimal('9' * 100000)",
    "long literal": "9" * 3000,
    "text repeat": "'x' * 10000000000",
    "text repeat reversed": "10000000000 * 'x'",
    "text repeat twice": "('x' * 100000) * 100000",
    "list repeat": "[0] * 1000000000",
    "list repeat nested": "[[0] * 10000] * 10000",
    "list of long texts": "[x * 100000 for x in ['a'] * 10000]",
    "tuple repeat": "(1, 2) * 1000000000",
    "range": "range(10 ** 18)",
    "range of one list": "list(range(100000000))",
    "range backwards": "range(10 ** 12, 0, -1)",
    "sum of a range": "sum(range(10 ** 10))",
    "comprehension": "[x for x in range(99999) for y in range(99999)]",
    "three loops": "[1 for a in many for b in many for c in many]",
    "comprehension of comprehensions": "[[y for y in many] for x in many]",
    "mapping comprehension": "{str(x) + str(y): 1 for x in many for y in many}",
    "generator": "sum(1 for x in many for y in many)",
    "any of a generator": "any(False for x in many for y in many)",
    "zip": "[x for x in zip(many, many) for y in many]",
    "sorted in a loop": "[sorted(many) for x in many]",
    "membership in a loop": "[x for x in many if 'x' in many]",
    "equality in a loop": "[many == list(many) for x in many]",
    "text equality in a loop": "[long + 'x' == long + 'x' for x in many]",
    "replace": "long.replace('я', long)",
    "replace chain": "('a' * 1000).replace('a', 'b' * 1000).replace('b', 'c' * 1000)",
    "replace nothing": "long.replace('', long)",
    "join": "long.join(['x'] * 100000)",
    "join many": "join([long] * 1000, '')",
    "split": "[long.split('я') for x in many]",
    "find in a loop": "[long.find('яя' * 50000 + 'x') for x in many]",
    "count in a loop": "[long.count('я') for x in many]",
    "upper in a loop": "[long.upper() for x in many]",
    "zfill": "text.zfill(1000000000)",
    "f-string in a loop": "[f'{long}{long}' for x in many]",
    "text of a list": "[str(many) for x in many]",
    "slice in a loop": "[many[:] for x in many]",
    "text slice in a loop": "[long[1:] for x in many]",
    "min in a loop": "[min(many) for x in many]",
    "unique in a loop": "[unique(many) for x in many]",
    "display in a loop": f"[{'[' + '[],' * 800 + ']'} for x in many]",
    "decimals in a display in a loop": f"[[{'money + 1,' * 300}] for x in many]",
    "mapping display in a loop": "[{" + ",".join(f"'k{key}': []" for key in range(300)) + "} for x in many]",
    "not in a row in a loop": f"[{'not ' * 70}x for x in many for y in many]",
    "ternaries in a loop": "[" + "1 if x else " * 35 + "0 for x in many for y in many]",
    "long ago": "date('0001-01-01') - days(1)",
    "far away": "date('9999-12-31') + days(1)",
    "long duration": "days(1000000) * 1000000",
    "parentheses": "(" * 1900 + "1" + ")" * 1900,
    "brackets": "[" * 1900 + "]" * 1900,
    "minus signs": "-" * 3900 + "1",
    "not signs": "not " * 990 + "1",
    "dots": "deal" + ".a" * 1900,
    "items": "deal" + "[0]" * 1300,
    "calls": "str(" * 900 + "1" + ")" * 900,
    "ternary chain": "1 if number else " * 230 + "0",
    "sum chain": "1+" * 1990 + "1",
    "f-string nesting": "f'{f\"{1}\"}' + " * 200 + "1",
    "too long a source": "1 + " * 10_000 + "1",
}

EXHAUSTING_SCRIPTS = {
    "doubling a text": "s = 'x'\nfor i in range(100):\n    s = s + s",
    "doubling a text in place": "s = 'x'\nfor i in range(100):\n    s += s",
    "doubling a list": "s = [1]\nfor i in range(100):\n    s = s + s",
    "doubling a list in place": "s = [1]\nfor i in range(100):\n    s += s",
    "extending a list by itself": "s = [1]\nfor i in range(100):\n    s.extend(s)",
    "doubling an item": "d = {'a': 'x'}\nfor i in range(100):\n    d['a'] += d['a']",
    "doubling an attribute": "d = {'a': [1]}\nfor i in range(100):\n    d.a += d.a",
    "squaring a number": "n = 3\nfor i in range(100):\n    n = n * n",
    "squaring a number in place": "n = 3\nfor i in range(100):\n    n **= 2",
    "squaring a decimal": "n = 3.5\nfor i in range(100):\n    n *= n",
    "adding numbers for ever": "n = 3\nfor i in range(99999):\n    n += n",
    "a list that grows while it is read": "s = [1]\nfor x in s:\n    s.append(x)",
    "a mapping that grows while it is read": "s = {'a': 1}\nfor x in s:\n    s[x + 'a'] = 1",
    "an item assigned in a loop": "s = {}\nfor a in many:\n    for b in many:\n        s[str(a * 10000 + b)] = 1",
    "a shared structure compared": "a = [1]\nb = [1]\nfor i in range(60):\n    a = [a, a]\n    b = [b, b]\nx = a == b",
    "a shared structure sorted": "a = [1]\nfor i in range(60):\n    a = [a, a]\nx = sorted([a, a])",
    "a shared structure as text": "a = [1]\nfor i in range(60):\n    a = [a, a]\nx = str(a)",
    "a shared structure as a variable": "a = [1]\nfor i in range(60):\n    a = [a, a]",
    "a shared tuple as a key": "a = (1,)\nfor i in range(60):\n    a = (a, a)\nd = {a: 1}",
    "a shared tuple as a member": "a = (1,)\nfor i in range(60):\n    a = (a, a)\nd = a in {'x': 1}",
    "a shared structure looked for": "a = [1]\nfor i in range(60):\n    a = [a, a]\nx = [a].index([a])",
    "a shared structure counted": "a = [1]\nfor i in range(60):\n    a = [a, a]\nx = [a, a].count([a, a])",
    "a list inside itself": "a = []\na.append(a)",
    "a list inside itself as text": "a = []\na.append(a)\nx = str(a)",
    "a list inside itself compared": "a = []\na.append(a)\nb = []\nb.append(b)\nx = a == b",
    "a mapping inside itself": "a = {}\na.a = a",
    "a deep list": "a = []\nfor i in range(99999):\n    a = [a]",
    "keys that collide": "d = {}\nfor i in range(50000):\n    d[i * (2 ** 61 - 1)] = 1",
    "keys that collide in a comprehension": "d = {i * (2 ** 61 - 1): 1 for i in range(50000)}",
    "keys that collide in dict()": "d = dict([(i * (2 ** 61 - 1), 1) for i in range(20000)])",
    "keys that collide in unique()": "d = unique([i * (2 ** 61 - 1) for i in range(20000)])",
    "decimal keys": "d = {i * 1.5: 1 for i in range(20000)}",
    "insertion at the start": "a = []\nfor i in range(99999):\n    a.insert(0, i)",
    "removal from the start": "a = list(range(99999))\nfor i in range(99999):\n    a.pop(0)",
    "deletion from the start": "a = list(range(99999))\nfor i in range(99999):\n    del a[0]",
    "many long texts": "a = []\nfor i in range(9999):\n    a.append(long + str(i))",
    "a text longer with each round": "s = ''\nfor i in range(99999):\n    s += 'слово '",
    "a shared long text as a variable": "a = [long for i in range(9999)]",
    "nested loops": "for a in many:\n    for b in many:\n        for c in many:\n            x = 1",
    "a loop of nothing": "for a in many:\n    for b in many:\n        pass",
    "a wide body": "for a in many:\n    for b in many:\n" + "        x = [1, 2, 3, [4, 5]]\n" * 400,
    "a deep nesting of loops": "".join(f"{' ' * level}for a{level} in many:\n" for level in range(30))
    + " " * 30
    + "pass",
    "a deep nesting of ifs": "".join(f"{' ' * level}if 1:\n" for level in range(99)) + " " * 99 + "x = 1",
    "unpacking a long list": "for i in many:\n    a, b = many",
    "minus signs": "x = " + "-" * 19_000 + "1",
    "brackets": "x = " + "[" * 9_000 + "]" * 9_000,
    "nots": "x = " + "not " * 4_900 + "1",
    "a key missing among many": "d = {}\nfor i in many:\n    d['k' * 50 + str(i)] = 1\nx = d.kk",
    "a long key missing": "x = deal['k' * 199999]",
    "swapping for ever": "a = [1]\nfor x in a:\n    a += [x]",
}

REFUSED_SCRIPTS = {
    "import": "import os",
    "import from": "from os import system",
    "def": "def f():\n    return f()\nf()",
    "class": "class A:\n    pass",
    "while": "while True:\n    pass",
    "try": "try:\n    x = 1\nexcept Exception:\n    pass",
    "with": "with text as t:\n    pass",
    "global": "global number",
    "nonlocal": "nonlocal number",
    "return": "return 1",
    "raise": "raise ValueError",
    "assert": "assert number",
    "async for": "async for x in many:\n    pass",
    "match": "match number:\n    case 1:\n        pass",
    "annotation": "x: int = 1",
    "delete a variable": "del number",
    "delete a slice": "del many[:]",
    "assign to a slice": "many[:] = []",
    "assign to a hook": "_getattr_ = 1",
    "assign to builtins": "__builtins__ = {}",
    "assign to a function's attribute": "len.x = 1",
    "assign to a text's attribute": "text.x = 1",
    "assign to a text's item": "text[0] = 'x'",
    "assign to dunder attribute": "deal.__class__ = 1",
    "loop over a hook": "for _getiter_ in many:\n    pass",
    "loop into an item": "for deal.number in many:\n    pass",
    "loop into an attribute of a call": "for len(many).x in many:\n    pass",
    "unpack into a hook": "a, _getitem_ = 1, 2",
    "unpack into an item": "deal.a, b = 1, 2",
    "starred target": "a, *b = many",
    "list target": "[a, b] = [1, 2]",
    "comprehension over a hook": "x = [1 for _getiter_ in many]",
    "keyword over a hook": "x = dict(_getattr_=1)",
    "a function defined by assignment": "len = 1\nx = len(many)\nlen()",
    "augmented unknown name": "unknown += 1",
    "augmented shift": "number <<= 100000",
    "augmented hook": "_budget_ += 1",
    "print": "print(1)",
    "backslash continuation into dunder": "x = ().\\\n__class__",
    "call by decorator": "@len\ndef f():\n    pass",
}


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt in its child process; `seconds` of processor time, as other tests run beside it."""

    error: str
    reason: str
    seconds: float
    megabytes: float


def attempt(run: Callable[[], object]) -> Outcome:
    """Run in a child that ends when it needs more than 64 MB or two seconds of processor time."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _report(run, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    _child, status = os.waitpid(child, 0)
    return pickle.loads(answer) if answer else Outcome("killed", f"status {status}", 99.0, 99.0)


def _report(run: Callable[[], object], writer: int) -> None:
    try:
        gc.freeze()  # else collecting the garbage of all tests before would count as the attempt's work
        used = _virtual_size()
        resource.setrlimit(resource.RLIMIT_AS, (used + 64 * MEGABYTE,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
        before, start, error = _peak(), time.process_time(), None
        try:
            run()
        except ScriptError as caught:
            error = caught
        outcome = Outcome(
            type(error).__name__,
            getattr(error, "reason", ""),
            time.process_time() - start,
            (_peak() - before) / 1024,
        )
        os.write(writer, pickle.dumps(outcome))
    finally:
        os._exit(0)


def _virtual_size() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def check(outcome: Outcome, *expected: type[ScriptError]) -> None:
    assert outcome.error in {error.__name__ for error in expected}, outcome
    assert outcome.reason.startswith("Expected"), outcome
    assert outcome.seconds < 1, outcome
    assert outcome.megabytes < 64, outcome


@pytest.mark.parametrize("source", REFUSED_EXPRESSIONS.values(), ids=REFUSED_EXPRESSIONS)
def test_an_expression_finds_no_way_out(source: str) -> None:
    outcome = attempt(lambda: compile_expression(source).evaluate(VARIABLES))
    check(outcome, ExpressionSyntaxError, ExpressionFailed)


@pytest.mark.parametrize("source", EXHAUSTING_EXPRESSIONS.values(), ids=EXHAUSTING_EXPRESSIONS)
def test_an_expression_is_stopped(source: str) -> None:
    outcome = attempt(lambda: compile_expression(source).evaluate(VARIABLES))
    check(outcome, ExpressionSyntaxError, ExpressionFailed, BudgetExceeded)


@pytest.mark.parametrize("source", REFUSED_SCRIPTS.values(), ids=REFUSED_SCRIPTS)
def test_a_script_finds_no_way_out(source: str) -> None:
    check(attempt(lambda: compile_script(source).run(VARIABLES)), ExpressionSyntaxError, ExpressionFailed)


@pytest.mark.parametrize("source", EXHAUSTING_SCRIPTS.values(), ids=EXHAUSTING_SCRIPTS)
def test_a_script_is_stopped(source: str) -> None:
    outcome = attempt(lambda: compile_script(source).run(VARIABLES))
    check(outcome, ExpressionSyntaxError, ExpressionFailed, BudgetExceeded)


@pytest.mark.parametrize("source", REFUSED_EXPRESSIONS.values(), ids=REFUSED_EXPRESSIONS)
def test_juel_opens_no_way_out(source: str) -> None:
    outcome = attempt(lambda: compile_text(f"до ${{{source}}} после").evaluate(VARIABLES))
    check(outcome, ExpressionSyntaxError, ExpressionFailed, BudgetExceeded)
