"""A ``decisionTable`` element → a table, or everything that is wrong with its columns and cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from engine.decisions.cells import compile_test, compile_value, split
from engine.decisions.policies import AGGREGATORS, POLICIES
from engine.decisions.reading import Element, Reading, text_of
from engine.decisions.table import DecisionTable, Input, Output, Rule
from engine.scripting import ScriptError, Text

LETTERS: Final = {policy[0]: policy for policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT")}
"""How some editors write the hit policy."""


def read_table(reading: Reading, table: Element, name: str) -> DecisionTable | None:
    """The table; None when something is wrong with it, which ``reading`` knows then."""
    before = len(reading.problems)
    policy, aggregator = _policy(reading, table), _aggregator(reading, table)
    inputs = tuple(_inputs(reading, table))
    outputs = tuple(_outputs(reading, table))
    if aggregator and len(outputs) != 1:
        message = f"Expected one output to aggregate, but the table has {len(outputs)}"
        reading.add(table, message, "Keep one output column, or remove the aggregator")
    rules = tuple(_rules(reading, table, len(outputs)))
    if len(reading.problems) > before:
        return None
    return DecisionTable(name, policy, inputs, outputs, rules, aggregator)


def _policy(reading: Reading, table: Element) -> str:
    policy = table.get("hitPolicy", "UNIQUE")
    policy = LETTERS.get(policy, policy)
    if policy not in POLICIES:
        message = f"Expected one of the hit policies {', '.join(POLICIES)}, but it is “{policy}”"
        reading.add(table, message, "Choose another")
    return policy


def _aggregator(reading: Reading, table: Element) -> str | None:
    aggregator = table.get("aggregation")
    if aggregator is not None and (aggregator not in AGGREGATORS or table.get("hitPolicy") not in ("COLLECT", "C")):
        known = ", ".join(AGGREGATORS)
        message = f"Expected an aggregator {known} of the hit policy COLLECT, but it is “{aggregator}”"
        reading.add(table, message, "Correct the aggregation or the hit policy")
    return aggregator


def _inputs(reading: Reading, table: Element) -> Iterator[Input]:
    for number, column in enumerate(table.iterfind("{*}input"), 1):
        label = column.get("label") or f"input {number}"
        expression = column.find("{*}inputExpression")
        if expression is None:
            message = f"Expected an expression for {label}, but there is none"
            reading.add(column, message, "Write what it looks at")
            continue
        found = reading.cell(expression, label, compile_value)
        allowed = column.find("{*}inputValues")
        test = None if allowed is None else reading.cell(allowed, f"the values of {label}", compile_test)
        if found is not None:
            yield Input(label, found, expression.get("typeRef"), test)


def _outputs(reading: Reading, table: Element) -> Iterator[Output]:
    columns = table.findall("{*}output")
    names = [column.get("name") or ("result" if len(columns) == 1 else "") for column in columns]
    if not columns:
        reading.add(table, "Expected at least one output, but the table has none", "Add an output column")
    if "" in names or len(set(names)) < len(names):
        message = f"Expected each output to have a name of its own, but they are called {', '.join(names)}"
        reading.add(table, message, "Name the output columns")
    for column, name in zip(columns, names, strict=True):
        values, default = column.find("{*}outputValues"), column.find("{*}defaultOutputEntry")
        yield Output(
            name=name,
            label=column.get("label") or name,
            type=column.get("typeRef"),
            values=() if values is None else tuple(_listed(reading, values, name)),
            default=None if default is None else reading.cell(default, f"the default of {name}", compile_value),
        )


def _listed(reading: Reading, values: Element, name: str) -> Iterator[Any]:
    """The output values in the order of their priority (DMN 1.3, 8.2.10)."""
    listed = reading.cell(values, f"the values of {name}", lambda source: [compile_value(p) for p in split(source)])
    for value in listed or ():
        try:
            yield value.evaluate({})
        except ScriptError as error:
            reading.add(values, f"Expected plain values of {name}, but: {error}", "Write them out")


def _rules(reading: Reading, table: Element, outputs: int) -> Iterator[Rule]:
    columns = len(table.findall("{*}input"))
    for number, row in enumerate(table.iterfind("{*}rule"), 1):
        tests, results = row.findall("{*}inputEntry"), row.findall("{*}outputEntry")
        if (len(tests), len(results)) != (columns, outputs):
            message = f"Expected {columns} and {outputs} cells in rule {number}, but there are {len(tests)}"
            reading.add(row, f"{message} and {len(results)}", "Give the rule a cell for every column")
            continue
        yield Rule(
            number=number,
            id=row.get("id", ""),
            tests=tuple(reading.cell(c, f"rule {number}, input {n}", compile_test) for n, c in enumerate(tests, 1)),
            results=tuple(_results(reading, number, results)),
            note=_note(row),
        )


def _results(reading: Reading, number: int, cells: Iterable[Element]) -> Iterator[Text]:
    for column, cell in enumerate(cells, 1):
        result = reading.cell(cell, f"rule {number}, output {column}", compile_value)
        if result is not None:
            yield result


def _note(row: Element) -> str:
    """Why the rule is as it is: its first annotation, or its description as Camunda writes it."""
    annotation = row.find("{*}annotationEntry")
    text = row.findtext("{*}description") if annotation is None else text_of(annotation)
    return " ".join((text or "").split())
