"""Where a document or a comment belongs: a case, a record, a task; or a task of a case."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from engine.engine import Engine
from persistence.history import HistoryEntry
from persistence.records import RecordChange


@dataclass(frozen=True, slots=True)
class Place:
    """The ids of what it belongs to; at least one of them."""

    instance_id: int | None = None
    record_id: int | None = None
    task_id: int | None = None

    def columns(self) -> dict[str, int | None]:
        """The same as columns of a row."""
        return asdict(self)


def tell_history(
    engine: Engine, session: Session, place: Place, kind: str, actor_id: int | None, data: dict[str, object]
) -> None:
    """Add a line to the history of the case, or of the task or the record that has none."""
    who = {"at": engine.now(), "kind": kind, "actor_id": actor_id, "data": data}
    if place.instance_id is not None or place.task_id is not None:
        session.add(HistoryEntry(instance_id=place.instance_id, task_id=place.task_id, **who))
    else:
        session.add(RecordChange(record_id=place.record_id, **who))
