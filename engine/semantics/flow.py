"""Sequence flows: what tokens travel along (BPMN 2.0.2, 8.4.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.dialect.extensions import Value


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow of one scope; ``source`` and ``target`` are element ids of that scope."""

    id: str
    source: str
    target: str
    condition: Value | None = None
