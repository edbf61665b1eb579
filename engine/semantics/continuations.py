"""
Steps of their own: where a token stops although it could go on, and when a failed one is tried again.

``camunda:asyncBefore`` ends the step before an element is done, ``asyncAfter`` before it is left; a job goes on from
there. On the loop characteristics of a multi-instance activity they are about each iteration. ``released`` in a
token's data names the stops it has passed, so that a retry passes them too.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Literal

from SpiffWorkflow.util.task import TaskState

from engine.semantics.outcome import Continuation

if TYPE_CHECKING:
    from datetime import datetime

    from engine.dialect.extensions import JobPolicy
    from engine.semantics.token import Token

Stop = Literal["before", "after"]

GOES_ON: dict[Stop, int] = {"before": TaskState.FUTURE, "after": TaskState.COMPLETED}


def park(token: Token, stop: Stop) -> bool:
    """Stop here until a job goes on, if the diagram says so; whether the token has stopped."""
    policy = _policy(token)
    asked = policy.async_before if stop == "before" else policy.async_after
    if not asked or stop in token.internal_data.get("released", ()):
        return False
    root = token.scope.root
    token._state = TaskState.STARTED
    token.internal_data["parked"] = stop
    root.outcome.open(Continuation(token.id, token.node.name, root.world.now()))
    return True


def unpark(token: Token) -> None:
    """Go on from where the token has stopped."""
    token._state = GOES_ON[release(token)]
    token.scope.root.schedule(token)


def release(token: Token) -> Stop:
    """The stop at which the token stands, which it has passed now."""
    stop: Stop = token.internal_data.pop("parked")
    token.internal_data["released"] = [*token.internal_data.get("released", ()), stop]
    return stop


def next_attempt(token: Token) -> datetime | None:
    """When the step that has just failed is to be tried again; None when all attempts are spent."""
    done = token.internal_data.get("attempts", 0)
    delays = _policy(token).retry_delays
    if done >= len(delays):
        return None
    token.internal_data["attempts"] = done + 1
    world = token.scope.root.world
    again: datetime = delays[done].after(world.now(), world.time_zone())
    return again.astimezone(UTC)


def _policy(token: Token) -> JobPolicy:
    extensions = token.node.extensions
    return extensions.jobs if token.iteration is None else extensions.loop_jobs
