"""A process instance as a step reads and changes it, and how a new one comes to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.definitions import Definition
from engine.engine import Engine
from engine.errors import Conflict
from persistence import steps


@dataclass
class Instance:
    """The row of a process instance as a step reads and changes it."""

    id: int
    definition_id: int
    key: str
    business_key: str | None
    title: str
    status: str
    state: bytes
    version: int
    started_by: int | None
    parent_id: int | None = None
    parent_token: int | None = None
    root_id: int | None = None
    record_id: int | None = None

    def __post_init__(self) -> None:
        self._kept = self._found_by()

    def save(self, session: Session, state: bytes, ended_at: datetime | None) -> bool:
        """Write what a step changed, unless somebody else has taken a step since the row was read."""
        self.state, found_by = state, self._found_by()
        if found_by == self._kept and ended_at is None:
            saved = steps.update_state(session, self.id, self.version, state)
        else:
            values = {**found_by, "state": state, "ended_at": ended_at}
            saved = steps.update_instance(session, self.id, self.version, values)
        self.version, self._kept = self.version + 1, found_by
        return saved

    def _found_by(self) -> dict[str, Any]:
        """The columns beside the state that a step may change."""
        return {"status": self.status, "business_key": self.business_key, "record_id": self.record_id}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Instance:
        """From a locked row."""
        return cls(**row)


def check_start(definition: Definition, element_id: str | None = None) -> None:
    """Raises Conflict if a process cannot be started at an element, or by hand if none is given."""
    try:
        definition.spec.start_event(element_id)
    except KeyError as error:
        raise Conflict(f"«{definition.name}» cannot be started this way: {error.args[0]}") from error


def new_instance(
    engine: Engine,
    session: Session,
    definition: Definition,
    *,
    started_by: int | None,
    business_key: str | None = None,
    parent: tuple[int, int, int] | None = None,
    record_id: int | None = None,
) -> Instance:
    """A row for an instance that has not taken its first step; ``parent`` is (instance, token, root)."""
    parent_id, parent_token, root_id = parent or (None, None, None)
    instance = Instance(
        id=0,
        definition_id=definition.id,
        key=definition.key,
        business_key=business_key,
        title=definition.name,
        status="active",
        state=b"",
        version=1,
        started_by=started_by,
        parent_id=parent_id,
        parent_token=parent_token,
        root_id=root_id,
        record_id=record_id,
    )
    values = {name: getattr(instance, name) for name in Instance.__dataclass_fields__ if name != "id"}
    instance.id = steps.insert_instance(session, values | {"started_at": engine.now()})
    return instance
