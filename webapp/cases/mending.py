"""How an incident can be mended from its case's page: values to correct, ways to go on by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request

from engine.definitions import Definition
from engine.dialect.namespaces import bpmn
from persistence.incidents import Incident
from persistence.variables import Variable
from webapp.cases import diagrams
from webapp.pages import posted

KINDS = ("string", "number", "boolean")
"""The types of value somebody may type; lists and tables are corrected where they were entered."""


class NotAValue(ValueError):
    """What was typed for a variable is not of its type; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Mendable:
    """An open incident with everything its form offers."""

    incident: Incident
    step: str
    variables: list[tuple[str, str, str]]  # name, type, what the field holds
    ways: list[tuple[str, str]]  # flow, where it leads


def mendable(definition: Definition, incident: Incident, variables: Iterable[Variable]) -> Mendable:
    """What may be corrected is what the failed expression looked at, as far as it is a single value."""
    seen = incident.details.get("variables", {})
    offered = [(v.name, v.type, _typed(v)) for v in variables if v.name in seen and v.type in KINDS]
    step = diagrams.label(definition, incident.element_id)
    return Mendable(incident, step, offered, ways_out(definition, incident.element_id))


def ways_out(definition: Definition, element_id: str) -> list[tuple[str, str]]:
    """The flows that leave an element, each with its label or what it leads to."""
    flows = definition.document.root.iter(bpmn("sequenceFlow"))
    found = [flow for flow in flows if flow.get("sourceRef") == element_id]
    return [(flow.get("id", ""), _named(definition, flow)) for flow in found]


def corrections() -> dict[str, Any]:
    """The variables that were changed in the form. Raises NotAValue."""
    given = zip(*(request.form.getlist(f"variable-{part}") for part in ("name", "kind", "was", "value")), strict=False)
    changed = {name.strip(): (kind, value) for name, kind, was, value in given if name.strip() and value != was}
    return {name: _value(name, kind, value) for name, (kind, value) in changed.items()}


def flow() -> str | None:
    """The way that was chosen, if one was."""
    return posted.text("flow") or None


def open_ones(definition: Definition, rows: Sequence[Any], variables: Sequence[Variable]) -> list[Mendable]:
    """The incidents that wait for somebody."""
    return [mendable(definition, row.Incident, variables) for row in rows if row.Incident.resolved_at is None]


def _typed(variable: Variable) -> str:
    if variable.type == "string":
        return variable.text or ""
    number = variable.number or Decimal(0)
    return str(bool(number)).lower() if variable.type == "boolean" else format(number.normalize(), "f")


def _value(name: str, kind: str, text: str) -> Any:
    if kind == "boolean":
        return text == "true"
    if kind == "number":
        return _number(name, text)
    return text


def _number(name: str, text: str) -> int | float:
    try:
        number = Decimal(text.strip().replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise NotAValue(name) from None
    if not number.is_finite():
        raise NotAValue(name)
    return int(number) if number == number.to_integral_value() else float(number)


def _named(definition: Definition, flow: Any) -> str:
    answer = diagrams.label(definition, flow.get("id", "")) if flow.get("name") else ""
    target = diagrams.label(definition, flow.get("targetRef", ""))
    return f"{answer} → {target}" if answer else target
