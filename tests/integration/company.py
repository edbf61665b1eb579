"""A company on a database: people, processes, and every command in a transaction of its own, as the web runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import orjson
from sqlalchemy import inspect, select

from engine import commands
from engine.calendar import WorkingCalendar
from engine.commands import Completion, Deployment, Receipt
from engine.deployment import Package
from engine.engine import Engine
from engine.registries import Registries
from engine.testing import VirtualClock
from persistence import jobs, steps
from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.people import Group, Person
from persistence.user_tasks import UserTask
from persistence.variables import Variable
from tests.databases import Database
from tests.diagrams import task

ANYTHING = orjson.dumps({"title": "Что угодно", "schema": {"type": "object"}})
OPEN = ("created", "assigned")
LEASE = timedelta(minutes=1)
COMPANIES: list[Company] = []
"""Those of the present test: after it, what their rows say has to be what their instances wait for."""


def step(*element_ids: str, content: str = "", **attributes: str) -> str:
    """User tasks that may be deployed: the staff does them, their form takes anything."""
    given = {"camunda__formKey": "anything", "camunda__candidateGroups": "staff", "camunda__dueDate": "P90D"}
    return "".join(task(i, content, tag="userTask", **{"name": i, **given, **attributes}) for i in element_ids)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call them all at the same moment, each in a thread of its own; what each gave or raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


class Company:
    """Anna and Boris are its people, ``staff`` their group; its clock goes only when told to."""

    def __init__(self, database: Database, operations: Mapping[str, Callable[..., Any]] | None = None) -> None:
        COMPANIES.append(self)
        self.database = database
        self.clock = VirtualClock()
        self.engine = Engine(Registries([]), dict(operations or {}), WorkingCalendar(), clock=self.clock)
        with database.sessions.begin() as session:
            people = [Person(name=name, created_at=self.clock()) for name in ("Anna", "Boris")]
            session.add_all([Group(key="staff", name="Сотрудники"), *people])
            session.flush()
            self.anna, self.boris = (person.id for person in people)

    def do(self, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """A command in a transaction that is committed, or rolled back if it raises."""
        with self.database.sessions.begin() as session:
            return command(self.engine, session, *arguments, **options)

    def deploy(self, diagram: bytes, key: str = "p", source: str = "files", **forms: bytes) -> Deployment:
        """Deploy a diagram; ``forms`` by their key, ``anything`` is always there."""
        found = {"anything": ANYTHING} | forms
        package = Package(key, {f"{key}.bpmn": diagram} | {f"forms/{name}.json": form for name, form in found.items()})
        deployment: Deployment = self.do(commands.deploy, package, source=source)
        return deployment

    def start(self, key: str = "p", /, **variables: Any) -> int:
        """Start the newest version; the instance's id."""
        instance_id: int = self.do(commands.start_process, key, variables, actor_id=self.anna)
        return instance_id

    def complete(self, instance_id: int, element_id: str, /, **values: Any) -> Completion:
        """Anna completes the oldest open task at an element."""
        completion: Completion = self.do(
            commands.complete_task, self.task(instance_id, element_id).id, values, self.anna
        )
        return completion

    def receive(self, name: str, payload: Mapping[str, Any] | None = None, **options: Any) -> Receipt:
        """A message comes in."""
        result: Receipt = self.do(commands.correlate_message, name, payload or {}, **options)
        return result

    def retry(self, instance_id: int, **variables: Any) -> None:
        """Boris retries the instance's one open incident."""
        (incident,) = self.incidents(instance_id)
        self.do(commands.retry_incident, incident.id, self.boris, variables)

    def forward(self, **by: float) -> None:
        """Let time pass (hours=…, days=…) and do every job when it falls due, each in a transaction of its own."""
        until = self.clock.instant + timedelta(**by)
        while (due := self._next_due()) is not None and due <= until:
            self.clock.instant = max(due, self.clock.instant)
            self.work()
        self.clock.instant = until

    def claim_jobs(self, owner: str = "worker") -> list[Job]:
        """What a worker gets to do now."""
        with self.database.sessions.begin() as session:
            return jobs.claim_due(session, self.clock(), owner, 10, LEASE)

    def timers(self) -> list[Job]:
        """The jobs of instances, without what is told of their tasks."""
        return self.rows(Job, task_id=None)

    def give_up(self, job: Job, reason: str) -> None:
        """No attempt of a claimed job is left: an incident takes its place."""
        with self.database.sessions.begin() as session:
            jobs.finish(session, job)
            commands.give_up_step(self.engine, session, job, reason)

    def work(self) -> None:
        """Do the jobs that are due."""
        for job in self.claim_jobs():
            self.do(do_job, job)

    def rows(self, model: Any, **where: Any) -> list[Any]:
        """The rows of a table, in the order they were written."""
        with self.database.sessions() as session:
            return list(session.scalars(select(model).filter_by(**where).order_by(*inspect(model).primary_key)))

    def instance(self, instance_id: int) -> ProcessInstance:
        (found,) = self.rows(ProcessInstance, id=instance_id)
        return found

    def children(self, instance_id: int) -> list[ProcessInstance]:
        return self.rows(ProcessInstance, parent_id=instance_id)

    def tasks(self, instance_id: int) -> list[str]:
        """The elements of the open tasks, sorted."""
        return sorted(t.element_id for t in self.rows(UserTask, instance_id=instance_id) if t.status in OPEN)

    def task(self, instance_id: int, element_id: str) -> UserTask:
        """The oldest open task at an element."""
        found = self.rows(UserTask, instance_id=instance_id, element_id=element_id)
        return next(t for t in found if t.status in OPEN)

    def incidents(self, instance_id: int) -> list[Incident]:
        """The open ones."""
        return self.rows(Incident, instance_id=instance_id, resolved_at=None)

    def history(self, instance_id: int, kind: str) -> list[HistoryEntry]:
        return self.rows(HistoryEntry, instance_id=instance_id, kind=kind)

    def passed(self, instance_id: int, kind: str = "completed") -> list[str]:
        """The elements passed, in order."""
        return [entry.element_id for entry in self.history(instance_id, kind)]

    def variables(self, instance_id: int) -> dict[str, Any]:
        """The scalar variables as projected."""
        found = self.rows(Variable, instance_id=instance_id)
        return {v.name: v.text if v.number is None else float(v.number) for v in found}

    def differences(self) -> list[str]:
        """What the states of instances and their rows disagree about."""
        with self.database.sessions() as session:
            return [str(difference) for difference in commands.check_projections(self.engine, session)]

    def _next_due(self) -> Any:
        with self.database.sessions() as session:
            return jobs.next_due(session)


def do_job(engine: Engine, session: Any, job: Job) -> None:
    """What a worker does in one transaction: the instance is locked first, then its rows, as in every step."""
    if job.instance_id is not None:
        steps.lock_instance(session, job.instance_id)
    jobs.finish(session, job)
    kinds = {
        "timer": commands.fire_timer,
        "continue": commands.continue_step,
        "start_timer": commands.start_by_timer,
        **commands.DELIVERIES,
        **commands.ALARMS,
    }
    kinds[job.kind](engine, session, job)
