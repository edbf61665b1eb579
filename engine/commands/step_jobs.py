"""Jobs that take a step of their instance: timers, and steps that go on or are tried again by themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.step import Steps
from engine.engine import Engine
from engine.errors import InstanceEnded, InstanceNotFound, TokenGone
from persistence.jobs import Job


def fire_timer(engine: Engine, session: Session, job: Job) -> None:
    """A timer of an instance is due. Nothing happens if the instance has moved on meanwhile."""
    _take_step(engine, session, job, runtime.Fire(_token(job)))


def continue_step(engine: Engine, session: Session, job: Job) -> None:
    """A token that has stopped goes on, or tries again. Nothing happens if the instance has moved on meanwhile."""
    _take_step(engine, session, job, runtime.Continue(_token(job)))


def give_up_step(engine: Engine, session: Session, job: Job, reason: str) -> None:
    """The step cannot be taken and no attempt is left: an incident says so, and its retry takes the step."""
    message = f"Expected {EXPECTED[job.kind]}, but every attempt failed: {reason}"
    _take_step(engine, session, job, runtime.Fail(_token(job), message, "job"))


EXPECTED = {"timer": "the timer to fire", "continue": "the step to be taken"}
"""What should have come of a job of each kind."""


def _take_step(engine: Engine, session: Session, job: Job, command: runtime.Command) -> None:
    assert job.instance_id is not None  # _token has looked
    work = Steps(engine, session)
    try:
        work.run(work.lock(job.instance_id), command)
    except (InstanceEnded, InstanceNotFound, TokenGone):
        return


def _token(job: Job) -> int:
    if job.instance_id is None or job.token is None:
        raise ValueError(f"Expected the {job.kind} job {job.id} to name an instance and a token, but it does not")
    return job.token
