"""
Whatever the diagram and the order in which people work: an instance written and read after every step goes the same way
as one that stays in memory, and no token is ever lost.

The examples are the same in every run (derandomized), so that a failure is the fault of the change at hand. To look
further, with a new seed each time: ``EXAMPLES=2000 pytest tests/semantics/test_property_reload.py``.
"""

from __future__ import annotations

import os
import random
from typing import Any

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from engine import runtime, state
from engine.semantics.outcome import MessageAwaited, SignalAwaited, TimerSet, UserTaskOpened
from engine.testing import ProcessRun
from tests.semantics.random_diagrams import BLOCKS, Block, drawn

MOST_STEPS = 3_000
LIVELY_STEPS = 60  # from then on people work first, so that what a message starts again and again comes to an end

thorough = settings(
    max_examples=int(os.environ.get("EXAMPLES", "200")),
    derandomize="EXAMPLES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def do_something(instance: ProcessRun, choice: random.Random, number: int) -> bool:
    """Complete an open task, bring a message, or let time pass until a timer fires; False if nothing is open."""
    work = waiting(instance, UserTaskOpened)
    tasks = work if work and number > LIVELY_STEPS else waiting(instance, UserTaskOpened, MessageAwaited, SignalAwaited)
    timers = sorted(what.due for what in instance.open.values() if isinstance(what, TimerSet))
    if timers and (not tasks or choice.random() < 0.2):
        instance.forward(seconds=(timers[0] - instance.clock()).total_seconds())
    elif tasks:
        token = choice.choice(tasks)
        opened = instance.open.pop(token)
        command = runtime.Complete if isinstance(opened, UserTaskOpened) else runtime.Fire
        instance.do(command(token, {"given": round(choice.uniform(0, 100), 2), "note": [{"n": token}]}))
    return bool(tasks or timers)


def waiting(instance: ProcessRun, *kinds: type) -> list[int]:
    """The tokens that wait for something of these kinds."""
    return sorted(what.token for what in instance.open.values() if isinstance(what, kinds))


def seen(instance: ProcessRun) -> tuple[Any, ...]:
    return instance.open, instance.data, instance.history, instance.ended


@thorough
@given(block=BLOCKS, seed=st.integers(0, 2**16))
def test_a_reloaded_instance_goes_the_same_way_and_loses_no_token(block: Block, seed: int) -> None:
    diagram, variables = drawn(block)
    kept, reloaded = ProcessRun(diagram, variables), ProcessRun(diagram, variables, reload=True)
    one, other = random.Random(seed), random.Random(seed)
    for number in range(MOST_STEPS):
        assert seen(kept) == seen(reloaded)
        assert kept.incidents == []
        went_on = do_something(kept, one, number)
        assert do_something(reloaded, other, number) == went_on
        if not went_on:
            break
    else:
        reject()  # messages start more in it than is done; so far both went the same way
    assert kept.ended, f"nothing is open, but tokens stand at {[t.node.name for t in kept.workflow.tasks.values()]}"
    assert (kept.workflow.tasks, kept.workflow.subprocesses) == ({}, {})


@thorough
@given(block=BLOCKS, seed=st.integers(0, 2**16))
def test_what_is_written_is_read_and_written_again_as_the_same_bytes(block: Block, seed: int) -> None:
    instance = ProcessRun(*drawn(block))
    choice = random.Random(seed)
    for number in range(MOST_STEPS):
        written = state.dump(instance.workflow)
        assert state.dump(state.load(written, instance.spec, instance.workflow.parts.shelf)) == written
        if not do_something(instance, choice, number):
            break
    assert instance.ended
