"""
Comparing two ways of doing the same on a noisy machine: in turns, by medians, and by processor time.

Not by the time that passes: on a busy machine that is mostly waiting for others, and the scheduler lets short work pass
before long work, so that requests which cost 6 times as much as others took 15 times as long.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time

Clock = Callable[[], float]
"""Seconds of processor time spent so far by whoever does the work."""


@dataclass(frozen=True)
class Comparison:
    """Steps in a second of processor time by each side, and how many times as many ours made (median over rounds)."""

    ours: float
    theirs: float
    ratio: float

    def as_json(self, target: float) -> dict[str, float | bool]:
        """Rounded, beside what is asked for."""
        shown = {"ours_per_second": round(self.ours), "theirs_per_second": round(self.theirs)}
        return {**shown, "ratio": round(self.ratio, 3), "target": round(target, 3), "met": self.ratio >= target}


def compare(
    ours: Callable[[], int],
    theirs: Callable[[], int],
    rounds: int = 9,
    clocks: tuple[Clock, Clock] = (process_time, process_time),
) -> Comparison:
    """Run both sides in turns; each call does some steps and says how many.

    A pause of the machine spoils one pair, and the median forgets it.
    """
    ours(), theirs()  # fill caches
    pairs = [(rate(ours, clocks[0]), rate(theirs, clocks[1])) for _ in range(rounds)]
    return Comparison(
        ours=median(pair[0] for pair in pairs),
        theirs=median(pair[1] for pair in pairs),
        ratio=median(pair[0] / pair[1] for pair in pairs),
    )


def rate(side: Callable[[], int], clock: Clock = process_time) -> float:
    """Steps in a second, without the garbage of whoever ran before."""
    gc.collect()
    began = clock()
    return side() / (clock() - began)
