"""Tasks by the thousand, written in bulk: people, groups, cases with variables and records, tasks in every state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.testing import MONDAY_NOON
from persistence import search_sources
from persistence.base import Base
from persistence.definitions import ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.people import Group, Person
from persistence.records import Record, RecordValue
from persistence.user_tasks import UserTask, UserTaskCandidate
from persistence.variables import Variable

NOW = MONDAY_NOON


class Tasks:
    """Writes what a list of tasks reads; ids are counted here, so that rows can refer to each other in bulk."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._last: dict[type[Base], int] = {}

    def person(self, name: str = "Анна") -> int:
        return self.add(Person, name=name, active=True, language="ru", created_at=NOW)

    def group(self, key: str, name: str = "") -> str:
        self.session.execute(insert(Group), [{"key": key, "name": name or key, "name_en": ""}])
        return key

    def process(self, key: str, name: str = "") -> int:
        return self.add(
            ProcessDefinition, key=key, version=1, name=name or key, name_en="", sha256="0" * 64, start_groups=[],
            deployed_at=NOW, source="files",
        )  # fmt: skip

    def record(self, number: str, title: str = "", responsible: int | None = None, **values: Any) -> int:
        texts = [number, title, *(value for value in values.values() if isinstance(value, str))]
        record_id = self.add(
            Record, registry_key="lead", number=number, title=title, responsible_id=responsible, data={}, stage="new",
            schema_version=1, version=1, archived=False, search_text="\n".join(texts).lower(), created_at=NOW,
            updated_at=NOW,
        )  # fmt: skip
        for name, value in values.items():
            column = "text" if isinstance(value, str) else "number"
            self.insert(RecordValue, [{"record_id": record_id, "name": name, column: value}])
        return record_id

    def case(self, process: int, key: str = "p", record: int | None = None, title: str = "", **variables: Any) -> int:
        case_id = self.add(
            ProcessInstance, definition_id=process, key=key, title=title, status="active", state=b"", version=1,
            started_at=NOW, record_id=record, business_key=f"C-{process}-{title}",
        )  # fmt: skip
        for name, value in variables.items():
            kind, column = ("string", "text") if isinstance(value, str) else ("number", "number")
            self.insert(Variable, [{"instance_id": case_id, "name": name, "type": kind, column: value}])
        return case_id

    def task(
        self, case: int | None = None, *, to: int | None = None, offered: Iterable[str] = (), **columns: Any
    ) -> int:
        """A task of a person, or in the queues of groups; due in so many hours (``due``)."""
        task_id = self.add(UserTask, **task_row(case, to, **columns))
        self.insert(UserTaskCandidate, [{"task_id": task_id, "kind": "group", "value": group} for group in offered])
        return task_id

    def add(self, table: type[Base], **columns: Any) -> int:
        """A row; its id."""
        row_id = self._last[table] = self._last.get(table, 0) + 1
        self.insert(table, [{"id": row_id, **columns}])
        return row_id

    def insert(self, table: type[Base], rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(table), rows)


def task_row(case: int | None, to: int | None, due: float | None = None, **columns: Any) -> dict[str, Any]:
    """The columns of a task."""
    return {
        "instance_id": case,
        "name": "Позвонить",
        "name_en": "",
        "description": "",
        "status": "created" if to is None else "assigned",
        "assignee_id": to,
        "created_at": NOW,
        "due_at": None if due is None else hours(due),
        "priority": 50,
    } | columns


def hours(number: float) -> datetime:
    """An instant so many hours from now."""
    return NOW + timedelta(hours=number)


PEOPLE, QUEUES, PROCESSES, CITIES = 8, 4, 4, 4  # so few that a thousand tasks fill a page whatever is asked for


def fill(tasks: Tasks, number: int) -> None:
    """So many open tasks of a company: every other one has somebody, the rest wait in queues; each of its own case.

    What they have in common with each other is drawn, the same at every run, so that no two columns agree.
    """
    people = [tasks.person(f"Сотрудник {place}") for place in range(PEOPLE)]
    for place in range(QUEUES):
        tasks.group(f"queue_{place}")
    for place in range(PROCESSES):
        tasks.process(f"process_{place}", f"Процесс {place}")
    draw, ids = Random(7), range(1, number + 1)
    tasks.insert(Record, [_lead(place, draw.choice(people)) for place in ids])
    tasks.insert(RecordValue, [{"record_id": place, "name": "inn", "text": f"77{place:08}"} for place in ids])
    tasks.insert(ProcessInstance, [_case(place, draw.randrange(PROCESSES)) for place in ids])
    cities = [f"Город {draw.randrange(CITIES)}" for _ in ids]
    tasks.insert(Variable, [_variable(place, "city", "string", text=cities[place - 1]) for place in ids])
    tasks.insert(Variable, [_variable(place, "amount", "number", number=draw.randrange(1000)) for place in ids])
    queued = [place for place in ids if draw.random() < 0.5]
    mine = dict.fromkeys(queued)
    tasks.insert(UserTask, [_open_task(place, None if place in mine else draw.choice(people), draw) for place in ids])
    rows = [{"task_id": place, "kind": "group", "value": f"queue_{draw.randrange(QUEUES)}"} for place in queued]
    tasks.insert(UserTaskCandidate, rows)
    search_sources.rebuild(tasks.session)


def _variable(case: int, name: str, kind: str, **value: Any) -> dict[str, Any]:
    return {"instance_id": case, "name": name, "type": kind, **value}


def _lead(place: int, responsible: int) -> dict[str, Any]:
    return {
        "id": place,
        "registry_key": "lead",
        "number": f"Л-{place:06}",
        "title": f"Клиент {place}",
        "responsible_id": responsible,
        "data": {},
        "stage": "new",
        "schema_version": 1,
        "version": 1,
        "archived": False,
        "search_text": f"л-{place:06}\nклиент {place}",
        "created_at": NOW,
        "updated_at": NOW,
    }


def _case(place: int, process: int) -> dict[str, Any]:
    return {
        "id": place,
        "definition_id": process + 1,
        "key": f"process_{process}",
        "title": f"Дело {place}",
        "status": "active",
        "state": b"0" * 400,
        "version": 1,
        "started_at": NOW,
        "record_id": place,
        "business_key": f"Д-{place:06}",
    }


def _open_task(place: int, to: int | None, draw: Random) -> dict[str, Any]:
    due = None if draw.random() < 0.1 else draw.randrange(-96, 288)
    return task_row(place, to, due, id=place, token=1, element_id="task", priority=draw.choice((25, 50, 75, 100)))
