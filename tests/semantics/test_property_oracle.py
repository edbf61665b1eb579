"""
Whatever the diagram and the order in which things come: the engine goes as an independent token game does, step by
step, in memory and written and read after every step.

The examples are the same in every run; ``EXAMPLES=2000 pytest tests/semantics/test_property_oracle.py`` looks further.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, note, reject, settings
from hypothesis import strategies as st

from engine import runtime
from engine.semantics.outcome import MessageAwaited, Opened, SignalAwaited, TimerSet, UserTaskOpened
from engine.testing import MONDAY_NOON, ProcessRun
from tests.semantics.oracle_blocks import Oracle
from tests.semantics.random_diagrams import BLOCKS, Block, outlined
from tests.semantics.test_property_reload import LIVELY_STEPS, MOST_STEPS, thorough

Awaited = tuple[str, str, int]

COMMANDS = {"task": runtime.Complete}


def described(what: Opened) -> Awaited:
    """What is waited for, as the oracle calls it."""
    match what:
        case UserTaskOpened():
            return "task", what.element_id, 0
        case TimerSet():
            return "timer", what.element_id, (what.due - MONDAY_NOON).days
        case MessageAwaited():
            return "message", what.name, 0
        case SignalAwaited():
            return "signal", what.name, 0
    raise AssertionError(f"Expected nothing else to be open, but {what} is")


class Pair:
    """The same instance played by the engine and by the oracle; both have to agree after every step."""

    def __init__(self, block: Block, reload: bool) -> None:
        diagram, variables, part = outlined(block)
        note(f"{part}\n")
        self.told = self.steps = 0
        self.game = Oracle(part, variables)
        self.run = ProcessRun(diagram, variables, reload=reload)
        self.compare()

    def step(self, choice: random.Random) -> bool:
        """Let one of the things come that are waited for, of the timers one that is due next; False if none is."""
        waiting = {token: described(what) for token, what in sorted(self.run.open.items())}
        soonest = min((due for kind, _, due in waiting.values() if kind == "timer"), default=0)
        possible = sorted(what for what in waiting.values() if what[0] != "timer" or what[2] == soonest)
        if not possible:
            return False
        self.steps += 1
        work = [what for what in possible if what[0] == "task"]
        what = choice.choice(work if work and self.steps > LIVELY_STEPS else possible)
        same = [token for token, other in waiting.items() if other == what]
        nth = choice.randrange(len(same))
        values = {} if what[0] == "timer" else {"given": choice.randrange(1000), "note": [{"n": choice.randrange(9)}]}
        note(f"{' '.join(map(str, what))}: {nth + 1} of {len(same)}, {values}")
        self.bring(what, same[nth], values)
        self.game.come(what, nth, values)
        self.compare()
        return True

    def bring(self, what: Awaited, token: int, values: dict[str, Any]) -> None:
        """Let it come to the engine."""
        if what[0] == "timer":
            self.run.clock.instant = max(self.run.clock.instant, MONDAY_NOON + timedelta(days=what[2]))
        del self.run.open[token]
        self.run.do(COMMANDS.get(what[0], runtime.Fire)(token, values))

    def compare(self) -> None:
        """The same elements passed, the same things waited for, the same variables."""
        for kind, element in self.run.history[self.told :]:
            if kind in ("entered", "completed"):
                self.game.line(kind, element)
        self.told = len(self.run.history)
        self.game.rest()
        assert self.run.incidents == []
        assert Counter(map(described, self.run.open.values())) == Counter(self.game.open())
        assert self.run.data == self.game.process.variables
        assert self.run.ended == self.game.ended


@settings(thorough, max_examples=int(os.environ.get("EXAMPLES", "600")))
@given(block=BLOCKS, seed=st.integers(0, 2**16), reload=st.booleans())
def test_the_engine_goes_as_the_token_game_of_the_specification_does(block: Block, seed: int, reload: bool) -> None:
    pair, choice = Pair(block, reload), random.Random(seed)
    for _ in range(MOST_STEPS):
        if not pair.step(choice):
            break
    else:
        reject()  # messages start more in it than is done; so far both went the same way
    assert pair.game.ended
