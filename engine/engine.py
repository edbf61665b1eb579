"""What commands work with: one engine per application, made by its composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.calendar import WorkingCalendar
from engine.calendars import Calendars
from engine.definitions import Definitions
from engine.operations.context import OperationContext
from engine.registries import Registries
from persistence.blobs import Blobs


def in_memory() -> Blobs:
    """Files that end with the process: for tests and for engines that keep none."""
    return Blobs("memory://files")


MESSAGE_LIFE = timedelta(days=1)


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Engine:
    """Configuration and compiled definitions; it holds nothing of a request, so threads share it."""

    registries: Registries
    operations: Mapping[str, Callable[..., Any]]
    calendar: WorkingCalendar
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    clock: Callable[[], datetime] = utc_now
    mail: bool = False  # whether an outgoing mail server is configured
    files: Blobs = field(default_factory=in_memory)
    message_life: timedelta = MESSAGE_LIFE  # how long a thrown message is kept that says nothing of it
    definitions: Definitions = field(default_factory=Definitions)
    calendars: Calendars = field(default_factory=Calendars)

    def context(self, session: Session, now: datetime | None = None) -> OperationContext:
        """What operations and functions get outside of any instance."""
        return OperationContext(session, now or self.now(), self.registries, self.zone, mail=self.mail)

    def message_expiry(self) -> datetime:
        """Until when a message thrown now is kept, unless it says something else."""
        return self.now() + self.message_life

    def working_calendar(self, session: Session) -> WorkingCalendar:
        """The calendar as administrators have set it; ``calendar`` is what holds until they do.  One statement."""
        return self.calendars.current(session, self.calendar)

    def now(self) -> datetime:
        """The present instant by the engine's clock, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The date in the company's time zone."""
        return self.now().astimezone(self.zone).date()
