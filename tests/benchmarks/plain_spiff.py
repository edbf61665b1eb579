"""The other side: the same process on SpiffWorkflow as it comes, with the serializer it brings."""

import json
import re
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

CONTENT = Path(__file__).parent / "content"
DIAGRAM = CONTENT / "bpmn" / "five_tasks" / "five_tasks.bpmn"
STEPS = 5
ANSWER = {  # fills the form of a step
    "decision": "yes",
    "note": "Согласовано с клиентом по телефону, условия оплаты без изменений",
    "amount": 125000.5,
    "urgent": False,
    "ship_on": "2026-03-16",
    "lines": [{"product": f"Подшипник 60{number}", "quantity": 10 * number, "price": 250.25} for number in range(1, 6)],
}
VARIABLES = (
    ("decision", "string", ANSWER["decision"], None),
    ("ship_on", "string", ANSWER["ship_on"], None),
    ("note", "string", ANSWER["note"], None),
    ("amount", "number", None, ANSWER["amount"]),
    ("urgent", "boolean", None, ANSWER["urgent"]),
)

SUBMITTED = json.dumps(ANSWER)


def parse() -> tuple:
    """The process's specification, parsed once as a sensible host would."""
    parser = BpmnParser()
    bare = re.sub(r"\$\{(.*?)\}", r"\1", DIAGRAM.read_text())  # its conditions are written without ${}
    parser.add_bpmn_str(bare.encode())
    return parser.get_spec("five_tasks"), parser.get_subprocess_specs("five_tasks")


SPECS = parse()


def start() -> BpmnWorkflow:
    """A new instance, at its first task."""
    workflow = BpmnWorkflow(*SPECS)
    workflow.do_engine_steps()
    return workflow


def complete_next(workflow: BpmnWorkflow) -> Task:
    """Complete the oldest open task as a person would."""
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    task.data.update(ANSWER)
    task.run()
    workflow.do_engine_steps()
    return task


def in_memory(instances: int) -> int:
    """Run some instances from start to end; how many tasks were completed."""
    for _ in range(instances):
        workflow = start()
        for _ in range(STEPS):
            complete_next(workflow)
        assert workflow.is_completed()
    return instances * STEPS


class Stored:
    """Instances kept in SQLite between steps, with the rows our engine keeps: tasks, candidates, variables, history.

    Every step is one transaction: read the state, complete the task, write everything.
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
        began = time.time()
        workflow = start()
        self.database.execute("BEGIN IMMEDIATE")
        cursor = self.database.execute(
            "INSERT INTO process_instance (definition_id, key, title, status, state, version, started_at, started_by)"
            " VALUES (?, 'five_tasks', 'Согласование поставки', 'active', ?, 1, ?, ?)",
            (self.definition_id, self.dump(workflow), now(), self.person_id),
        )
        instance_id = cursor.lastrowid or 0
        self.remember(instance_id, [("instance_started", None)])
        self.follow(instance_id, workflow, began)
        self.database.execute("COMMIT")
        return instance_id

    def complete(self, instance_id: int) -> None:
        """Complete the instance's oldest open task and open what follows."""
        began = time.time()
        self.database.execute("BEGIN IMMEDIATE")
        (state, version) = self.database.execute(
            "SELECT state, version FROM process_instance WHERE id = ?", (instance_id,)
        ).fetchone()
        workflow = self.serializer.deserialize_json(state)
        task = complete_next(workflow)
        self.database.execute(
            "UPDATE process_instance SET state = ?, version = version + 1, status = ? WHERE id = ? AND version = ?",
            (self.dump(workflow), "completed" if workflow.is_completed() else "active", instance_id, version),
        )
        self.database.execute(
            "UPDATE user_task SET status = 'completed', completed_at = ?, completed_by = ?"
            " WHERE instance_id = ? AND element_id = ? AND status IN ('created', 'assigned')",
            (now(), self.person_id, instance_id, task.task_spec.name),
        )
        self.keep_variables(instance_id)
        self.remember(instance_id, [("task_completed", task.task_spec.name)])
        self.follow(instance_id, workflow, began)
        self.database.execute("COMMIT")

    def follow(self, instance_id: int, workflow: BpmnWorkflow, began: float) -> None:
        """The rows of what the step passed, and of the tasks it opened."""
        passed = workflow.get_tasks(state=TaskState.COMPLETED, spec_class=BpmnSpecMixin, updated_ts=began)
        self.remember(instance_id, [("completed", task.task_spec.name) for task in passed])
        opened = workflow.get_tasks(state=TaskState.READY, manual=True, updated_ts=began)
        for task in opened:
            self.open_task(instance_id, task)
        self.remember(instance_id, [("entered", task.task_spec.name) for task in opened])
        if workflow.is_completed():
            self.remember(instance_id, [("instance_completed", None)])

    def open_task(self, instance_id: int, task: Task) -> None:
        """The rows of a task that waits for somebody."""
        cursor = self.database.execute(
            "INSERT INTO user_task (instance_id, token, element_id, name, name_en, description, form_key, status,"
            " created_at, due_at, priority) VALUES (?, ?, ?, ?, '', '', 'step', 'created', ?, ?, 50)",
            (instance_id, task.id.int >> 66, task.task_spec.name, task.task_spec.bpmn_name, now(), now()),
        )
        self.database.execute(
            "INSERT INTO user_task_candidate (task_id, kind, value) VALUES (?, 'group', 'everyone')",
            (cursor.lastrowid,),
        )

    def keep_variables(self, instance_id: int) -> None:
        """The present values of what was filled in, to search instances by."""
        self.database.executemany(
            "INSERT INTO variable (instance_id, name, type, text, number) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (instance_id, name) DO UPDATE SET type = excluded.type, text = excluded.text,"
            " number = excluded.number",
            [(instance_id, *variable) for variable in VARIABLES],
        )

    def remember(self, instance_id: int, events: list[tuple[str, str | None]]) -> None:
        """Rows of history; what was submitted is kept with the task."""
        self.database.executemany(
            "INSERT INTO history (instance_id, at, kind, element_id, actor_id, data) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (instance_id, now(), kind, element_id, self.person_id, SUBMITTED if kind == "task_completed" else "{}")
                for kind, element_id in events
            ],
        )

    def dump(self, workflow: BpmnWorkflow) -> bytes:
        """The instance as SpiffWorkflow writes it."""
        return self.serializer.serialize_json(workflow).encode()


def now() -> str:
    """The present instant as the tables keep it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
