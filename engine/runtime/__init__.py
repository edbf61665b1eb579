"""
The only driver of a workflow: a command goes in, an `Advance` comes out.

It knows no database; the world is reached through `Effects`. A failure is a value: the token stays at its element,
everything else goes on, and a `Retry` takes it up again from there.
"""

from __future__ import annotations

from engine.effects import Effects
from engine.runtime.applying import APPLY
from engine.runtime.commands import (
    Cancel,
    Command,
    Complete,
    Continue,
    EndAdHoc,
    Escalate,
    Fail,
    Fire,
    Look,
    Raise,
    Retry,
    Return,
    Skip,
    Start,
    StartStep,
)  # fmt: skip
from engine.runtime.moving import run
from engine.semantics.outcome import Outcome
from engine.semantics.parts import MemoryShelf, Shelf
from engine.semantics.process import ProcessSpec
from engine.semantics.workflow import ProcessWorkflow

__all__ = [
    "Advance", "Cancel", "Command", "Complete", "Continue", "EndAdHoc", "Escalate", "Fail", "Fire", "Look", "Raise",
    "Retry", "Return", "Skip", "Start", "StartStep", "advance", "new",
]  # fmt: skip

Advance = Outcome


def new(spec: ProcessSpec, shelf: Shelf | None = None) -> ProcessWorkflow:
    """A workflow that has not started, in memory unless there is a shelf for what is kept beside its state."""
    return ProcessWorkflow(spec, MemoryShelf() if shelf is None else shelf)


def advance(workflow: ProcessWorkflow, command: Command, effects: Effects) -> Advance:
    """Apply a command and go on until nothing moves by itself.

    Raises TokenGone if the command is for a token that is no longer there, StepUnavailable if it is for a step that
    cannot be started, and KeyError for a start element the process does not have; nothing has changed then.
    """
    workflow.effects = effects
    workflow.outcome = Outcome()
    APPLY[type(command)](workflow, command)
    run(workflow)
    return workflow.outcome
