"""Boundary events: when they listen, and what happens to their activity (BPMN 2.0.2, 10.5.4 and 13.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from SpiffWorkflow.util.task import TaskState

from engine.semantics.waiting import wait

if TYPE_CHECKING:
    from engine.semantics.activities import Activity
    from engine.semantics.token import Token


def arm(host: Token) -> None:
    """Let the activity's boundary events listen: those that wait for something outside get a token.

    A retry of the activity finds them listening already.
    """
    if "armed" in host.internal_data:
        return
    disarm(host)
    for event in cast("Activity", host.node).boundary_events:
        if event.listens:
            wait(host.scope.new_token(event, TaskState.WAITING, parent=host))
    if host._children:
        host.internal_data["armed"] = True


def disarm(host: Token) -> None:
    """The activity is over: its boundary events no longer listen."""
    for child in [host.scope.tasks[child] for child in host._children]:
        if child.node.element_type == "boundaryEvent":
            host.scope.cancel(child)  # which nobody is told of; it takes along what waits for one of its definitions


def activity_token(token: Token) -> Token:
    """The token boundary events are attached to: of an iteration, its multi-instance body."""
    while token.iteration is not None and token._parent is not None:
        token = token.scope.tasks[token._parent]
    return token
