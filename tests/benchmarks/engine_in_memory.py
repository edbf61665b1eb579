"""Our side without a database: the runtime alone, moving the same process."""

from collections import deque
from datetime import UTC

from engine.dialect.parser import parse
from engine.dialect.reader import read
from engine.runtime import Complete, Start, advance, new
from engine.semantics.outcome import Outcome, UserTaskOpened
from engine.semantics.parts import MemoryShelf
from engine.semantics.process import ProcessSpec
from engine.semantics.workflow import ProcessWorkflow
from engine.state import dump, load
from engine.testing import RecordedEffects, VirtualClock
from tests.benchmarks.plain_spiff import ANSWER, CONTENT, STEPS

NOWHERE = RecordedEffects(VirtualClock(), {}, UTC)


def specification(key: str) -> ProcessSpec:
    """One of the benchmark's processes, parsed."""
    path = CONTENT / "bpmn" / key / f"{key}.bpmn"
    return parse([read(path.read_bytes(), path.name)])[key]


FIVE_TASKS = specification("five_tasks")


def tasks_of(outcome: Outcome) -> list[int]:
    """The user tasks that a step opened, by their tokens."""
    return [token for token, opened in outcome.opened.items() if isinstance(opened, UserTaskOpened)]


def in_memory(instances: int) -> int:
    """Run some instances from start to end; how many tasks were completed."""
    for _ in range(instances):
        workflow = new(FIVE_TASKS)
        tasks = deque(tasks_of(advance(workflow, Start(), NOWHERE)))
        for _ in range(STEPS):
            tasks += tasks_of(advance(workflow, Complete(tasks.popleft(), ANSWER), NOWHERE))
        assert workflow.is_completed()
    return instances * STEPS


COUNTING = specification("counting")


def count_to(limit: int) -> int:
    """Run a loop of that many rounds within one step; how many."""
    workflow = new(COUNTING)
    advance(workflow, Start({"count": 0, "limit": limit}), NOWHERE)
    assert workflow.is_completed()
    assert workflow.data["count"] == limit
    return limit


class Rounds:
    """A process that asks the same question again and again, reloaded from its state before every round."""

    def __init__(self) -> None:
        self.spec = specification("rounds")
        workflow = new(self.spec)
        (self.task,) = advance(workflow, Start(), NOWHERE).opened
        self.state = dump(workflow)

    def go(self, rounds: int) -> int:
        """That many rounds more; how many."""
        for _ in range(rounds):
            workflow: ProcessWorkflow = load(self.state, self.spec, MemoryShelf())
            (self.task,) = advance(workflow, Complete(self.task, {"again": True}), NOWHERE).opened
            self.state = dump(workflow)
        return rounds
