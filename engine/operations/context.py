"""What an operation knows of where it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy.orm import Session

from engine.registries import Registries


@dataclass(frozen=True, slots=True)
class OperationContext:
    """The step an operation is part of.

    ``session`` is in the step's transaction: operations flush at most and never commit.  ``actor_id`` is the person
    whose action led here, if it was one.  ``idempotency_key`` names this run of this element: an operation tried again
    gets the same one.
    """

    session: Session
    now: datetime
    registries: Registries
    time_zone: tzinfo
    instance_id: int | None = None
    element_id: str | None = None
    token: int | None = None
    actor_id: int | None = None
    idempotency_key: str = ""
    mail: bool = False  # whether an outgoing mail server is configured

    @property
    def today(self) -> date:
        """The local date, which decides the year in a number."""
        return self.now.astimezone(self.time_zone).date()
