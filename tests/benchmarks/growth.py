"""What one repetition costs when there are ten of them, and when there are ten thousand: `make bench`."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.iterations import BY_NUMBER, IN_LISTS, IN_MEMORY, InMemory, OnSQLite
from tests.benchmarks.measuring import rate

NUMBERS = (10, 100, 1_000, 10_000)
WHOLE = 1_000  # repetitions measured together, at least

Costs = dict[str, float]


def growth(folder: Path) -> dict[str, dict[str, Costs]]:
    """Microseconds of processor time of one repetition, by where they are kept, of what kind and how many they are."""
    return {
        "in_memory": {kind: costs(InMemory(kind).run) for kind in IN_MEMORY},
        "stored": {kind: costs(OnSQLite(folder / f"{kind}.sqlite", kind).repeat) for kind in (*BY_NUMBER, *IN_LISTS)},
    }


def costs(repeat: Callable[[int], int]) -> Costs:
    """Microseconds by the number of repetitions, and the largest number's next to a hundred's."""
    repeat(NUMBERS[0])
    taken = {number: 1e6 / _rate(repeat, number) for number in NUMBERS}
    ratio = round(taken[NUMBERS[-1]] / taken[100], 2)
    return {**{str(number): round(cost, 1) for number, cost in taken.items()}, "ratio": ratio}


def _rate(repeat: Callable[[int], int], number: int) -> float:
    times = max(1, WHOLE // number)
    return median(rate(lambda: repeat(number)) for _ in range(min(times, 9)))
