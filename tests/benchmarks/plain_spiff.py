"""The other side: the same process on SpiffWorkflow as it comes, with the serializer it brings."""

import re
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session, sessionmaker

from persistence.history import HistoryEntry
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.recall_points import RecallPoint
from persistence.search_index import SearchEntry, words_of
from persistence.user_tasks import UserTask, UserTaskCandidate
from persistence.variables import Variable

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
    {"name": "decision", "type": "string", "text": ANSWER["decision"], "number": None},
    {"name": "ship_on", "type": "string", "text": ANSWER["ship_on"], "number": None},
    {"name": "note", "type": "string", "text": ANSWER["note"], "number": None},
    {"name": "amount", "type": "number", "text": None, "number": Decimal("125000.5")},
    {"name": "urgent", "type": "boolean", "text": None, "number": Decimal(0)},
)
NEW = sqlite.insert(Variable)
SAVE_VARIABLES = NEW.on_conflict_do_update(
    index_elements=["instance_id", "name"], set_={name: NEW.excluded[name] for name in ("type", "text", "number")}
)
OPEN = UserTask.status.in_(["created", "assigned"])
Line = tuple[str, str | None, dict[str, object]]


def parse() -> tuple:
    """The process's specification, parsed once as a sensible host would."""
    parser = BpmnParser()
    parser.add_bpmn_str(in_its_notation(DIAGRAM.read_text()).encode())
    return parser.get_spec("five_tasks"), parser.get_subprocess_specs("five_tasks")


def in_its_notation(diagram: str) -> str:
    """Conditions are written without ${} there, and a duration is an expression."""
    bare = re.sub(r"\$\{(.*?)\}", r"\1", diagram)
    return re.sub(r"(<bpmn:timeDuration [^>]*>)(\w+)", r'\1"\2"', bare)


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


def waiting_timers(workflow: BpmnWorkflow) -> list[Task]:
    """The timers that are set."""
    waiting = workflow.get_tasks(state=TaskState.WAITING, spec_class=BoundaryEvent)
    return [task for task in waiting if "event_value" in task.internal_data]


def in_memory(instances: int) -> int:
    """Run some instances from start to end; how many tasks were completed."""
    for _ in range(instances):
        workflow = start()
        for _ in range(STEPS):
            complete_next(workflow)
        assert workflow.is_completed()
    return instances * STEPS


