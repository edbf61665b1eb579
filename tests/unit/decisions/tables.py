"""Small decision tables for tests, written as they are thought."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*decisions: str, namespace: str = DMN) -> bytes:
    """A whole file."""
    content = "".join(decisions)
    return f'<definitions xmlns="{namespace}" id="file" name="f" namespace="urn:test">{content}</definitions>'.encode()


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    *rows: Sequence[str],
    id: str = "d",
    policy: str = "UNIQUE",
    requires: Sequence[str] = (),
    more: str = "",
) -> str:
    """A decision: ``inputs`` are expressions, ``outputs`` names; a row is its cells, then its remark.

    An output may be written ``name:type=default|value, value``.
    """
    columns = "".join(
        f"<input label={quoteattr(i)}><inputExpression>{text(i)}</inputExpression></input>" for i in inputs
    )
    columns += "".join(map(_output, outputs))
    rules = "".join(_rule(row, len(inputs), len(outputs), n) for n, row in enumerate(rows, 1))
    logic = f"<decisionTable hitPolicy={quoteattr(policy)} {more}>{columns}{rules}</decisionTable>"
    return decision(logic, id=id, requires=requires)


def decision(logic: str, id: str = "d", requires: Sequence[str] = ()) -> str:
    """A decision with any logic."""
    needed = "".join(
        f'<informationRequirement><requiredDecision href="#{r}"/></informationRequirement>' for r in requires
    )
    return f'<decision id="{id}" name="Decision {id}">{needed}{logic}</decision>'


def text(content: str) -> str:
    return f"<text>{escape(content)}</text>"


def _output(column: str) -> str:
    column, _, values = column.partition("|")
    column, _, default = column.partition("=")
    name, _, kind = column.partition(":")
    inside = f"<outputValues>{text(values)}</outputValues>" if values else ""
    inside += f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    typed = f" typeRef={quoteattr(kind)}" if kind else ""
    return f"<output name={quoteattr(name)}{typed}>{inside}</output>"


def _rule(row: Sequence[str], inputs: int, outputs: int, number: int) -> str:
    cells = "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in row[:inputs])
    cells += "".join(f"<outputEntry>{text(cell)}</outputEntry>" for cell in row[inputs : inputs + outputs])
    note = "".join(f"<annotationEntry>{text(cell)}</annotationEntry>" for cell in row[inputs + outputs :])
    return f'<rule id="r{number}">{cells}{note}</rule>'
