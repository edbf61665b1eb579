"""History: what happened in an instance, or to a task outside of any, in order.  Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base, filled_index


class HistoryEntry(Base):
    """One thing that happened: an element entered or completed, a task submitted, a message received."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "instance_id", "id"), filled_index("history", "task_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(30))
    element_id: Mapped[str | None]
    element_type: Mapped[str | None]
    token: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))  # what people did with a task
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    data: Mapped[dict[str, Any]]
