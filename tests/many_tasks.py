"""Tasks by the thousand, written in bulk: people, groups, cases with variables and records, tasks in every state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.testing import MONDAY_NOON
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
        record_id = self.add(
            Record, registry_key="lead", number=number, title=title, responsible_id=responsible, data={}, stage="new",
            schema_version=1, version=1, archived=False, search_text=f"{number} {title}".lower(), created_at=NOW,
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
