"""Our side with SQLite: the engine's commands, one transaction a step."""

from collections import deque
from pathlib import Path

from sqlalchemy.orm import Session

from engine.calendar import WorkingCalendar
from engine.commands import complete_task, start_process
from engine.engine import Engine, utc_now
from engine.registries import Registries
from persistence import definitions
from persistence.database import make_engine, make_session_factory, upgrade
from persistence.people import Person
from tests.benchmarks.plain_spiff import ANSWER, CONTENT, STEPS


def prepare(session: Session, with_forms: bool) -> tuple[int, int]:
    """A person, and the five tasks deployed; the ids of both."""
    person = Person(name="Анна Измерова", email="anna@example.com", created_at=utc_now())
    session.add(person)
    session.flush()
    definition = definitions.ProcessDefinition(
        key="five_tasks",
        version=1,
        name="Согласование поставки",
        sha256="0" * 64,
        start_groups=["everyone"],
        deployed_at=utc_now(),
        source="files",
    )
    files = {
        "five_tasks.bpmn": (CONTENT / "bpmn" / "five_tasks" / "five_tasks.bpmn").read_bytes(),
    }
    if with_forms:
        files["forms/step.json"] = (CONTENT / "forms" / "five_tasks" / "step.json").read_bytes()
    return person.id, definitions.add(session, definition, files)


class Stored:
    """A database of our own, with the process and the person who does everything.

    Without forms nothing is validated, as on the other side.
    """

    def __init__(self, path: Path, with_forms: bool = False) -> None:
        self.url = f"sqlite:///{path}"
        upgrade(self.url)
        self.database = make_engine(self.url)
        self.sessions = make_session_factory(self.database, write=True)
        self.engine = Engine(registries=Registries([]), operations={}, calendar=WorkingCalendar())
        with self.sessions.begin() as session:
            self.person_id, self.definition_id = prepare(session, with_forms)

    def run(self, instances: int) -> int:
        """Run some instances from start to end; how many tasks were completed."""
        for _ in range(instances):
            tasks = deque([self.start()])
            for _ in range(STEPS):
                tasks += self.complete(tasks.popleft())
        return instances * STEPS

    def start(self) -> int:
        """A new instance; the id of its first task."""
        with self.sessions.begin() as session:
            instance_id = start_process(self.engine, session, "five_tasks", actor_id=self.person_id)
            return first_task(session, instance_id)

    def complete(self, task_id: int) -> tuple[int, ...]:
        """Complete a task; the ids of those it opened."""
        with self.sessions.begin() as session:
            return complete_task(self.engine, session, task_id, ANSWER, self.person_id).opened


def first_task(session: Session, instance_id: int) -> int:
    """The id of the task an instance began with."""
    found = session.connection().exec_driver_sql("SELECT id FROM user_task WHERE instance_id = ?", (instance_id,))
    return int(found.scalar_one())
