"""What of an instance at rest waits for the world outside, read from its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.semantics.outcome import Projection
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


class Standing(NamedTuple):
    """A token that waits; ``perhaps``: of a timer that has fired, whose cycle may be over."""

    kind: Projection
    token: int
    element_id: str
    perhaps: bool = False


def standing(workflow: ProcessWorkflow) -> Iterator[Standing]:
    """Every token somebody outside has to know of."""
    for scope in workflow.scopes():
        for token in scope.tasks.values():
            kind = token.projection
            if kind is not None and not _waits_inside(token):
                fired = kind == "timer" and token.internal_data.get("fired", 0) > 0
                yield Standing(kind, token.id, token.node.name, fired)


def _waits_inside(token: Token) -> bool:
    """Whether it waits for other tokens only: at a join, or for the iterations of its activity."""
    if token._state == TaskState.ERROR or "parked" in token.internal_data:
        return False
    is_body = getattr(token.node, "loop", None) is not None and token.iteration is None
    return token.waits_at_join or is_body
