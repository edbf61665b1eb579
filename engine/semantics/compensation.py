"""Compensation: undoing what was completed, the latest first, each once (BPMN 2.0.2, 10.7 and 13.5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from engine.semantics.activities import Activity
    from engine.semantics.catching import BoundaryEvent
    from engine.semantics.token import Token


def start(thrower: Token, activity: str | None) -> bool | None:
    """Run the handlers of the scope's completed activities, or of one of them; True when there is nothing to undo."""
    ledger = thrower.scope.ledger
    undone = [name for name in reversed(ledger) if activity in (None, name)]
    thrower.scope.ledger = [name for name in ledger if name not in undone]
    thrower.internal_data["undo"] = undone
    return None if _next(thrower) else True


def handler_finished(thrower: Token, handler: Token) -> None:
    """One activity is undone: on to the next, or on from the throwing event."""
    thrower.scope.consume(handler)
    if not _next(thrower):
        thrower.finish_later()


def _next(thrower: Token) -> bool:
    todo: list[str] = thrower.internal_data["undo"]
    if not todo:
        return False
    completed = cast("Activity", thrower.scope.spec.nodes[todo.pop(0)])
    event = cast("BoundaryEvent", completed.compensation_handler)  # only such activities are in the ledger
    handler = thrower.scope.spec.nodes[event.handler or ""]
    thrower.scope.root.schedule(thrower.scope.new_token(handler, parent=thrower))
    return True
