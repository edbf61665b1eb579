"""What a running workflow asks of the world, as one protocol: the only way out of ``engine.runtime``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Protocol


class Effects(Protocol):
    """Supplied by ``engine.commands`` on a database, and by tests on nothing at all."""

    def now(self) -> datetime:
        """The present instant, in UTC."""

    def time_zone(self) -> tzinfo:
        """The zone in which dates, days and cycles are meant."""

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """The functions expressions may call besides the built-in ones: time, people, records."""

    def is_person(self, person_id: int) -> bool:
        """Whether work can be given to this person."""

    def group_of_lane(self, lane: str) -> str | None:
        """The group a lane is called after, if there is one."""

    def count_thrown(self) -> None:
        """One more message or signal is thrown in this transaction. Raises TooManyThrown when there is no end to it."""

    def perform(self, token: int, element_id: str, topic: str, arguments: dict[str, Any]) -> Any:
        """Run an operation and give its result as JSON.

        Raises OperationError when it fails, having undone what it wrote, or BpmnError for a boundary event to catch.
        """
