"""Work that is done again and again: in memory, and on SQLite with one transaction a step."""

from collections import deque
from pathlib import Path

from sqlalchemy import text

from engine.commands import complete_task, start_process
from engine.dialect.parser import parse
from engine.dialect.reader import read
from engine.engine import utc_now
from engine.runtime import Complete, Start, advance, new
from persistence import definitions
from tests.benchmarks.engine_in_memory import NOWHERE, tasks_of
from tests.benchmarks.engine_stored import Stored
from tests.diagrams import again, element, end, many, process, start, task


def so_many(*, sequential: bool = False) -> str:
    """Multi-instance characteristics with the number of iterations in the variable ``rounds``."""
    number = element("loopCardinality", "", "${rounds}")
    return element("multiInstanceLoopCharacteristics", "", number, isSequential=str(sequential).lower())


def _repeated(key: str, loop: str, tag: str = "userTask", **attributes: str) -> bytes:
    work = task("work", loop, tag=tag, **attributes)
    return process(start(), work, end(), flows="start work end", process_id=key)


CHILD = "child"
DIAGRAMS = {
    "loop": _repeated("loop", again("${loopCounter < rounds}")),
    "sequential": _repeated("sequential", so_many(sequential=True)),
    "parallel": _repeated("parallel", so_many()),
    "children": _repeated("children", so_many(), "callActivity", calledElement=CHILD),
    "sequential_list": _repeated("sequential_list", many("${items}", "item", sequential=True)),
    "parallel_list": _repeated("parallel_list", many("${items}", "item")),
    CHILD: _repeated(CHILD, ""),
}
"""Those over a list carry it along, as a variable of the instance."""
BY_NUMBER = ("loop", "sequential", "parallel", "children")
IN_LISTS = ("sequential_list", "parallel_list")
IN_MEMORY = ("loop", "sequential", "parallel", *IN_LISTS)


def variables(kind: str, items: int) -> dict[str, object]:
    """For so many repetitions."""
    return {"items": list(range(items))} if kind in IN_LISTS else {"rounds": items}


OPEN_TASKS = text(
    "SELECT user_task.id FROM user_task JOIN process_instance ON process_instance.id = instance_id"
    " WHERE :case IN (instance_id, parent_id) AND user_task.status IN ('created', 'assigned') ORDER BY user_task.id"
)


class InMemory:
    """Nothing is written between two completions."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.spec = parse([read(DIAGRAMS[kind], f"{kind}.bpmn")])[kind]

    def run(self, items: int) -> int:
        """An instance from start to end; how many tasks were completed."""
        workflow = new(self.spec)
        tasks = deque(tasks_of(advance(workflow, Start(variables(self.kind, items)), NOWHERE)))
        for _ in range(items):
            tasks += tasks_of(advance(workflow, Complete(tasks.popleft()), NOWHERE))
        assert workflow.is_completed()
        return items


class OnSQLite(Stored):
    """Every completion is a step of its own, with all that a step writes."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path)
        self.kind = kind
        for key in (kind, CHILD):
            self._deploy(key)

    def _deploy(self, key: str) -> None:
        definition = definitions.ProcessDefinition(
            key=key, version=1, name=key, sha256="1" * 64, start_groups=["everyone"], deployed_at=utc_now(),
            source="files",
        )  # fmt: skip
        with self.sessions.begin() as session:
            definitions.add(session, definition, {f"{key}.bpmn": DIAGRAMS[key]})

    def repeat(self, items: int) -> int:
        """An instance from start to end; how many tasks were completed."""
        with self.sessions.begin() as session:
            given = variables(self.kind, items)
            started = start_process(self.engine, session, self.kind, given, actor_id=self.person_id)
            tasks = deque(session.scalars(OPEN_TASKS, {"case": started}))
        for _ in range(items):
            with self.sessions.begin() as session:
                tasks += complete_task(self.engine, session, tasks.popleft(), {}, self.person_id).opened
        return items