class Stored:
    """Instances in our tables, with the rows our engine writes, in a transaction a step.

    What a host would write around SpiffWorkflow with SQLAlchemy: read the state, complete the task, keep state, tasks,
    candidates, timers, variables, history, what is found by search and taken back, many rows by one statement.
    """

    def __init__(self, sessions: sessionmaker[Session], definition_id: int, person_id: int) -> None:
        self.serializer = BpmnWorkflowSerializer()
        self.sessions = sessions
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
        values = {
            "definition_id": self.definition_id,
            "key": "five_tasks",
            "title": "Согласование поставки",
            "status": "active",
            "state": self.dump(workflow),
            "started_at": now(),
            "started_by": self.person_id,
        }
        with self.sessions.begin() as session:
            instance_id = session.scalars(insert(ProcessInstance).returning(ProcessInstance.id), values).one()
            self.write(session, instance_id, workflow, began, [("instance_started", None, {})])
            self.keep_for_search(session, "case", instance_id, instance_id, "Согласование поставки")
            return instance_id

    def complete(self, instance_id: int) -> None:
        """Complete the instance's oldest open task and open what follows."""
        began = time.time()
        with self.sessions.begin() as session:
            query = select(ProcessInstance.state, ProcessInstance.version).where(ProcessInstance.id == instance_id)
            state, version = session.execute(query).one()
            workflow = self.serializer.deserialize_json(state.decode())
            task = complete_next(workflow)
            session.execute(
                update(ProcessInstance)
                .where(ProcessInstance.id == instance_id, ProcessInstance.version == version)
                .values(state=self.dump(workflow), version=version + 1, status=status_of(workflow))
            )
            closed = session.scalars(
                update(UserTask)
                .where(UserTask.instance_id == instance_id, UserTask.element_id == task.task_spec.name, OPEN)
                .values(status="completed", completed_at=now(), completed_by=self.person_id)
                .returning(UserTask.id)
            ).one()
            session.execute(delete(Job).where(Job.task_id == closed))
            self.keep_for_recall(session, instance_id, closed, version + 1, state, workflow)
            session.execute(SAVE_VARIABLES, [{"instance_id": instance_id, **variable} for variable in VARIABLES])
            self.write(session, instance_id, workflow, began, [("task_completed", task.task_spec.name, ANSWER)])

    def write(self, session: Session, instance_id: int, workflow: BpmnWorkflow, began: float, told: list[Line]) -> None:
        """The rows of what the step passed, and of the tasks and timers it opened."""
        passed = workflow.get_tasks(state=TaskState.COMPLETED, spec_class=BpmnSpecMixin, updated_ts=began)
        opened = workflow.get_tasks(state=TaskState.READY, manual=True, updated_ts=began)
        told += [("completed", task.task_spec.name, {}) for task in passed]
        told += [("entered", task.task_spec.name, {}) for task in opened]
        told += [("instance_completed", None, {})] if workflow.is_completed() else []
        session.execute(insert(HistoryEntry), [self.history(instance_id, *line) for line in told])
        for task in opened:
            self.open_task(session, instance_id, task)
        session.execute(delete(Job).where(Job.instance_id == instance_id, Job.kind == "timer"))
        if timers := waiting_timers(workflow):
            session.execute(insert(Job), [self.timer(instance_id, task) for task in timers])

    def open_task(self, session: Session, instance_id: int, task: Task) -> None:
        """A task that waits for somebody, and who may take it."""
        values = {
            "instance_id": instance_id,
            "token": task.id.int >> 66,
            "element_id": task.task_spec.name,
            "name": task.task_spec.bpmn_name,
            "form_key": "step",
            "status": "created",
            "created_at": now(),
            "due_at": now(),
        }
        task_id = session.scalars(insert(UserTask).returning(UserTask.id), values).one()
        session.execute(insert(UserTaskCandidate), {"task_id": task_id, "kind": "group", "value": "everyone"})
        late = {"task_id": task_id, "kind": "task_overdue", "payload": {}, "due_at": now(), "created_at": now()}
        session.execute(insert(Job), late)
        self.keep_for_search(session, "task", task_id, instance_id, task.task_spec.bpmn_name)

    def keep_for_search(self, session: Session, kind: str, subject_id: int, instance_id: int, title: str) -> None:
        """What the task or the case is found by."""
        about = session.scalar(select(ProcessInstance.title).where(ProcessInstance.id == instance_id))
        words = f" _kind_{kind} _cases {' '.join(words_of(f'{title} {about}'))} "
        found_by = {"kind": kind, "subject_id": subject_id, "case_id": instance_id, "title": title, "title_en": ""}
        session.execute(insert(SearchEntry), found_by | {"text": about, "words": words, "changed_at": now()})

    def keep_for_recall(
        self, session: Session, instance_id: int, task_id: int, version: int, state: bytes, workflow: BpmnWorkflow
    ) -> None:
        """What was before the step, so that it can be taken back, until the instance ends."""
        session.execute(delete(RecallPoint).where(RecallPoint.instance_id == instance_id))
        if not workflow.is_completed():
            before = {"instance_id": instance_id, "task_id": task_id, "version": version, "state": state}
            session.execute(insert(RecallPoint), before | {"before": {"values": ANSWER}})

    def timer(self, instance_id: int, task: Task) -> dict[str, object]:
        """The columns of a row by which a clock finds what is due."""
        due = datetime.fromisoformat(task.internal_data["event_value"])
        where = {"instance_id": instance_id, "element_id": task.task_spec.name}
        return {**where, "kind": "timer", "payload": {}, "due_at": due, "created_at": now()}

    def history(
        self, instance_id: int, kind: str, element_id: str | None, data: dict[str, object]
    ) -> dict[str, object]:
        """The columns of a line of the history."""
        where = {"instance_id": instance_id, "element_id": element_id}
        return {**where, "at": now(), "kind": kind, "actor_id": self.person_id, "data": data}

    def dump(self, workflow: BpmnWorkflow) -> bytes:
        """The instance as SpiffWorkflow writes it."""
        return self.serializer.serialize_json(workflow).encode()


def status_of(workflow: BpmnWorkflow) -> str:
    """The instance's status as our lists show it."""
    return "completed" if workflow.is_completed() else "active"


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
