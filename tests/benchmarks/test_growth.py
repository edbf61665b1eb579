"""An instance that goes on for ever costs no more in its last round than in its first."""

from statistics import median

import pytest

from tests.benchmarks.engine_in_memory import Rounds, count_to
from tests.benchmarks.measuring import rate

ROUNDS = 5_000
PART = 500

pytestmark = pytest.mark.benchmark


def test_a_loop_of_five_thousand_rounds_within_one_step_is_linear():
    count_to(100)
    few = median(rate(lambda: count_to(ROUNDS // 5)) for _ in range(5))
    many = median(rate(lambda: count_to(ROUNDS)) for _ in range(5))
    assert many > few / 1.5, f"A short loop went at {few:.0f} rounds a second, the long one at {many:.0f}"


def test_five_thousand_rounds_take_linear_time_and_constant_state():
    instance = Rounds()
    instance.go(PART)
    sizes, rates = [], []
    for _ in range(ROUNDS // PART):
        rates.append(rate(lambda: instance.go(PART)))
        sizes.append(len(instance.state))
    first, last = median(rates[:3]), median(rates[-3:])
    assert last > first / 1.5, f"The first rounds went at {first:.0f} a second, the last ones at {last:.0f}"
    assert max(sizes) - min(sizes) <= 8, f"The state had {sizes} bytes"  # token numbers get longer by a digit
