"""The other side: the same process on SpiffWorkflow as it comes, with the serializer it brings."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

CONTENT = Path(__file__).parent / "content"
DIAGRAM = CONTENT / "bpmn" / "five_tasks" / "five_tasks.bpmn"
STEPS = 5
ANSWER = {"note": "Согласовано с клиентом по телефону", "amount": 125000.5, "urgent": False}  # fills the step's form
VARIABLES = (
    ("note", "string", ANSWER["note"], None),
    ("amount", "number", None, ANSWER["amount"]),
    ("urgent", "boolean", None, ANSWER["urgent"]),
)


def parse() -> tuple:
    """The process's specification, parsed once as a sensible host would."""
    parser = BpmnParser()
    parser.add_bpmn_file(str(DIAGRAM))
    return parser.get_spec("five_tasks"), parser.get_subprocess_specs("five_tasks")


SPECS = parse()


def start() -> BpmnWorkflow:
    """A new instance, at its first task."""
    workflow = BpmnWorkflow(*SPECS)
    workflow.do_engine_steps()
    return workflow


def complete_next(workflow: BpmnWorkflow) -> str:
    """Complete the open task as a person would; the element it was at."""
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    task.data.update(ANSWER)
    task.run()
    workflow.do_engine_steps()
    return task.task_spec.name


def in_memory(instances: int) -> int:
    """Run some instances from start to end; how many tasks were completed."""
    for _ in range(instances):
        workflow = start()
        for _ in range(STEPS):
            complete_next(workflow)
        assert workflow.is_completed()
    return instances * STEPS


class Stored:
    """Instances kept in SQLite between steps, with the rows of tasks and history our engine keeps.

    Every step is one transaction: read the state, complete the task, write state, task and history.
    """

    def __init__(self, path: Path, definition_id: int, person_id: int) -> None:
        self.serializer = BpmnWorkflowSerializer()
        self.database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self.database.execute(f"PRAGMA {pragma}")
        self.definition_id = definition_id
        self.person_id = person_id

    def run(self, instances: int) -> int:
        """Run some instances from start to end; how many tasks were completed."""
        for _ in range(instances):
            instance_id = self.start()
            for _ in range(STEPS):
                self.complete(instance_id)
        return instances * STEPS

    def start(self) -> int:
        """A new instance with its first task."""
        workflow = start()
        self.database.execute("BEGIN IMMEDIATE")
        cursor = self.database.execute(
            "INSERT INTO process_instance (definition_id, key, title, status, state, version, started_at, started_by)"
            " VALUES (?, 'five_tasks', 'Пять задач', 'active', ?, 1, ?, ?)",
            (self.definition_id, self.dump(workflow), now(), self.person_id),
        )
        instance_id = cursor.lastrowid or 0
        self.remember(instance_id, [("instance_started", None), ("completed", "request_received")])
        self.open_task(instance_id, workflow, token=1)
        self.database.execute("COMMIT")
        return instance_id

    def complete(self, instance_id: int) -> None:
        """Complete the instance's open task and open the next."""
        self.database.execute("BEGIN IMMEDIATE")
        (state, version) = self.database.execute(
            "SELECT state, version FROM process_instance WHERE id = ?", (instance_id,)
        ).fetchone()
        workflow = self.serializer.deserialize_json(state)
        element_id = complete_next(workflow)
        self.database.execute(
            "UPDATE process_instance SET state = ?, version = version + 1, status = ? WHERE id = ? AND version = ?",
            (self.dump(workflow), "completed" if workflow.is_completed() else "active", instance_id, version),
        )
        self.database.execute(
            "UPDATE user_task SET status = 'completed', completed_at = ?, completed_by = ?"
            " WHERE instance_id = ? AND status IN ('created', 'assigned')",
            (now(), self.person_id, instance_id),
        )
        self.keep_variables(instance_id)
        self.remember(instance_id, [("task_completed", element_id), ("completed", element_id)])
        self.open_task(instance_id, workflow, token=version + 1)
        self.database.execute("COMMIT")

    def open_task(self, instance_id: int, workflow: BpmnWorkflow, token: int) -> None:
        """The rows of the task the instance stands at, or of its end."""
        tasks = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not tasks:
            self.remember(instance_id, [("completed", "request_done"), ("instance_completed", None)])
            return
        (task,) = tasks
        cursor = self.database.execute(
            "INSERT INTO user_task (instance_id, token, element_id, name, name_en, description, form_key, status,"
            " created_at, due_at, priority) VALUES (?, ?, ?, ?, '', '', 'step', 'created', ?, ?, 50)",
            (instance_id, token, task.task_spec.name, task.task_spec.bpmn_name, now(), now()),
        )
        self.database.execute(
            "INSERT INTO user_task_candidate (task_id, kind, value) VALUES (?, 'group', 'everyone')",
            (cursor.lastrowid,),
        )
        self.remember(instance_id, [("entered", task.task_spec.name)])

    def keep_variables(self, instance_id: int) -> None:
        """The present values of what was filled in, to search instances by."""
        self.database.executemany(
            "INSERT INTO variable (instance_id, name, type, text, number) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (instance_id, name) DO UPDATE SET type = excluded.type, text = excluded.text,"
            " number = excluded.number",
            [(instance_id, *variable) for variable in VARIABLES],
        )

    def remember(self, instance_id: int, events: list[tuple[str, str | None]]) -> None:
        """Rows of history."""
        self.database.executemany(
            "INSERT INTO history (instance_id, at, kind, element_id, actor_id, data) VALUES (?, ?, ?, ?, ?, '{}')",
            [(instance_id, now(), kind, element_id, self.person_id) for kind, element_id in events],
        )

    def dump(self, workflow: BpmnWorkflow) -> bytes:
        """The instance as SpiffWorkflow writes it."""
        return self.serializer.serialize_json(workflow).encode()


def now() -> str:
    """The present instant as the tables keep it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
