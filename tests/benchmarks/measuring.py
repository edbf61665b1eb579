"""Comparing two ways of doing the same on a noisy machine: in turns, and by medians."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Comparison:
    """How many steps a second each side made, and how many times faster ours is (the median over pairs of rounds)."""

    ours: float
    theirs: float
    ratio: float

    def as_json(self, target: float) -> dict[str, float | bool]:
        """Rounded, beside what is asked for."""
        shown = {"ours_per_second": round(self.ours), "theirs_per_second": round(self.theirs)}
        return {**shown, "ratio": round(self.ratio, 3), "target": round(target, 3), "met": self.ratio >= target}


def compare(ours: Callable[[], int], theirs: Callable[[], int], rounds: int = 9) -> Comparison:
    """Run both sides in turns; each call does some steps and says how many.

    A pause of the machine spoils one pair, and the median forgets it.
    """
    ours(), theirs()  # fill caches
    pairs = [(rate(ours), rate(theirs)) for _ in range(rounds)]
    return Comparison(
        ours=median(pair[0] for pair in pairs),
        theirs=median(pair[1] for pair in pairs),
        ratio=median(pair[0] / pair[1] for pair in pairs),
    )


def rate(side: Callable[[], int]) -> float:
    """Steps a second, without the garbage of whoever ran before."""
    gc.collect()
    began = perf_counter()
    return side() / (perf_counter() - began)
