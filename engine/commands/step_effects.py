"""The world a step runs in: the clock, the people and records of the database, the operations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from engine.assignment import DatabaseLookups, group_of_lane
from engine.errors import BpmnError, EngineError, KeyTaken, OperationError
from engine.operations.context import OperationContext
from engine.surroundings import functions_of
from engine.values import InvalidValue, freeze

if TYPE_CHECKING:
    from engine.commands.instance import Instance
    from engine.commands.step import Steps


log = logging.getLogger(__name__)

TRANSACTION_ROLLBACK = "40"  # PostgreSQL, appendix A: the class of deadlocks and serialization failures

KEY_TAKEN = "key_taken"
"""The error code of a diagram's boundary event for a card whose unique key another card has."""


class StepEffects:
    """``engine.effects.Effects`` for one step in the caller's transaction."""

    def __init__(self, work: Steps, instance: Instance) -> None:
        engine = work.engine
        self._work = work
        self._engine = engine
        self._session = work.session
        self._instance = instance
        self._actor_id = work.actor_id
        self._now = engine.now()
        self._functions: Mapping[str, Callable[..., Any]] | None = None

    def now(self) -> datetime:
        """One instant for the whole step: two timers of one step agree about the time."""
        return self._now

    def time_zone(self) -> tzinfo:
        """The company's zone."""
        return self._engine.zone

    def is_person(self, person_id: int) -> bool:
        """Whether there is such an active person."""
        return DatabaseLookups(self._session).is_person(person_id, None)

    def group_of_lane(self, lane: str) -> str | None:
        """The group with this key or name."""
        return group_of_lane(self._session, lane)

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Made when first asked for: a step without expressions needs none."""
        if self._functions is None:
            self._functions = functions_of(self._context(), self._engine.working_calendar, self._instance.started_by)
        return self._functions

    def count_thrown(self) -> None:
        """Counted over all steps of the command. Raises TooManyThrown."""
        self._work.count_thrown()

    def perform(self, token: int, element_id: str, topic: str, arguments: dict[str, Any]) -> Any:
        """Run an operation behind a savepoint: what a failed one wrote is undone, the rest of the step stays."""
        operation = self._engine.operations.get(topic)
        if operation is None:
            raise OperationError(
                f"Expected an operation {topic!r}, but there is none: correct the topic of {element_id}"
            )
        self._work.performed.append(topic)
        try:
            with self._session.begin_nested():
                result = freeze(operation(self._context(token, element_id), **arguments))
        except (BpmnError, OperationError):
            raise
        except KeyTaken as error:
            raise BpmnError(KEY_TAKEN, str(error)) from error
        except EngineError as error:
            raise OperationError(f"{topic}: {error}") from error
        except InvalidValue as error:
            raise OperationError(f"{topic} gave a value that cannot be kept: {error}") from error
        except DBAPIError as error:
            if _undoes_the_step(error):
                raise
            raise OperationError(f"{topic}: the database refused it: {error.orig}") from error
        except Exception as error:  # a mistake of ours must not cost a person what they have typed
            log.exception("The operation %s failed at %s", topic, element_id)
            raise OperationError(f"{topic} failed: {type(error).__name__}: {error}") from error
        self._remember_record(result)
        return result

    def _context(self, token: int = 0, element_id: str = "") -> OperationContext:
        return OperationContext(
            session=self._session,
            now=self._now,
            registries=self._engine.registries,
            time_zone=self._engine.zone,
            instance_id=self._instance.id,
            element_id=element_id,
            token=token,
            actor_id=self._actor_id,
            idempotency_key=f"{self._instance.id}/{token}",
            mail=self._engine.mail,
        )

    def _remember_record(self, result: Any) -> None:
        """An instance is about the first record it meets: cases are listed and found by it."""
        if self._instance.record_id is None and isinstance(result, dict) and {"registry", "id"} <= result.keys():
            self._instance.record_id = result["id"]
            self._instance.business_key = self._instance.business_key or result.get("number")


def _undoes_the_step(error: DBAPIError) -> bool:
    """Whether the whole transaction is lost or has to be tried again: that is no incident."""
    state: str = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(TRANSACTION_ROLLBACK)
