"""Which elements of a diagram its scenarios have been through; what none of them reaches is not shown to work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.deployment import Package
from engine.dialect.diagram import Diagram
from persistence.history import HistoryEntry
from persistence.instances import ProcessInstance

__all__ = ["Coverage", "visited"]


@dataclass(frozen=True)
class Coverage:
    """The flow nodes and sequence flows of one process, and those that were visited."""

    elements: frozenset[str]
    visited: frozenset[str]

    @classmethod
    def of(cls, package: Package, visits: Iterable[Mapping[str, frozenset[str]]]) -> Coverage:
        """``visits`` are those of each scenario, by process."""
        nodes = list(Diagram(package.document).executable_nodes)
        flows = (flow.id for node in nodes for flow in node.outgoing)
        elements = frozenset([*(node.id for node in nodes), *flows])
        seen: frozenset[str] = frozenset().union(*(visit.get(package.key, frozenset()) for visit in visits))
        return cls(elements, seen & elements)

    @property
    def missing(self) -> frozenset[str]:
        """What no scenario goes through."""
        return self.elements - self.visited

    @property
    def percent(self) -> int:
        """Rounded down: 100 means everything."""
        return 100 * len(self.visited) // max(len(self.elements), 1)


def visited(session: Session) -> dict[str, frozenset[str]]:
    """The elements completed and the flows taken by all instances, by process."""
    query = select(ProcessInstance.key, HistoryEntry.element_id, HistoryEntry.data).join(
        HistoryEntry, HistoryEntry.instance_id == ProcessInstance.id
    )
    found: dict[str, set[str]] = {}
    for key, element_id, data in session.execute(query.where(HistoryEntry.kind == "completed")):
        found.setdefault(key, set()).update([element_id, *data.get("flows", ())])
    return {key: frozenset(elements) for key, elements in found.items()}
