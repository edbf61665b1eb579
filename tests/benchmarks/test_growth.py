"""An instance that goes on for ever costs no more in its last round than in its first; many items cost as few do."""

from statistics import median

import pytest

from engine.dialect.linter import lint_files
from engine.testing import ProcessRun
from tests.benchmarks.engine_in_memory import Rounds, count_to
from tests.benchmarks.iterations import BY_NUMBER, IN_LISTS, IN_MEMORY, InMemory, OnSQLite
from tests.benchmarks.measuring import rate
from tests.diagrams import end, process, start, task

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


@pytest.mark.parametrize("kind", IN_MEMORY)
def test_a_thousand_repetitions_in_memory_cost_no_more_each_than_a_hundred(kind):
    side = InMemory(kind)
    side.run(100)
    few = median(rate(lambda: side.run(100)) for _ in range(9))
    many = median(rate(lambda: side.run(1_000)) for _ in range(5))
    assert many > few / 1.5, f"A hundred went at {few:.0f} a second, a thousand at {many:.0f}"


@pytest.mark.parametrize("kind", [*BY_NUMBER, *IN_LISTS])
def test_ten_thousand_stored_repetitions_cost_no_more_each_than_a_hundred(kind, tmp_path):
    side = OnSQLite(tmp_path / "growth.sqlite", kind)
    side.repeat(10)
    few = median(rate(lambda: side.repeat(100)) for _ in range(5))
    for number, times in ((1_000, 3), (10_000, 1)):
        many = median(rate(lambda number=number: side.repeat(number)) for _ in range(times))
        assert many > few / 1.5, f"A hundred went at {few:.0f} a second, {number} at {many:.0f}"


def test_a_diagram_of_two_thousand_elements_is_checked_and_executed():
    names = [f"step_{number}" for number in range(2_000)]
    diagram = process(start(), *map(task, names), end(), flows=f"start {' '.join(names)} end")
    assert [finding for finding in lint_files({"long.bpmn": diagram}) if finding.severity == "error"] == []
    instance = ProcessRun(diagram)
    assert instance.ended
    assert instance.passed() == ["start", *names, "end"]
