"""What the viewer shows of a case: the way its tokens went, where they are, what is stuck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.definitions import Definition
from engine.dialect.namespaces import bpmn
from engine.dialect.reader import label_of
from persistence import cases
from webapp.i18n import language


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram and its state, and the steps with a token in words."""

    definition_id: int
    state: dict[str, Any]
    steps: list[str]


def of_case(session: Session, instance_id: int, definition: Definition, incidents: Iterable[Any]) -> Diagram:
    """The case's diagram, with its ``incidents`` (rows of ``cases.incidents``).  Two statements."""
    tokens = cases.present(session, instance_id)
    state = {
        "completed": sorted(cases.passed(session, instance_id)),
        "tokens": tokens,
        "incidents": _stuck(incidents),
        "labels": labels(definition),
    }
    return Diagram(definition.id, state, [label(definition, element) for element in tokens])


def labels(definition: Definition) -> Mapping[str, str]:
    """What the viewer writes on the diagram instead of its own Russian words."""
    return definition.labels_en if language() == "en" else {}


def label(definition: Definition, element_id: str) -> str:
    """An element's label in the reader's language."""
    return _english(definition, element_id) or definition.document.label(element_id) or element_id


def name(definition: Definition) -> str:
    """What the process is called, in the reader's language."""
    return _english(definition, "process") or definition.name


def lane(definition: Definition, name: str) -> str:
    """A lane's name in the reader's language; the specification knows lanes by their Russian names."""
    lanes = (found for found in definition.document.root.iter(bpmn("lane")) if label_of(found) == name)
    found = next(lanes, None)
    return name if found is None else label(definition, found.get("id", ""))


def purpose(definition: Definition) -> str:
    """What the process is for, in the reader's language."""
    return _english(definition, "process.documentation") or definition.documentation


def description(definition: Definition, task: Any) -> str:
    """What is to be done at a task, in the reader's language if there are words in it."""
    return translated_description(definition, task) or str(task.description)


def translated_description(definition: Definition, task: Any) -> str | None:
    """The same if it is translated into the reader's language."""
    return _english(definition, f"{task.element_id}.description")


def _english(definition: Definition, key: str) -> str | None:
    return definition.labels_en.get(key) if language() == "en" else None


def _stuck(incidents: Iterable[Any]) -> dict[str, dict[str, Any]]:
    stuck: dict[str, dict[str, Any]] = {}
    for row in incidents:
        if row.Incident.resolved_at is None:
            entry = stuck.setdefault(row.Incident.element_id, {"count": 0, "message": row.Incident.message})
            entry["count"] += 1
    return stuck
